import type { ReactNode } from 'react';
import { text } from '../../text/en.js';
import { type Action, ActionButton } from '../pieces/action.js';
import { Icon } from '../pieces/icon.js';
import type { IconName } from '../pieces/icons.js';
import { RelativeTime } from '../pieces/relative-time.js';

/** Something that happened: who did what, when, through what. */
export interface TimelineEntry {
  readonly id: string | number;
  readonly icon?: IconName;
  /** Who and what, as a sentence: "Alice changed the sector". */
  readonly title: ReactNode;
  /** ISO 8601. */
  readonly at: string;
  /** Through what: browser, API key, sync from … */
  readonly through?: ReactNode;
  /** What changed: usually a `Diff` or small before → after. */
  readonly content?: ReactNode;
  readonly action?: Action;
}

/** What happened, newest first. */
export function Timeline({
  entries,
  empty = text.timeline.empty,
}: {
  readonly entries: readonly TimelineEntry[];
  readonly empty?: string;
}) {
  if (entries.length === 0) return <p className="muted m-0">{empty}</p>;
  return (
    <ol className="timeline">
      {entries.map((entry) => (
        <li key={entry.id}>
          <span className="timeline-mark">
            <Icon name={entry.icon ?? 'circle'} />
          </span>
          <div className="timeline-body">
            <div className="timeline-head">
              <span>{entry.title}</span>
              <span className="muted">
                <RelativeTime at={entry.at} />
                {entry.through ? <> · {entry.through}</> : null}
              </span>
              {entry.action ? <ActionButton action={entry.action} look="ghost" small /> : null}
            </div>
            {entry.content}
          </div>
        </li>
      ))}
    </ol>
  );
}
