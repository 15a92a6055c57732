import { type Sql, sql, type Work } from '../../kernel/index.js';
import type { Fields } from './fields.js';
import type { Pass } from './pass.js';
import { type Moved, nothing } from './report.js';
import { judge, type Note, noting, type Write } from './rows.js';

/** A row that joins two others which are both here: a tag and what it is on, a group and its member. */
interface Pair {
  readonly fields: Fields;
  readonly owner: number;
  readonly other: number;
}

/** Rows that only join two others. Each is noted as it comes, so that what was taken apart here since stays apart. */
export interface Link {
  readonly table: string;
  /** What it joins, in words. */
  words(fields: Fields): string;
  /** What tells its rows apart where they have no id. */
  keyOf?(fields: Fields): number;
  /** Whether the second of two rows with one key counts, not the first. */
  prefers?(first: Fields, second: Fields): boolean;
  /** The pair, or null having refused it. */
  pair(fields: Fields, pass: Pass): Pair | null;
  /** Adds pairs of which none ever came; having refused those that cannot be. Answers those that are here. */
  add(pairs: readonly Pair[], pass: Pass, work: Work): Promise<readonly Pair[]>;
  /** A pair that came before says something else now. */
  update?(pair: Pair, pass: Pass, work: Work): Promise<boolean>;
}

/** Two ids as one number; the first is below two million. */
const bothIn = (one: string, other: string) => (fields: Fields) =>
  (fields.integer(one) ?? 0) * 2 ** 32 + (fields.integer(other) ?? 0);
const owners = (pairs: readonly Pair[]) => sql`${pairs.map(({ owner }) => owner)}::int[]`;
const others = (pairs: readonly Pair[]) => sql`${pairs.map(({ other }) => other)}::int[]`;

const taggable: Readonly<Record<string, { readonly table: string; readonly ours: Sql }>> = {
  organisations: { table: 'organisations', ours: sql`organisation_tags (organisation_id, tag_id)` },
  individuals: { table: 'individuals', ours: sql`individual_tags (individual_id, tag_id)` },
  orggroups: { table: 'org_groups', ours: sql`org_group_tags (org_group_id, tag_id)` },
};
const modelOf = (fields: Fields): string => fields.text('fk_model')?.toLowerCase() ?? '';

const tagged: Link = {
  table: 'tags_tagged',
  words: (fields) => `tag ${fields.text('tag_id')} and ${fields.text('fk_model')} ${fields.text('fk_id')}`,
  // The API tells of no ids: model, record and tag in one, below 0 where ids are above.
  keyOf: (fields) =>
    fields.integer('id') ??
    -(
      Object.keys(taggable).indexOf(modelOf(fields)) * 2 ** 50 +
      (fields.integer('fk_id') ?? 0) * 2 ** 24 +
      (fields.integer('tag_id') ?? 0)
    ),
  pair: (fields, pass) => {
    const model = taggable[modelOf(fields)];
    if (!model) return pass.refuse(fields, `tags a record of '${fields.text('fk_model')}', which has no tags here`);
    const owner = pass.known(model.table, fields.integer('fk_id'));
    const other = pass.known('tags_tags', fields.integer('tag_id'));
    if (owner !== undefined && other !== undefined) return { fields, owner, other };
    return pass.refuse(fields, `joins ${tagged.words(fields)}, of which one does not exist`);
  },
  add: async (pairs, _pass, work) => {
    for (const [model, { ours }] of Object.entries(taggable)) {
      const some = pairs.filter(({ fields }) => modelOf(fields) === model);
      if (some.length > 0)
        await work.query(
          sql`insert into ${ours} select * from unnest(${owners(some)}, ${others(some)}) on conflict do nothing`,
        );
    }
    return pairs;
  },
};

const sharingGroupMembers: Link = {
  table: 'sgo',
  words: (fields) =>
    `sharing group ${fields.text('sharing_group_id')} and organisation ${fields.text('organisation_id')}`,
  keyOf: bothIn('sharing_group_id', 'organisation_id'),
  prefers: (first, second) =>
    first.flag('deleted') === second.flag('deleted') ? second.flag('extend') : first.flag('deleted'),
  pair: (fields, pass) => {
    const words = sharingGroupMembers.words(fields);
    const owner = pass.known('sharing_groups', fields.integer('sharing_group_id'));
    const other = pass.known('organisations', fields.integer('organisation_id'));
    if (owner === undefined || other === undefined)
      return pass.refuse(fields, `joins ${words}, of which one does not exist`);
    if (fields.flag('deleted')) return pass.refuse(fields, `joins ${words}, and is marked as deleted`);
    return { fields, owner, other };
  },
  add: async (pairs, _pass, work) => {
    await work.query(sql`
      insert into sharing_group_members (sharing_group_id, organisation_id, extend, since)
      select g, o, e, s.created from unnest(
        ${owners(pairs)}, ${others(pairs)}, ${pairs.map(({ fields }) => fields.flag('extend'))}::boolean[]) u(g, o, e)
        join sharing_groups s on s.id = g
      on conflict (sharing_group_id, organisation_id) where until is null
        do update set extend = sharing_group_members.extend or excluded.extend`);
    return pairs;
  },
  update: async ({ fields, owner, other }, pass, work) => {
    const rows = await work.query(sql`
      update sharing_group_members set extend = ${fields.flag('extend')}
      where sharing_group_id = ${owner} and organisation_id = ${other} and until is null returning 1`);
    if (rows.length === 0) pass.remark(fields, 'changed there, and is gone here since: it stays gone');
    return rows.length > 0;
  },
};

/** Which address of a member a list uses: the member is whoever the value belongs to. */
const listAddresses: Link = {
  table: 'mailing_lists_meta_fields',
  words: (fields) => `mailing list ${fields.text('mailing_list_id')} and address ${fields.text('meta_field_id')}`,
  keyOf: bothIn('mailing_list_id', 'meta_field_id'),
  pair: (fields, pass) => {
    const owner = pass.known('mailing_lists', fields.integer('mailing_list_id'));
    const other = pass.known('meta_fields', fields.integer('meta_field_id'));
    if (owner !== undefined && other !== undefined) return { fields, owner, other };
    return pass.refuse(fields, `joins ${listAddresses.words(fields)}, of which one does not exist`);
  },
  add: async (pairs, pass, work) => {
    const found = await work.query<{ at: number; member: number | null }>(sql`
      select u.at::int, m.id as member from unnest(${owners(pairs)}, ${others(pairs)}) with ordinality u(l, v, at)
        join meta_fields v on v.id = u.v
        left join mailing_list_members m on m.mailing_list_id = u.l and m.individual_id = v.individual_id`);
    const members = new Map(found.map(({ at, member }) => [at - 1, member]));
    const here = pairs.filter(({ fields }, at) => {
      if (members.get(at)) return true;
      pass.refuse(fields, `joins ${listAddresses.words(fields)}, whose owner is not on it`);
      return false;
    });
    const ids = pairs.map((_pair, at) => members.get(at)).filter((id) => id !== null && id !== undefined);
    await work.query(sql`
      insert into mailing_list_meta_fields (member_id, meta_field_id)
      select * from unnest(${ids}::int[], ${others(here)}) on conflict do nothing`);
    return here;
  },
};

/** All of them; the rows they join are here before. */
export const links: readonly Link[] = [tagged, sharingGroupMembers, listAddresses];

/** Some rows of one link, in one work. */
export async function moveLinks(link: Link, rows: readonly Fields[], pass: Pass, write: Write): Promise<Moved> {
  const moved = nothing();
  const single = new Map<number, Fields>();
  for (const fields of rows) {
    const first = single.get(fields.key);
    const isPreferred = first !== undefined && (link.prefers?.(first, fields) ?? false);
    if (first)
      pass.remark(isPreferred ? first : fields, `is there twice (${link.words(fields)}): the other row counts`);
    if (!first || isPreferred) single.set(fields.key, fields);
  }
  moved.joined = rows.length - single.size;
  await write(async (work) => {
    const notes: Note[] = [];
    const added: { pair: Pair; digest: string }[] = [];
    for (const { fields, known, digest } of await judge(work, link.table, [...single.values()])) {
      const pair = known === digest ? null : link.pair(fields, pass);
      if (known === digest) moved.unchanged++;
      else if (pair && known === null) added.push({ pair, digest });
      else if (pair) {
        const isChanged = (await link.update?.(pair, pass, work)) ?? false;
        moved[isChanged ? 'changed' : 'unchanged']++;
        notes.push({ id: fields.key, here: pair.owner, version: null, digest });
      }
    }
    const pairs = added.map(({ pair }) => pair);
    const here = new Set(pairs.length > 0 ? await link.add(pairs, pass, work) : []);
    for (const { pair, digest } of added.filter((one) => here.has(one.pair)))
      notes.push({ id: pair.fields.key, here: pair.owner, version: null, digest });
    moved.added = here.size;
    if (notes.length > 0) await work.query(noting(link.table, notes));
  });
  return moved;
}
