import type { Bookmark } from '@cerebrate/contract';
import { useEffect, useRef, useState } from 'react';
import { Link, useLocation } from 'react-router';
import { useBookmarks, useIncludesBookmarks } from '../parts/bookmarks/bookmarks.js';
import { number, text } from '../text/en.js';
import { navigationGroups } from '../ui/feature.js';
import { grouped, Icon, type NavigationEntry } from '../ui/index.js';
import { namedGroup } from '../ui/pieces/grouped.js';
import { activeEntry } from './features.js';

interface NavigationProps {
  readonly entries: readonly NavigationEntry[];
  readonly narrow: boolean;
  /** Told when an entry was followed: the drawer closes. */
  readonly onGo?: () => void;
}

/** The groups and entries of the side-bar, also inside the drawer of a phone. */
export function Navigation({ entries, narrow, onGo }: NavigationProps) {
  const { pathname } = useLocation();
  const active = activeEntry(entries, pathname);
  const counts = useCounts(entries);
  const bookmarks = useBookmarks();
  const shown = useIncludesBookmarks() ? [...entries, ...bookmarks.map(entryOf)] : entries;
  return (
    <div className="side-nav">
      {navigationGroups.map((group) => {
        const members = shown.filter((entry) => entry.group === group);
        const label = text.shell.groups[group];
        return members.length === 0 ? null : (
          <div key={group} className="side-group" {...namedGroup(label)}>
            {label ? <div className="side-heading">{narrow ? <hr /> : label}</div> : null}
            {grouped(members, (entry) => entry.section ?? '').map(([section, inSection]) => (
              <div key={section} {...namedGroup(section)}>
                {section && !narrow ? <div className="side-section">{section}</div> : null}
                <ul>
                  {inSection.map((entry) => (
                    <li key={entry.to}>
                      <Entry
                        entry={entry}
                        isActive={entry === active}
                        narrow={narrow}
                        count={counts.get(entry.to)}
                        onGo={onGo}
                      />
                    </li>
                  ))}
                </ul>
              </div>
            ))}
          </div>
        );
      })}
    </div>
  );
}

/** A bookmark as a line of the side-bar, at its end. */
const entryOf = ({ url, label }: Bookmark, order: number): NavigationEntry => ({
  group: 'bookmarks',
  order,
  to: url,
  label,
  icon: 'bookmark',
});

interface EntryProps {
  readonly entry: NavigationEntry;
  readonly isActive: boolean;
  readonly narrow: boolean;
  readonly count: number | undefined;
  readonly onGo?: () => void;
}

function Entry({ entry, isActive, narrow, count, onGo }: EntryProps) {
  const link = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    if (isActive) link.current?.scrollIntoView?.({ block: 'nearest' });
  }, [isActive]);
  const pill = count ? (
    <span className="count-pill tabular" title={text.shell.waiting(count)}>
      {number(count)}
    </span>
  ) : null;
  return (
    <Link
      ref={link}
      to={entry.to}
      className="side-entry"
      aria-current={isActive ? 'page' : undefined}
      title={narrow ? entry.label : undefined}
      onClick={onGo}
    >
      <Icon name={entry.icon} />
      <span className={narrow ? 'visually-hidden' : 'cut'}>{entry.label}</span>
      {pill}
    </Link>
  );
}

/** The figures beside entries, by their address; asked for anew every minute while the page is looked at. */
function useCounts(entries: readonly NavigationEntry[]): ReadonlyMap<string, number> {
  const [counts, setCounts] = useState<ReadonlyMap<string, number>>(new Map());
  useEffect(() => {
    const control = new AbortController();
    const ask = async () => {
      if (document.hidden) return;
      const answers = await Promise.all(
        entries.map(async (entry): Promise<[string, number] | undefined> => {
          try {
            return entry.count ? [entry.to, await entry.count(control.signal)] : undefined;
          } catch {
            return undefined; // a figure that does not come is not shown
          }
        }),
      );
      if (!control.signal.aborted) setCounts(new Map(answers.filter((answer) => answer !== undefined)));
    };
    if (!entries.some((entry) => entry.count)) return;
    void ask();
    const timer = setInterval(() => void ask(), 60_000);
    return () => {
      control.abort();
      clearInterval(timer);
    };
  }, [entries]);
  return counts;
}
