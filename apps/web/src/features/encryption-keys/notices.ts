import { encryptionKeys } from '@cerebrate/contract';
import { call } from '../../api/index.js';
import type { Notice } from '../../ui/index.js';
import { text } from './text.js';

/** Days before its end that a key is told of. */
const warnDays = 30;

/** Keys the user may renew that are over or soon will be (FEATURES KEY-07). */
export async function keyNotices(signal: AbortSignal): Promise<readonly Notice[]> {
  const query = { days: String(warnDays), mine: 'true', limit: '10' };
  const { items } = await call(encryptionKeys.expiring, { query: query as never, signal });
  return items.map((key) => ({
    id: `key-${key.id}`,
    title: (key.state === 'expired' ? text.notices.expired : text.notices.expiring)(key.owner.name),
    at: key.expiresAt ?? key.modified,
    to: `/encryptionKeys/view/${key.id}`,
    tone: key.state === 'expired' ? 'broken' : 'attention',
  }));
}
