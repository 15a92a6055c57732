import type { ActivityNoun, Activity as Numbers } from '@cerebrate/contract';
import { asProblem, ProblemNote, Skeleton, Statistic, useSettled } from '../../ui/index.js';
import { text } from './text.js';

const lists: Readonly<Record<ActivityNoun, string | undefined>> = {
  individual: '/individuals/index',
  organisation: '/organisations/index',
  alignment: '/alignments/index',
  orgGroup: '/orgGroups/index',
  encryptionKey: '/encryptionKeys/index',
  sharingGroup: '/sharingGroups/index',
  user: '/users/index',
  brood: '/broods/index',
  tag: '/tags/index',
};

interface ActivityProps {
  readonly activity: Promise<{ readonly days: number; readonly items: readonly Numbers[] }>;
}

/** Total, change and trend of every noun one may see (FEATURES HOM-02). */
export function Activity({ activity }: ActivityProps) {
  const { value, error } = useSettled(activity);
  return (
    <section className="surface home-block" aria-label={text.activity.title}>
      <h2>{text.activity.title}</h2>
      {error ? <ProblemNote problem={asProblem(error)} lead={text.activity.failed} /> : null}
      {value === undefined && !error ? <Skeleton label={text.activity.title} lines={3} /> : null}
      <div className="home-activity">
        {value?.items.map(({ noun, total, created, modified, series }) => (
          <Statistic
            key={noun}
            title={text.activity.nouns[noun]}
            value={total}
            change={{ by: created, words: text.activity.change(created, modified, value.days) }}
            trend={series.map((day) => day.created + day.modified)}
            {...(lists[noun] ? { to: lists[noun] } : {})}
          />
        ))}
      </div>
    </section>
  );
}
