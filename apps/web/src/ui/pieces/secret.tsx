import { useState } from 'react';
import { text } from '../../text/en.js';
import { CopyButton } from './copy-button.js';
import { Icon } from './icon.js';

interface SecretProps {
  readonly value: string;
  /** What it is, for the names of the buttons. */
  readonly label: string;
}

/** A value that is masked until asked for; it can be copied without being shown. */
export function Secret({ value, label }: SecretProps) {
  const [shown, setShown] = useState(false);
  return (
    <span className="secret">
      <span className="mono cut">{shown ? value : '••••••••••••'}</span>
      <button
        type="button"
        className="btn btn-ghost btn-icon btn-sm"
        aria-pressed={shown}
        aria-label={`${shown ? text.hide : text.show} ${label}`}
        title={shown ? text.hide : text.show}
        onClick={() => setShown(!shown)}
      >
        <Icon name={shown ? 'eye-slash' : 'eye'} />
      </button>
      <CopyButton text={value} label={label} />
    </span>
  );
}
