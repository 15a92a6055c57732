import { type SharingGroup, sharingGroups } from '@cerebrate/contract';
import { useId, useState } from 'react';
import { call } from '../../api/index.js';
import { asProblem, exactUtc, ProblemNote, Skeleton, useSettled } from '../../ui/index.js';
import { Party } from './pieces.js';
import { text } from './text.js';
import { useAboutMembers } from './use-about-members.js';

const words = text.day;
const today = (): string => new Date().toISOString().slice(0, 10);

/** Who was a member on a day one chooses; stands above the changes in the history. */
export function DayPicker({ group }: { readonly group: SharingGroup }) {
  const id = useId();
  const [day, setDay] = useState(today);
  const ask = () => call(sharingGroups.membersOn, { params: { ref: String(group.id) }, query: { day } });
  const asked = useAboutMembers(group, ask, day);
  const { value, error } = useSettled(asked);
  return (
    <section className="sharing-day" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`} className="sharing-heading">
        {words.title}
      </h2>
      <div className="sharing-day-field">
        <label className="form-label" htmlFor={id}>
          {words.label}
        </label>
        <input
          id={id}
          type="date"
          className="form-control"
          min={group.created.slice(0, 10)}
          max={today()}
          value={day}
          onChange={(event) => setDay(event.target.value || today())}
        />
      </div>
      {error ? (
        <ProblemNote problem={asProblem(error)} />
      ) : value ? (
        <div aria-live="polite">
          <p className="muted">
            {value.members.length === 0 ? words.nobody : words.count(value.members.length, value.day)}
          </p>
          <ul className="sharing-members">
            {value.members.map(({ organisation, extend, since, until }) => (
              <li key={organisation.id}>
                <span className="d-flex gap-2">
                  <Party party={organisation} />
                  {extend ? <span className="muted">{text.consumer.extend}</span> : null}
                </span>
                <span className="muted">
                  {words.since} {exactUtc(new Date(since))}
                  {until === null ? '' : `, ${words.until} ${exactUtc(new Date(until))}`}
                </span>
              </li>
            ))}
          </ul>
        </div>
      ) : (
        <Skeleton lines={3} />
      )}
    </section>
  );
}
