import { type Sql, sql, type Work } from '../../kernel/index.js';
import { Fields } from './fields.js';
import type { Original } from './original.js';
import type { Pass } from './pass.js';

/** Rows that only join two others: written where they are missing, as often as one likes. */
export interface Link {
  readonly table: string;
  /** The statement that adds what is missing, of the rows that can be; having refused the others. */
  write(rows: readonly Fields[], pass: Pass): Sql | null;
}

const taggable = {
  organisations: { table: 'organisations', ours: sql`organisation_tags (organisation_id, tag_id)` },
  individuals: { table: 'individuals', ours: sql`individual_tags (individual_id, tag_id)` },
  orggroups: { table: 'org_groups', ours: sql`org_group_tags (org_group_id, tag_id)` },
} as const;
type Taggable = keyof typeof taggable;

const tagged = (model: Taggable): Link => ({
  table: 'tags_tagged',
  write: (rows, pass) => {
    const pairs = rows.flatMap((fields) => {
      const given = fields.text('fk_model')?.toLowerCase() ?? '';
      if (!(given in taggable)) {
        if (model === 'organisations')
          pass.refuse(fields, `tags a record of '${fields.text('fk_model')}', which has no tags here`);
        return [];
      }
      if (given !== model) return [];
      const owner = pass.known(taggable[model].table, fields.integer('fk_id'));
      const tag = pass.known('tags_tags', fields.integer('tag_id'));
      if (owner !== undefined && tag !== undefined) return [{ owner, tag }];
      pass.refuse(fields, 'joins a tag and a record of which one does not exist');
      return [];
    });
    if (pairs.length === 0) return null;
    return sql`insert into ${taggable[model].ours} select * from unnest(
      ${pairs.map(({ owner }) => owner)}::int[], ${pairs.map(({ tag }) => tag)}::int[]) on conflict do nothing`;
  },
});

const sharingGroupMembers: Link = {
  table: 'sgo',
  write: (rows, pass) => {
    const pairs = rows.flatMap((fields) => {
      const group = pass.known('sharing_groups', fields.integer('sharing_group_id'));
      const organisation = pass.known('organisations', fields.integer('organisation_id'));
      if (fields.flag('deleted')) return [];
      if (group !== undefined && organisation !== undefined)
        return [{ group, organisation, extend: fields.flag('extend') }];
      pass.refuse(
        fields,
        `joins sharing group ${fields.text('sharing_group_id')} and organisation ${fields.text('organisation_id')}, of which one does not exist`,
      );
      return [];
    });
    if (pairs.length === 0) return null;
    return sql`
      insert into sharing_group_members (sharing_group_id, organisation_id, extend, since)
      select g, o, bool_or(e), min(s.created) from unnest(
        ${pairs.map(({ group }) => group)}::int[], ${pairs.map(({ organisation }) => organisation)}::int[],
        ${pairs.map(({ extend }) => extend)}::boolean[]) u(g, o, e) join sharing_groups s on s.id = g group by g, o
      on conflict (sharing_group_id, organisation_id) where until is null do update set extend = excluded.extend`;
  },
};

/** Which address of a member a list uses: the member is whoever the value belongs to. */
const listAddresses: Link = {
  table: 'mailing_lists_meta_fields',
  write: (rows, pass) => {
    const pairs = rows.flatMap((fields) => {
      const list = pass.known('mailing_lists', fields.integer('mailing_list_id'));
      const value = pass.known('meta_fields', fields.integer('meta_field_id'));
      if (list !== undefined && value !== undefined) return [{ list, value }];
      pass.refuse(fields, 'joins a mailing list and an address of which one does not exist');
      return [];
    });
    if (pairs.length === 0) return null;
    return sql`
      insert into mailing_list_meta_fields (member_id, meta_field_id)
      select m.id, v.id from unnest(${pairs.map(({ list }) => list)}::int[], ${pairs.map(({ value }) => value)}::int[]) u(l, v)
        join meta_fields v on v.id = u.v
        join mailing_list_members m on m.mailing_list_id = u.l and m.individual_id = v.individual_id
      on conflict do nothing`;
  },
};

/** All of them; the rows they join are here before. */
export const links: readonly Link[] = [
  tagged('organisations'),
  tagged('individuals'),
  tagged('orggroups'),
  sharingGroupMembers,
  listAddresses,
];

/** Writes the rows of one link, some hundred at a time. */
export async function moveLinks(
  link: Link,
  original: Original,
  pass: Pass,
  write: (act: (work: Work) => Promise<void>) => Promise<void>,
): Promise<number> {
  let count = 0;
  for await (const rows of original.batches(link.table)) {
    const statement = link.write(
      rows.map((row) => new Fields(link.table, row)),
      pass,
    );
    if (statement) await write(async (work) => void (await work.query(statement)));
    count += rows.length;
  }
  return count;
}
