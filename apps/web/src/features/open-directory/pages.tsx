import { Link, useSearchParams } from 'react-router';
import { text } from './text.js';

interface PagesProps {
  readonly page: { readonly total: number; readonly page: number; readonly limit: number };
}

/** The way to the next page, when there is one. */
export function Pages({ page: { total, page, limit } }: PagesProps) {
  const [params] = useSearchParams();
  const pages = Math.ceil(total / limit);
  if (pages < 2) return null;
  const to = (next: number) =>
    `?${new URLSearchParams([...[...params].filter(([name]) => name !== 'page'), ['page', String(next)]])}`;
  return (
    <nav className="open-pages" aria-label={text.pages}>
      {page > 1 ? (
        <Link to={to(page - 1)} className="btn btn-plain">
          {text.previous}
        </Link>
      ) : null}
      <span className="muted">{text.page(page, pages)}</span>
      {page < pages ? (
        <Link to={to(page + 1)} className="btn btn-plain">
          {text.next}
        </Link>
      ) : null}
    </nav>
  );
}
