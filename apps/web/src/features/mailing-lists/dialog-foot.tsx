import { text } from './text.js';

interface DialogFootProps {
  /** Id of the form that the act submits. */
  readonly form: string;
  readonly act: string;
  readonly isReady: boolean;
  readonly onClose: () => void;
}

/** The foot of a dialog about members: leave, or do it. */
export function DialogFoot({ form, act, isReady, onClose }: DialogFootProps) {
  return (
    <>
      <button type="button" className="btn btn-plain" onClick={onClose}>
        {text.members.cancel}
      </button>
      <button type="submit" form={form} className="btn btn-primary" disabled={!isReady}>
        {act}
      </button>
    </>
  );
}
