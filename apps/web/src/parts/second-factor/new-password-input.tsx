import { useState } from 'react';
import { type FieldControl, Icon } from '../../ui/index.js';
import { PasswordMeter } from './password-meter.js';
import { text } from './text.js';

/** The input of a password somebody chooses, with a meter below. `about` are words that would make it a bad one. */
export function NewPasswordInput({
  control,
  about,
}: {
  readonly control: FieldControl;
  readonly about: readonly string[];
}) {
  const [shown, setShown] = useState(false);
  const value = typeof control.value === 'string' ? control.value : '';
  const meter = `${control.id}-meter`;
  const label = shown ? text.hide : text.show;
  return (
    <>
      <div className="input-with-button">
        <input
          id={control.id}
          name={control.name}
          type={shown ? 'text' : 'password'}
          className={`form-control${control.invalid ? ' is-invalid' : ''}`}
          autoComplete="new-password"
          spellCheck={false}
          maxLength={200}
          value={value}
          disabled={control.disabled}
          required={control.required}
          aria-invalid={control.invalid || undefined}
          aria-describedby={[control.describedBy, meter].filter(Boolean).join(' ')}
          onChange={(event) => control.onChange(event.target.value)}
          onBlur={control.onBlur}
        />
        <button
          type="button"
          className="btn btn-ghost btn-icon btn-sm"
          aria-pressed={shown}
          aria-label={label}
          title={label}
          onClick={() => setShown(!shown)}
        >
          <Icon name={shown ? 'eye-slash' : 'eye'} />
        </button>
      </div>
      <PasswordMeter password={value} about={about} id={meter} />
    </>
  );
}
