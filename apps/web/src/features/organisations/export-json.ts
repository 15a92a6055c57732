import { type OrganisationRow, organisations } from '@cerebrate/contract';
import { call } from '../../api/index.js';
import { tellFailure } from '../../parts/identity/index.js';
import { announce, toast } from '../../ui/index.js';
import { text } from './text.js';

/** Rows per request: the most the API gives. */
const step = 500;

/**
 * Downloads every organisation the list's query finds as one JSON array, page by page; `query` is in the list grammar,
 * its page and limit do not count. `columns` are the meta-fields each row carries. Tells how far it is and how it ended.
 */
export async function downloadJson(query: URLSearchParams, columns: readonly number[]): Promise<void> {
  try {
    const rows = await collect(query, columns);
    save(rows);
    toast({ tone: 'ok', text: text.exported(rows.length) });
  } catch (error) {
    tellFailure(error);
  }
}

async function collect(query: URLSearchParams, columns: readonly number[]): Promise<OrganisationRow[]> {
  const rows: OrganisationRow[] = [];
  const asked: Record<string, string | string[]> = { limit: String(step), total: 'false' };
  for (const key of new Set(query.keys())) {
    const [first = '', ...more] = query.getAll(key);
    if (key !== 'page' && key !== 'limit') asked[key] = more.length > 0 ? [first, ...more] : first;
  }
  if (columns.length > 0) asked['columns'] = columns.join(',');
  for (let page = 1; ; page++) {
    const { items } = await call(organisations.list, { query: { ...asked, page: String(page) } });
    rows.push(...items);
    if (items.length < step) return rows;
    announce(text.exporting(rows.length));
  }
}

/** Gives the rows to the browser as a file. */
function save(rows: readonly OrganisationRow[]): void {
  const url = URL.createObjectURL(new Blob([JSON.stringify(rows, null, 2)], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = 'organisations.json';
  link.click();
  // the browser reads the file after the click returned
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
