import { freshness, type StaleRecords } from '@cerebrate/contract';
import { useState } from 'react';
import { Link } from 'react-router';
import { call } from '../../api/index.js';
import { ActionButton, asProblem, RelativeTime, toast, useSettled } from '../../ui/index.js';
import { text } from './text.js';

type Stale = StaleRecords['items'][number];
const pageOf = ({ kind, id }: Stale): string =>
  `/${kind === 'organisation' ? 'organisations' : 'individuals'}/view/${id}`;
const keyOf = ({ kind, id }: Stale): string => `${kind}:${id}`;

/** Records one answers for that nobody confirmed for long, each with its button. Absent when there is none. */
export function StaleBlock({ stale }: { readonly stale: Promise<StaleRecords> }) {
  const { value } = useSettled(stale);
  const [confirmed, setConfirmed] = useState<ReadonlySet<string>>(new Set());
  if (!value || value.items.length === 0) return null;
  const confirm = async (record: Stale) => {
    try {
      await call(freshness.confirm, { params: { kind: record.kind, ref: String(record.id) } });
      setConfirmed(new Set([...confirmed, keyOf(record)]));
    } catch (error) {
      toast({ tone: 'broken', text: asProblem(error).detail ?? asProblem(error).title });
    }
  };
  return (
    <section className="surface home-block" aria-label={text.stale.title}>
      <h2>{text.stale.title}</h2>
      <p className="muted mb-2">
        {text.stale.lead(value.organisations, value.individuals, value.countedTo, value.months)}
      </p>
      <ul className="home-stale">
        {value.items.map((record) => (
          <li key={keyOf(record)}>
            <Link to={pageOf(record)} className="cut">
              {record.name}
            </Link>
            <span className="muted">
              <RelativeTime at={record.since} />
            </span>
            {confirmed.has(keyOf(record)) ? (
              <span className="muted">{text.stale.done}</span>
            ) : (
              <ActionButton
                action={{
                  label: text.stale.confirm(record.name),
                  onSelect: () => void confirm(record),
                  icon: 'check-lg',
                }}
                look="icon"
                small
              />
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
