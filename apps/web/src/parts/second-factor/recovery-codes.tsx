import { CopyButton, Modal } from '../../ui/index.js';
import { text } from './text.js';

/** The new codes, once. */
export function ShownCodes({ codes, onKept }: { readonly codes: readonly string[]; readonly onKept: () => void }) {
  return (
    <Modal
      title={text.codes.shown}
      show
      onClose={onKept}
      foot={
        <button type="button" className="btn btn-primary" onClick={onKept}>
          {text.codes.kept}
        </button>
      }
    >
      <p>{text.codes.shownLead}</p>
      <ul className="recovery-codes mono">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <CopyButton text={codes.join('\n')} label={text.codes.copy} />
    </Modal>
  );
}
