import { anyOf, type Sql, sql } from '../../kernel/index.js';
import { holdsText } from '../search-words.js';
import { individualSortColumns } from './individual-wire-conditions.js';
import { organisationSortColumns } from './organisation-wire-conditions.js';
import { compared, comparedNumber, holdsNul } from './wire-conditions.js';
import type { WireCondition, WireListRequest } from './wire-list-request.js';

/** Keys with their owners: `k`, and either `o` or `i`. */
export const wireKeys: Sql = sql`encryption_keys k
  left join organisations o on o.id = k.organisation_id left join individuals i on i.id = k.individual_id`;

const ownerModel = sql`case when k.organisation_id is null then 'individual' else 'organisation' end`;
const ownerId = sql`coalesce(k.organisation_id, k.individual_id)`;

/**
 * The conditions of a list request over `wireKeys` (WIRE-CONTRACT §2.2, §2.6), without the scope: whoever sees a key
 * sees its owner. A column the original's list does not have is a fault of ours, not of the caller's: `Error`.
 */
export function encryptionKeyConditions(request: WireListRequest): Sql[] {
  if (holdsNul(request)) return [sql`false`];
  return [
    ...request.filters.map(ownCondition),
    ...(request.quickFilter ? [quickCondition(request.quickFilter.text)] : []),
  ];
}

/** `order by …` of a request; without a known column the keys come in the order they were added. */
export function encryptionKeyOrder(sort: WireListRequest['sort']): Sql {
  const expression = sort ? sortColumns[sort.field] : undefined;
  if (!expression || !sort) return sql`order by k.id`;
  return sort.descending
    ? sql`order by ${expression} desc nulls last, k.id`
    : sql`order by ${expression} nulls first, k.id`;
}

function ownCondition({ field, op, values }: WireCondition): Sql {
  if (field === 'owner_id') return comparedNumber(ownerId, op, values);
  const column = textColumns[field];
  if (!column) throw new Error(`encryption keys have no wire column '${field}'`);
  return compared(column, op, values);
}

const textColumns: Readonly<Record<string, Sql | undefined>> = {
  owner_model: ownerModel,
  encryption_key: sql`lower(k.text)`,
  'Individuals.email': sql`lower(i.email::text)`,
  'Organisations.name': sql`lower(o.name)`,
};

/** Keys whose text, or whose owner's name or address, holds the text. */
function quickCondition(text: string): Sql {
  return anyOf([
    sql`strpos(lower(k.text), ${text.toLowerCase()}) > 0`,
    holdsText(sql`lower(o.name)`, text),
    holdsText(sql`lower(i.email::text)`, text),
  ]);
}

const owned = (alias: string, columns: Readonly<Record<string, Sql | undefined>>) =>
  Object.fromEntries(Object.entries(columns).map(([column, expression]) => [`${alias}.${column}`, expression]));

const sortColumns: Readonly<Record<string, Sql | undefined>> = {
  id: sql`k.id`,
  uuid: sql`k.uuid`,
  type: sql`k.type`,
  encryption_key: sql`lower(k.text)`,
  revoked: sql`k.revoked`,
  expires: sql`k.expires_at`,
  owner_id: ownerId,
  owner_model: ownerModel,
  created: sql`k.created`,
  modified: sql`k.modified`,
  ...owned('Organisations', organisationSortColumns),
  ...owned('Individuals', individualSortColumns),
};
