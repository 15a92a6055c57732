import type { ReactNode } from 'react';
import { number } from '../../text/en.js';
import { type Action, ActionBar } from '../pieces/action.js';
import { PageTitle } from '../pieces/page-title.js';
import { useSettled } from '../pieces/use-settled.js';

interface ListPageProps {
  readonly title: string;
  /** One sentence under the title, for lists whose name does not explain them. */
  readonly lead?: ReactNode;
  readonly total?: number | null | Promise<number | null>;
  /** The first `primary` one is the page's only primary button; without one, the first is. */
  readonly actions?: readonly Action[];
  /** The strip of statistics above the list. */
  readonly widgets?: ReactNode;
  /** A strip that tells something about the whole list. */
  readonly notice?: ReactNode;
  readonly children: ReactNode;
}

/** The frame of a list: title with the count as soon as it is known, actions, statistics, then the table. */
export function ListPage({ title, lead, total, actions = [], widgets, notice, children }: ListPageProps) {
  const known = useSettled(total ?? null);
  return (
    <div className="list-page">
      <PageTitle title={title} />
      <header className="page-head">
        <div>
          <h1>
            {title}
            {typeof known.value === 'number' ? <span className="page-count tabular">{number(known.value)}</span> : null}
          </h1>
          {lead ? <p className="muted mb-0">{lead}</p> : null}
        </div>
        <ActionBar actions={actions} firstIsPrimary />
      </header>
      {notice}
      {widgets}
      {children}
    </div>
  );
}
