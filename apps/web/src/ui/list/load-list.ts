import { asProblem, isAborted, type Problem } from '../problem.js';
import { type ListShape, listQuery } from './grammar.js';
import { withRememberedLimit } from './list-state.js';

/** What a list call answers. */
export interface ListAnswer<Row> {
  readonly items: readonly Row[];
  readonly total: number | null;
}

/** What a list page's loader returns: rows at once, the count when it is known, or why there are no rows. */
export interface LoadedList<Row> {
  readonly rows: readonly Row[];
  readonly total: Promise<number | null>;
  readonly problem?: Problem;
}

/** A list query before it is sent; a repeated parameter is an array. */
export type ListQueryText = Record<string, string | string[]>;

/**
 * Loads a page of a list for a router loader: the rows block the navigation, the total never does. The count runs
 * beside the rows with `limit=0`; when it fails the list shows no total. A refusal of the query (400) or a failing
 * server is returned as `problem`, so that the filters stay at hand; 401, 403 and 404 are the frame's to tell.
 * @throws what `fetchPage` throws for those three, and when the navigation was given up
 */
export async function loadList<Row>(
  request: Request,
  shape: ListShape,
  fetchPage: (query: ListQueryText, signal: AbortSignal) => Promise<ListAnswer<Row>>,
): Promise<LoadedList<Row>> {
  const query = listQuery(withRememberedLimit(shape), new URL(request.url).searchParams);
  const page = fetchPage({ ...query, total: 'false' }, request.signal);
  const { page: _page, sort: _sort, ...count } = query;
  const total = fetchPage({ ...count, limit: '0', total: 'true' }, request.signal).then(
    (answer) => answer.total,
    () => null,
  );
  try {
    return { rows: (await page).items, total };
  } catch (error) {
    const problem = asProblem(error);
    if (isAborted(error) || [401, 403, 404].includes(problem.status)) throw error;
    return { rows: [], total: Promise.resolve(null), problem };
  }
}
