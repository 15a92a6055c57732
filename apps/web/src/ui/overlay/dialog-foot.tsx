import { text } from '../../text/en.js';

interface DialogFootProps {
  /** Id of the form that the act submits. */
  readonly form: string;
  readonly act: string;
  readonly isReady: boolean;
  readonly onClose: () => void;
}

/** The foot of a dialog with a form of its own: leave, or do it. */
export function DialogFoot({ form, act, isReady, onClose }: DialogFootProps) {
  return (
    <>
      <button type="button" className="btn btn-plain" onClick={onClose}>
        {text.cancel}
      </button>
      <button type="submit" form={form} className="btn btn-primary" disabled={!isReady}>
        {act}
      </button>
    </>
  );
}
