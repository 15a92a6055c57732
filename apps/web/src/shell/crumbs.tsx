import { Link, useMatches } from 'react-router';
import { text } from '../text/en.js';
import type { CrumbSpec, RouteHandle } from '../ui/index.js';
import { Icon } from '../ui/index.js';

interface Crumb {
  readonly label: string;
  readonly to?: string;
}

/** What a page says of its place, from the handles of its routes and what they loaded. */
export function crumbsOf(
  matches: readonly {
    readonly handle: unknown;
    readonly loaderData: unknown;
    readonly params: Readonly<Record<string, string | undefined>>;
  }[],
): Crumb[] {
  return matches.flatMap((match): Crumb[] => {
    const crumb = (match.handle as RouteHandle | undefined)?.crumb;
    if (crumb === undefined) return [];
    if (typeof crumb === 'string') return [{ label: crumb }];
    const above = (crumb.under ?? []).map(([to, label]): Crumb => ({ to, label }));
    return [...above, { label: nameOf(crumb as CrumbSpec, match) }];
  });
}

/** A crumb's own name; a page whose data did not come still has its place. */
function nameOf(
  crumb: CrumbSpec,
  match: { readonly loaderData: unknown; readonly params: Readonly<Record<string, string | undefined>> },
): string {
  try {
    return crumb.of(match.loaderData, match.params);
  } catch {
    return '…';
  }
}

/** Where we are, beginning with the group of the side-bar; every page but the last leads there. */
export function Crumbs({ group }: { readonly group: string }) {
  const own = crumbsOf(useMatches());
  // a page without a place still keeps the search at its end of the bar
  if (own.length === 0) return <div className="crumbs" />;
  const crumbs: Crumb[] = group === '' ? own : [{ label: group }, ...own];
  return (
    <nav className="crumbs" aria-label={text.shell.crumbs}>
      <ol>
        {crumbs.map(({ label, to }, index) => {
          const isLast = index === crumbs.length - 1;
          return (
            <li key={`${to ?? ''} ${label}`}>
              {index > 0 ? <Icon name="chevron-right" /> : null}
              {to !== undefined && !isLast ? (
                <Link to={to}>{label}</Link>
              ) : (
                <span className={isLast ? 'cut' : 'muted'} aria-current={isLast ? 'page' : undefined}>
                  {label}
                </span>
              )}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
