import { text } from '../../text/en.js';
import { Icon } from '../pieces/icon.js';
import type { IconName } from '../pieces/icons.js';
import { useSettled } from '../pieces/use-settled.js';

interface PagerProps {
  /** 1-based. */
  readonly page: number;
  /** Rows per page. */
  readonly limit: number;
  /** Rows on this page. */
  readonly count: number;
  /** All rows; may come later than the rows, and null when nobody counted. */
  readonly total: number | null | Promise<number | null>;
  readonly onPage: (page: number) => void;
}

/** First, previous, next, last and where we are. Without a total one can still go on while pages are full. */
export function Pager({ page, limit, count, total, onPage }: PagerProps) {
  const counted = useSettled(total);
  const all = counted.pending ? undefined : counted.value;
  const pages = typeof all === 'number' ? Math.max(1, Math.ceil(all / limit)) : undefined;
  const hasNext = pages === undefined ? count >= limit : page < pages;
  const from = (page - 1) * limit + 1;
  return (
    <nav className="pager tabular" aria-label={text.pager.label}>
      <span className="muted">
        {count > 0 ? `${text.pager.range(from, from + count - 1)} ` : null}
        {typeof all === 'number' ? text.pager.total(all) : counted.pending ? text.pager.counting : null}
      </span>
      {page > 1 || hasNext ? (
        <span className="pager-steps">
          <Step icon="chevron-bar-left" label={text.pager.first} to={page > 1 ? 1 : undefined} onPage={onPage} />
          <Step icon="chevron-left" label={text.pager.previous} to={page > 1 ? page - 1 : undefined} onPage={onPage} />
          <span>
            {text.pager.page} {page}{' '}
            {pages === undefined ? null : <span className="muted">{text.pager.of(pages)}</span>}
          </span>
          <Step icon="chevron-right" label={text.pager.next} to={hasNext ? page + 1 : undefined} onPage={onPage} />
          {pages === undefined ? null : (
            <Step
              icon="chevron-bar-right"
              label={text.pager.last}
              to={page < pages ? pages : undefined}
              onPage={onPage}
            />
          )}
        </span>
      ) : null}
    </nav>
  );
}

interface StepProps {
  readonly icon: IconName;
  readonly label: string;
  readonly to: number | undefined;
  readonly onPage: (page: number) => void;
}

function Step({ icon, label, to, onPage }: StepProps) {
  return (
    <button
      type="button"
      className="btn btn-ghost btn-icon btn-sm"
      aria-label={label}
      title={label}
      disabled={to === undefined}
      onClick={() => to !== undefined && onPage(to)}
    >
      <Icon name={icon} />
    </button>
  );
}
