import { encryptionKeys } from '@cerebrate/contract';
import { useMemo } from 'react';
import { Link } from 'react-router';
import { call } from '../../api/index.js';
import { asProblem, ProblemNote, type RailBlock, Skeleton, useSettled } from '../../ui/index.js';
import { KeyBadge } from './key-badge.js';
import { text } from './text.js';

interface OwnerProps {
  readonly kind: 'organisation' | 'individual';
  readonly id: number;
}

/** The keys of an organisation or a person as a block beside their record; with a way to add one for whoever may. */
export const ownerKeysBlock = ({ kind, id }: OwnerProps, mayAdd: boolean): RailBlock => ({
  title: text.title,
  ...(mayAdd
    ? { action: { label: text.add, icon: 'plus-lg', to: `/encryptionKeys/add?${kind}=${id}`, modal: true } as const }
    : {}),
  content: <OwnerKeys kind={kind} id={id} />,
});

function OwnerKeys({ kind, id }: OwnerProps) {
  const asked = useMemo(
    () =>
      call(encryptionKeys.list, { query: { [kind]: String(id), limit: '20', total: 'false' } as never }).then(
        ({ items }) => ({ items }),
        (error: unknown) => ({ problem: asProblem(error) }),
      ),
    [kind, id],
  );
  const found = useSettled(asked);
  if (!found.value) return <Skeleton lines={2} />;
  if ('problem' in found.value) return <ProblemNote problem={found.value.problem} />;
  if (found.value.items.length === 0) return <p className="muted m-0">{text.none}</p>;
  return (
    <ul className="list-unstyled m-0">
      {found.value.items.map((key) => (
        <li key={key.id} className="mb-2">
          <Link className="mono cut d-block" to={`/encryptionKeys/view/${key.id}`} title={key.fingerprint ?? undefined}>
            {key.fingerprint?.slice(-16) ?? `#${key.id}`}
          </Link>
          <KeyBadge state={key.state} /> <span className="muted">{text.types[key.type]}</span>
        </li>
      ))}
    </ul>
  );
}
