import { useShownOnce } from '../../parts/identity/index.js';
import { text } from './text.js';

/** Shows a new key until the user says that they have kept it; `show` resolves then. Draw `dialog` beside the form. */
export const useMadeKey = () => useShownOnce({ ...words, label: words.key, more: HowToUse });

const words = text.made;

function HowToUse(key: string) {
  return (
    <>
      <p className="muted mb-1">{words.use}</p>
      <p className="d-flex align-items-center gap-2 mb-0">
        <code className="mono cut">{words.header(key)}</code>
      </p>
    </>
  );
}
