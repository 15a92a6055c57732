import { randomUUID } from 'node:crypto';
import type { RequestState } from '@cerebrate/contract';
import { erased, eraseFromTrail, sql, type Work, withoutMentions } from '../../kernel/index.js';
import { InboxEntity } from './inbox.entity.js';
import type { RequestKind } from './request-kind.js';

/**
 * Empties a request that is refused, before it is marked so: that somebody asked, when, about which organisation, and who
 * decided stays; who it was does not, here, in the audit log and in what told of it (decision 135). Answers the row as
 * it is now, and the words of whoever decided without what they knew the stranger by.
 */
export async function forgetRequest(
  work: Work,
  row: InboxEntity,
  { forgets }: RequestKind,
  state: RequestState,
  message: string | null,
): Promise<{ row: InboxEntity; message: string | null }> {
  if (!forgets) return { row, message };
  const words = forgets.words(row.payload).filter((word) => word.length > 2);
  await work.query(sql`
    update inbox set title = ${forgets.title}, origin = '', key = null, payload = '{}', sealed = null where id = ${row.id}`);
  const erasure = randomUUID();
  const trail = await eraseFromTrail(work, erasure, {
    own: sql`a.entity_id = ${row.id} and a.kind = 'inbox'`,
    actorIds: [],
    known: { words: [], keys: [] },
    title: forgets.title,
    strangers: true,
  });
  work.log({
    kind: 'erasure',
    entityId: row.id,
    entityUuid: erasure,
    title: forgets.title,
    action: 'forget',
    // notices that lead to the page go once the notifications see this row, which they do after those that told of it
    after: { reason: state, ...trail, uuid: row.uuid, page: `/inbox/view/${row.id}` },
    related: [`inbox:${row.id}`],
  });
  const bare = await work.find(InboxEntity, { id: row.id });
  return {
    row: bare ?? row,
    message: message && (withoutMentions(message, { words, keys: [] }, erased) as string),
  };
}
