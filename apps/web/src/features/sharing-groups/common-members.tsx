import { sharingGroups } from '@cerebrate/contract';
import { useMemo } from 'react';
import { call } from '../../api/index.js';
import { asProblem, Modal, ProblemNote, Skeleton, useSettled } from '../../ui/index.js';
import { Party } from './pieces.js';
import { text } from './text.js';

interface Named {
  readonly id: number;
  readonly name: string;
}

/** Two groups to compare. */
export interface Pair {
  readonly a: Named;
  readonly b: Named;
}

/** Who is in both of two groups. */
export function CommonMembers({ pair: { a, b }, onClose }: { readonly pair: Pair; readonly onClose: () => void }) {
  const asked = useMemo(
    () => call(sharingGroups.common, { params: { ref: String(a.id), other: String(b.id) } }),
    [a.id, b.id],
  );
  const { value, error } = useSettled(asked);
  return (
    <Modal title={text.overlap.dialog(a.name, b.name)} show onClose={onClose}>
      {error ? (
        <ProblemNote problem={asProblem(error)} />
      ) : value ? (
        <ul className="sharing-members">
          {value.members.map((party) => (
            <li key={party.id}>
              <Party party={party} />
            </li>
          ))}
        </ul>
      ) : (
        <Skeleton lines={4} />
      )}
    </Modal>
  );
}
