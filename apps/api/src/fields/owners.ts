import { type Principal, Registry, raw, type Sql, sql, type Work } from '../kernel/index.js';

/** Records that carry tags. */
export type TagOwner = 'organisation' | 'individual' | 'orgGroup';

/** Records that carry meta-fields: the scopes of templates. */
export type MetaFieldOwner = 'organisation' | 'individual' | 'user';

interface TagLinks {
  /** The link table of that kind of record, and its column of the record's id. */
  readonly table: Sql;
  readonly column: Sql;
  /** The table of the records themselves, which a higher room owns; read by name only. */
  readonly records: Sql;
}

/** Where the tags of each kind of record are. */
export const tagLinks: Readonly<Record<TagOwner, TagLinks>> = {
  organisation: { table: raw('organisation_tags'), column: raw('organisation_id'), records: raw('organisations') },
  individual: { table: raw('individual_tags'), column: raw('individual_id'), records: raw('individuals') },
  orgGroup: { table: raw('org_group_tags'), column: raw('org_group_id'), records: raw('org_groups') },
};

/** Which records of a kind a caller may see; each noun adds its own rule, so that counts tell nobody of others. */
export interface TagOwnerView {
  readonly id: TagOwner;
  where(principal: Principal, alias: string): Sql;
}

/**
 * The views of all tagged nouns. Example: `tagOwnerViews.add({ id: 'organisation', where: organisationScope.see.where })`.
 * Records of a noun that added none count for nobody.
 */
export const tagOwnerViews = new Registry<TagOwnerView>('tag owner');

interface MetaFieldOwnerTable {
  /** The column of `meta_fields` that names the record. */
  readonly column: Sql;
  readonly records: Sql;
}

/** Which column of `meta_fields` names each kind of record. */
export const metaFieldOwners: Readonly<Record<MetaFieldOwner, MetaFieldOwnerTable>> = {
  organisation: { column: raw('organisation_id'), records: raw('organisations') },
  individual: { column: raw('individual_id'), records: raw('individuals') },
  user: { column: raw('user_id'), records: raw('users') },
};

/**
 * How the template room tells of records it reaches only by name: what a person calls them, which of them a caller
 * sees, and whom to tell when their values change. Each noun adds its own.
 */
export interface MetaFieldOwnerView {
  /** Also the kind of its audit rows. */
  readonly id: MetaFieldOwner;
  title(alias: string): Sql;
  where(principal: Principal, alias: string): Sql;
  /** Emits the noun's own event for these records. */
  changed(work: Work, ids: readonly number[]): void;
}

/** The views of all nouns with meta-fields. */
export const metaFieldOwnerViews = new Registry<MetaFieldOwnerView>('meta-field owner');

/** The view of that kind of record; a noun that added none is named by number and seen by nobody. */
export function ownerViewOf(owner: MetaFieldOwner): Omit<MetaFieldOwnerView, 'id'> {
  return metaFieldOwnerViews.list().find(({ id }) => id === owner) ?? unseen;
}

const unseen: Omit<MetaFieldOwnerView, 'id'> = {
  title: (alias) => sql`${raw(alias)}.id::text`,
  where: () => sql`false`,
  changed: () => undefined,
};
