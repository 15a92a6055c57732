import { type Alignment, alignments, type Individual } from '@cerebrate/contract';
import { Link } from 'react-router';
import { call, may } from '../../api/index.js';
import { tellFailure } from '../../parts/identity/index.js';
import { ActionButton, toast } from '../../ui/index.js';
import { nameOf, text } from './text.js';

type Removed = Pick<Alignment, 'id' | 'type' | 'validFrom' | 'validUntil'> & {
  readonly individualId: number;
  readonly organisationId: number;
};

/** Takes an alignment away and offers to make it anew (FEATURES ALN-04). */
export async function removeAlignment({ id, ...same }: Removed, changed: () => void): Promise<void> {
  try {
    await call(alignments.remove, { params: { ref: String(id) } });
  } catch (error) {
    return tellFailure(error);
  }
  toast({
    tone: 'ok',
    text: text.alignments.removed(same.type),
    undo: async () => {
      await call(alignments.create, { body: same });
      changed();
    },
  });
  changed();
}

/** "1 Jan 2026 – 31 Dec 2026"; nothing for what is open on both sides. */
export function periodOf({ validFrom, validUntil }: Pick<Alignment, 'validFrom' | 'validUntil'>): string {
  return validFrom === null && validUntil === null ? '' : `${validFrom ?? '…'} – ${validUntil ?? '…'}`;
}

interface PersonAlignmentsProps {
  readonly person: Individual;
  readonly onChange: () => void;
}

/** Where a person belongs, each with its role and period, and a cross for those who may take it away. */
export function PersonAlignments({ person, onChange }: PersonAlignmentsProps) {
  if (person.alignments.length === 0) return <p className="muted m-0">{text.alignments.none}</p>;
  const mayRemove = person.mayChange && may('alignment:write');
  return (
    <ul className="list-unstyled m-0">
      {person.alignments.map((one) => {
        const { organisation, type, isCurrent } = one;
        const period = periodOf(one);
        const gone = { ...one, individualId: person.id, organisationId: organisation.id };
        return (
          <li key={one.id} className="d-flex align-items-center justify-content-between">
            <span className={isCurrent ? undefined : 'muted'}>
              <Link to={`/organisations/view/${organisation.id}`}>{organisation.name}</Link>{' '}
              <span className="muted">
                {[type, period, ...(isCurrent ? [] : [text.alignments.past])].filter(Boolean).join(' · ')}
              </span>
            </span>
            {mayRemove ? (
              <ActionButton
                action={{
                  label: text.alignments.remove(type, nameOf(person)),
                  icon: 'x-lg',
                  onSelect: () => void removeAlignment(gone, onChange),
                }}
                look="icon"
                small
              />
            ) : null}
          </li>
        );
      })}
    </ul>
  );
}
