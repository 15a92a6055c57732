import { inbox } from '@cerebrate/contract';
import { call, may } from '../../api/index.js';
import type { Notice } from '../../ui/index.js';
import { text } from './text.js';

/** How many requests stand in the bell one by one; the list has the rest. */
const shown = '3';

/** Requests that wait for somebody to decide (FEATURES MSG-01), the newest first; none for those who decide none. */
export async function requestNotices(signal: AbortSignal): Promise<readonly Notice[]> {
  if (!may('inbox:decide')) return [];
  const query = { state: 'open', sort: '-created', limit: shown };
  const { items, total } = await call(inbox.list, { query, signal });
  const more = (total ?? items.length) - items.length;
  return [
    ...items.map(
      ({ id, title, created, severity }): Notice => ({
        id: `request-${id}`,
        title,
        at: created,
        to: `/inbox/view/${id}`,
        tone: severity === 'danger' ? 'broken' : severity === 'warning' ? 'attention' : 'info',
      }),
    ),
    ...(more > 0 && items[0]
      ? [{ id: 'requests', title: text.waiting(more), at: items[0].created, to: '/inbox/index?state=open' }]
      : []),
  ];
}
