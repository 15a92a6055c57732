import { type Sql, type Store, sql, type Work } from '../../kernel/index.js';

/** One address of a person and where it comes from. */
export interface PersonAddress {
  readonly individualId: number;
  /**
   * What a choice of addresses remembers: `primary`, `email:<id>` of a further address, or `meta:<id>` of a value whose
   * field name holds "email", which the original counts as an address (FEATURES IND-06).
   */
  readonly key: string;
  readonly address: string;
  /** `primary`, a kind of further address, or the name of the field. */
  readonly kind: string;
}

/**
 * Every address of each of these people, the primary first, then further ones in their order, then values of fields
 * whose name holds "email". One statement. Asks nobody: the caller has found the people in its principal's scope.
 */
export async function addressesOf(
  from: Store | Work,
  individualIds: readonly number[],
): Promise<ReadonlyMap<number, readonly PersonAddress[]>> {
  const found = new Map<number, PersonAddress[]>(individualIds.map((id) => [id, []]));
  if (individualIds.length === 0) return found;
  const query = addressQuery(individualIds);
  const rows = 'read' in from ? await from.read<PersonAddress>(query) : await from.query<PersonAddress>(query);
  for (const row of rows) found.get(row.individualId)?.push(row);
  return found;
}

const addressQuery = (ids: readonly number[]): Sql => sql`
  select a.individual_id as "individualId", a.key, a.address, a.kind from (
    select i.id as individual_id, 'primary' as key, i.email::text as address, 'primary' as kind, 0 as source, 0 as place
      from individuals i where i.id = any(${[...ids]}::int[]) and i.deleted_at is null
    union all
    select e.individual_id, 'email:' || e.id, e.address::text, e.kind, 1, e.position
      from individual_emails e where e.individual_id = any(${[...ids]}::int[])
    union all
    select m.individual_id, 'meta:' || m.id, m.value, m.field, 2, m.id
      from meta_fields m where m.individual_id = any(${[...ids]}::int[]) and m.field ilike '%email%') a
  order by a.individual_id, a.source, a.place`;
