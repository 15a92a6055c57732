import type { CaptureItem, RunKind } from '@cerebrate/contract';
import { type Store, sql, type Work } from '../../kernel/index.js';
import { localKinds } from '../capture/nouns.js';
import { recordTables } from './record-tables.js';

/** Notes what was refused of a page, and forgets what was not; in the work that notes the page. */
export async function noteRefusals(
  work: Work,
  broodId: number,
  kind: RunKind,
  items: readonly CaptureItem[],
): Promise<void> {
  const refused = items.flatMap(({ outcome, uuid, reason }) =>
    outcome === 'refused' && uuid ? [{ uuid, reason }] : [],
  );
  const others = items.flatMap(({ outcome, uuid }) => (outcome !== 'refused' && uuid ? [uuid] : []));
  if (others.length > 0)
    await work.query(sql`delete from brood_refusals
      where brood_id = ${broodId} and kind = ${kind} and uuid = any(${others}::uuid[])`);
  if (refused.length > 0)
    await work.query(sql`insert into brood_refusals (brood_id, kind, uuid, reason, at)
      select distinct on (x.uuid) ${broodId}, ${kind}, x.uuid, x.reason, ${work.now}
      from jsonb_to_recordset(${JSON.stringify(refused)}::jsonb) as x(uuid uuid, reason text)
      on conflict (brood_id, kind, uuid) do update set reason = excluded.reason, at = excluded.at`);
}

/**
 * What was refused and may be taken now (decision 138): something of ours changed since that has a say in it, the record
 * of that uuid, where it came from, what the brood may do or whom it trusts; or there is no such record here, so that
 * the reason may lie anywhere. Those that were refused longest ago come first.
 */
export async function refusedBefore(store: Store, broodId: number, kind: RunKind, most: number): Promise<string[]> {
  const { table } = recordTables[kind];
  const rows = await store.read<{ uuid: string }>(sql`
    select f.uuid::text as uuid from brood_refusals f join broods b on b.id = f.brood_id
    left join ${table} t on t.uuid = f.uuid
    left join record_origins ro on ro.kind = ${localKinds[kind]} and ro.record_id = t.id
    where f.brood_id = ${broodId} and f.kind = ${kind} and (t.id is null or t.modified > f.at or ro.taken_at > f.at
      or b.modified > f.at or exists (select from brood_signers s where s.brood_id = b.id and s.modified > f.at))
    group by f.uuid, f.at order by f.at, f.uuid limit ${most}`);
  return rows.map(({ uuid }) => uuid);
}
