import { type EncryptionKeyRow, encryptionKeys } from '@cerebrate/contract';
import { Link } from 'react-router';
import { call } from '../../api/index.js';
import { KeyBadge } from '../../parts/encryption-keys/index.js';
import { ActionButton, RelativeTime, useSettled } from '../../ui/index.js';
import { text } from './text.js';

const days = 30;
const listed = 6;

interface Ending {
  readonly expired: number;
  readonly expiring: number;
  readonly items: readonly EncryptionKeyRow[];
}

/** Keys within one's view that are over or end soon, soonest first. @throws ProblemError */
export const endingKeys = (): Promise<Ending> =>
  call(encryptionKeys.expiring, { query: { days: String(days), limit: String(listed) } });

/** Encryption keys that are over or soon will be (FEATURES KEY-07, HOM-04). Absent when there is none. */
export function EndingKeys({ ending }: { readonly ending: Promise<Ending> }) {
  const { value } = useSettled(ending);
  const words = text.endingKeys;
  if (!value || value.items.length === 0) return null;
  return (
    <section className="surface home-block" aria-label={words.title}>
      <header>
        <h2>{words.title}</h2>
        <ActionButton action={{ label: words.all, to: words.allAt }} look="ghost" small />
      </header>
      <p className="muted mb-2">{words.lead(value.expired, value.expiring, days)}</p>
      <ul className="home-stale">
        {value.items.map((key) => (
          <li key={key.id}>
            <Link to={`/encryptionKeys/view/${key.id}`} className="cut">
              {key.owner.name}
            </Link>
            {key.expiresAt ? (
              <span className="muted">
                <RelativeTime at={key.expiresAt} />
              </span>
            ) : null}
            <KeyBadge state={key.state} />
          </li>
        ))}
      </ul>
    </section>
  );
}
