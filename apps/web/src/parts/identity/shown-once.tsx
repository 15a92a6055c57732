import { type ReactNode, useCallback, useState } from 'react';
import { CopyButton, Modal } from '../../ui/index.js';

/** The words around a secret, and what else is said of it. */
export interface ShownOnceWords {
  readonly title: string;
  readonly lead: string;
  readonly label: string;
  readonly done: string;
  more?(secret: string): ReactNode;
}

/** Shows a new secret until the user says that they have kept it; `show` resolves then. Draw `dialog` beside the form. */
export function useShownOnce(words: ShownOnceWords): {
  readonly show: (secret: string) => Promise<void>;
  readonly dialog: ReactNode;
} {
  const [shown, setShown] = useState<{ readonly secret: string; readonly close: () => void }>();
  const show = useCallback(
    (secret: string) =>
      new Promise<void>((resolve) => {
        const close = () => {
          setShown(undefined);
          resolve();
        };
        setShown({ secret, close });
      }),
    [],
  );
  return { show, dialog: shown ? <ShownOnce {...words} {...shown} /> : null };
}

function ShownOnce({
  title,
  lead,
  label,
  done,
  more,
  secret,
  close,
}: ShownOnceWords & { readonly secret: string; readonly close: () => void }) {
  const foot = (
    <button type="button" className="btn btn-primary" onClick={close}>
      {done}
    </button>
  );
  return (
    <Modal title={title} show onClose={close} foot={foot}>
      <p>{lead}</p>
      <p className="d-flex align-items-center gap-2">
        <code className="mono user-select-all text-break">{secret}</code>
        <CopyButton text={secret} label={label} />
      </p>
      {more?.(secret)}
    </Modal>
  );
}
