import type { CreatedAuthKey } from '@cerebrate/contract';
import { type ReactNode, useCallback, useState } from 'react';
import { CopyButton, Modal } from '../../ui/index.js';
import { text } from './text.js';

/** Shows a new key until the user says that they have kept it; `show` resolves then. Draw `dialog` beside the form. */
export function useMadeKey(): { readonly show: (made: CreatedAuthKey) => Promise<void>; readonly dialog: ReactNode } {
  const [shown, setShown] = useState<{ readonly made: CreatedAuthKey; readonly close: () => void }>();
  const show = useCallback(
    (made: CreatedAuthKey) =>
      new Promise<void>((resolve) => {
        const close = () => {
          setShown(undefined);
          resolve();
        };
        setShown({ made, close });
      }),
    [],
  );
  return { show, dialog: shown ? <MadeKey made={shown.made} onClose={shown.close} /> : null };
}

function MadeKey({ made, onClose }: { readonly made: CreatedAuthKey; readonly onClose: () => void }) {
  const done = (
    <button type="button" className="btn btn-primary" onClick={onClose}>
      {text.made.done}
    </button>
  );
  return (
    <Modal title={text.made.title} show onClose={onClose} foot={done}>
      <p>{text.made.lead}</p>
      <p className="d-flex align-items-center gap-2">
        <code className="mono user-select-all">{made.key}</code>
        <CopyButton text={made.key} label={text.made.key} />
      </p>
      <p className="muted mb-1">{text.made.use}</p>
      <p className="d-flex align-items-center gap-2 mb-0">
        <code className="mono cut">{text.made.header(made.key)}</code>
      </p>
    </Modal>
  );
}
