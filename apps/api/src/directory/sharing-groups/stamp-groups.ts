import { recordsChanged, sql, type Work } from '../../kernel/index.js';
import { sharingGroupChanged } from './sharing-group-changed.js';

/**
 * Moves `modified` of every group that counts the organisation among its members: it was deleted or came back, so what
 * consumers read of the group changed although nobody touched the group itself.
 */
export async function stampGroupsOf(work: Work, organisationId: number): Promise<void> {
  const rows = await work.query<{ id: number }>(sql`
    select g.id from sharing_groups g
    where g.deleted_at is null and exists (select 1 from sharing_group_members m
      where m.sharing_group_id = g.id and m.organisation_id = ${organisationId} and m.until is null)`);
  await stampGroups(
    work,
    rows.map(({ id }) => id),
  );
}

/** Moves `modified` of groups that became others' to consumers without a change of their own: their owner was merged. */
export async function stampGroups(work: Work, ids: readonly number[]): Promise<void> {
  const rows = await work.query<{ id: number }>(sql`
    update sharing_groups g set modified = ${work.now}, version = version + 1
    where g.deleted_at is null and g.id = any(${[...ids]}::int[]) returning g.id`);
  if (rows.length === 0) return;
  const told = rows.length > 500 ? [] : rows.map(({ id }) => id);
  work.emit(sharingGroupChanged, { ids: told });
  work.emit(recordsChanged, { kind: 'sharingGroup', ids: told });
}
