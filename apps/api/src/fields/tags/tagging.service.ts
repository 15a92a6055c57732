import { type ListRequest, line } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import {
  anyOf,
  Conflict,
  InvalidInput,
  likeText,
  NotAllowed,
  type Sql,
  Store,
  sql,
  type Work,
} from '../../kernel/index.js';
import { type TagOwner, tagLinks } from '../owners.js';
import { TagEntity } from './tag.entity.js';
import { tagChanged } from './tag.events.js';
import { colourOf, machineTag } from './tag-name.js';

/** A tag as a record shows it. */
export interface TagLabel {
  readonly id: number;
  readonly name: string;
  readonly colour: string;
}

/** Names of a record's tags, sorted, before and after: what its noun notes in the change. */
export interface TagChange {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** What tagging may do beyond tying known tags to records. */
export interface TaggingOptions {
  /** Whether unknown names become new tags: the caller's `tag:write`, or true where the original lets editors (TAG-03). */
  readonly mayCreate: boolean;
  /** `#rrggbb` of new tags; without it each gets the colour of its name. The original gives all of them #924da6. */
  readonly colour?: string;
}

const mostTags = 200;

/**
 * Which record carries which tag. Asks nobody for permission: the noun whose record is tagged has found and locked it
 * for change before it calls, and notes the returned names as `tags` of its own change.
 */
@Injectable()
export class Tagging {
  constructor(@Inject(Store) private readonly store: Store) {}

  /** The tags of each of these records, sorted by name; a record without tags has an empty list. One statement. */
  async read(owner: TagOwner, ids: readonly number[]): Promise<Map<number, TagLabel[]>> {
    const { table, column } = tagLinks[owner];
    const found = new Map<number, TagLabel[]>(ids.map((id) => [id, []]));
    if (ids.length === 0) return found;
    const rows = await this.store.read<TagLabel & { owner: number }>(sql`
      select x.${column} as owner, t.id, t.name::text as name, t.colour
      from ${table} x join tags t on t.id = x.tag_id where x.${column} = any(${ids}) order by t.name`);
    for (const { owner: id, ...tag } of rows) found.get(id)?.push(tag);
    return found;
  }

  /** The tags of the record with that id as a JSON array `[{id, name, colour}]` sorted by name: a correlated subquery. */
  jsonOf(owner: TagOwner, idExpression: Sql): Sql {
    const { table, column } = tagLinks[owner];
    return sql`(select coalesce(json_agg(json_build_object('id', t.id, 'name', t.name, 'colour', t.colour) order by t.name), '[]')
      from ${table} x join tags t on t.id = x.tag_id where x.${column} = ${idExpression})`;
  }

  /**
   * The conditions of the `tag` filters of a list: each of `all`, at least one of `any`, none of `none`. Names compare
   * without case; `%` stands for any text (FEATURES TAG-04). Throws `InvalidInput` at `query.tag`.
   */
  conditions(owner: TagOwner, idExpression: Sql, tags: ListRequest['tags']): Sql[] {
    if ([...tags.all, ...tags.any, ...tags.none].some((name) => name.includes('\0')))
      throw InvalidInput.at(['query', 'tag'], 'holds a character that cannot be stored');
    const conditions = tags.all.map((name) => this.#carries(owner, idExpression, [name]));
    if (tags.any.length > 0) conditions.push(this.#carries(owner, idExpression, tags.any));
    if (tags.none.length > 0) conditions.push(sql`not ${this.#carries(owner, idExpression, tags.none)}`);
    return conditions;
  }

  /** The ids of the records that carry at least one of these tags, as a subselect; names compare without case. */
  carriers(owner: TagOwner, names: readonly string[]): Sql {
    const { table, column } = tagLinks[owner];
    return sql`(select x.${column} from ${table} x join tags t on t.id = x.tag_id where ${isCalled(names)})`;
  }

  /**
   * Ties the named tags to a record; those it has already stay. Throws `InvalidInput` for a name that cannot be one,
   * `NotAllowed` for an unknown name without `mayCreate`; the issue's path is `tags.<place>`.
   */
  async assign(
    work: Work,
    owner: TagOwner,
    id: number,
    names: readonly string[],
    options: TaggingOptions,
  ): Promise<TagChange> {
    return only(await this.assignMany(work, owner, [id], names, options), id);
  }

  /** As `assign`, the same names to many records: six statements however many. */
  async assignMany(
    work: Work,
    owner: TagOwner,
    ids: readonly number[],
    names: readonly string[],
    options: TaggingOptions,
  ): Promise<Map<number, TagChange>> {
    const tagIds = await this.#tagIds(work, names, options);
    return this.#watch(work, owner, ids, async () => {
      const { table, column } = tagLinks[owner];
      await work.query(sql`insert into ${table} (${column}, tag_id)
        select o.id, t.id from unnest(${ids}::int[]) o(id), unnest(${tagIds}::int[]) t(id) on conflict do nothing`);
    });
  }

  /** As `assign` for many records, each with names of its own; those with the same names cost together what one costs. */
  async assignEach(
    work: Work,
    owner: TagOwner,
    list: readonly { readonly id: number; readonly names: readonly string[] }[],
    options: TaggingOptions,
  ): Promise<Map<number, TagChange>> {
    const groups = new Map<string, { names: readonly string[]; ids: number[] }>();
    for (const { id, names } of list) {
      if (names.length === 0) continue;
      const key = JSON.stringify(names);
      const group = groups.get(key) ?? { names, ids: [] };
      group.ids.push(id);
      groups.set(key, group);
    }
    const changes = new Map<number, TagChange>();
    for (const { names, ids } of groups.values())
      for (const [id, change] of await this.assignMany(work, owner, ids, names, options)) changes.set(id, change);
    return changes;
  }

  /** Takes tags off a record: numbers are tag ids, texts are names. What it does not carry is no fault. */
  async remove(work: Work, owner: TagOwner, id: number, idsOrNames: readonly (number | string)[]): Promise<TagChange> {
    return only(await this.removeMany(work, owner, [id], idsOrNames), id);
  }

  /** As `remove`, off many records. */
  async removeMany(
    work: Work,
    owner: TagOwner,
    ids: readonly number[],
    idsOrNames: readonly (number | string)[],
  ): Promise<Map<number, TagChange>> {
    const names = idsOrNames.filter((one) => typeof one === 'string').map((one) => one.trim());
    const tagIds = idsOrNames.filter((one) => typeof one === 'number');
    return this.#watch(work, owner, ids, async () => {
      const { table, column } = tagLinks[owner];
      await work.query(sql`delete from ${table} x using tags t
        where t.id = x.tag_id and x.${column} = any(${ids}::int[]) and (t.id = any(${tagIds}::int[]) or ${isCalled(names)})`);
    });
  }

  /** Makes the named tags the record's only ones. Throws as `assign`. */
  async replace(
    work: Work,
    owner: TagOwner,
    id: number,
    names: readonly string[],
    options: TaggingOptions,
  ): Promise<TagChange> {
    const tagIds = await this.#tagIds(work, names, options);
    const changes = await this.#watch(work, owner, [id], async () => {
      const { table, column } = tagLinks[owner];
      await work.query(sql`delete from ${table} where ${column} = ${id} and tag_id <> all(${tagIds}::int[])`);
      await work.query(
        sql`insert into ${table} (${column}, tag_id) select ${id}, t.id from unnest(${tagIds}::int[]) t(id) on conflict do nothing`,
      );
    });
    return only(changes, id);
  }

  #carries(owner: TagOwner, idExpression: Sql, names: readonly string[]): Sql {
    const { table, column } = tagLinks[owner];
    const plain = names.filter((name) => !name.includes('%'));
    const patterns = names.filter((name) => name.includes('%'));
    const named = anyOf([
      ...(plain.length > 0 ? [isCalled(plain)] : []),
      ...patterns.map((pattern) => sql`t.name like ${pattern.split('%').map(likeText).join('%')}`),
    ]);
    return sql`exists (select 1 from ${table} x join tags t on t.id = x.tag_id where x.${column} = ${idExpression} and ${named})`;
  }

  async #watch(
    work: Work,
    owner: TagOwner,
    ids: readonly number[],
    act: () => Promise<void>,
  ): Promise<Map<number, TagChange>> {
    const before = await this.#names(work, owner, ids);
    await act();
    const after = await this.#names(work, owner, ids);
    return new Map(ids.map((id) => [id, { before: before.get(id) ?? [], after: after.get(id) ?? [] }]));
  }

  async #names(work: Work, owner: TagOwner, ids: readonly number[]): Promise<Map<number, string[]>> {
    const { table, column } = tagLinks[owner];
    const rows = await work.query<{ owner: number; names: string[] }>(sql`
      select x.${column} as owner, array_agg(t.name::text order by t.name) as names
      from ${table} x join tags t on t.id = x.tag_id where x.${column} = any(${ids}::int[]) group by 1`);
    return new Map(rows.map((row) => [row.owner, row.names]));
  }

  /** The ids of the tags of these names; unknown ones are made when that is allowed. */
  async #tagIds(work: Work, given: readonly string[], options: TaggingOptions): Promise<number[]> {
    const names = readNames(given);
    const known = await this.#known(work, names);
    const missing = names.filter(({ name }) => !known.has(name.toLowerCase()));
    if (missing.length === 0) return [...known.values()];
    if (!options.mayCreate) throw unknownTags(missing);
    const rows = missing.map(({ name }) => ({ ...machineTag(name), name, colour: options.colour ?? colourOf(name) }));
    try {
      const made = await work.attempt(() => work.insertMany(TagEntity, rows));
      for (const tag of made) work.emit(tagChanged, { id: tag.id });
      return [...known.values(), ...made.map((tag) => tag.id)];
    } catch (error) {
      // Somebody made one of them meanwhile; it is committed by now, so that it is known the second time.
      if (error instanceof Conflict) return this.#tagIds(work, given, options);
      throw error;
    }
  }

  async #known(work: Work, names: readonly { name: string }[]): Promise<Map<string, number>> {
    if (names.length === 0) return new Map();
    const texts = names.map(({ name }) => name);
    const rows = await work.query<{ id: number; names: string[] }>(
      sql`select t.id, array_append(t.aliases, lower(t.name::text)) as names from tags t where ${isCalled(texts)} for key share`,
    );
    const asked = new Set(texts.map((text) => text.toLowerCase()));
    return new Map(
      rows.flatMap((row) =>
        row.names.filter((name) => asked.has(name)).map((name): [string, number] => [name, row.id]),
      ),
    );
  }
}

/** Whether the tag `t` has one of these names, or had one before it was merged with another (decision 115). */
const isCalled = (names: readonly string[]): Sql =>
  sql`(t.name = any(${[...names]}::citext[]) or t.aliases && ${names.map((name) => name.toLowerCase())}::text[])`;

const TagName = line(191, 1);

/** The names trimmed, each once, in an order all works share so that two never wait for each other in a ring. */
function readNames(given: readonly string[]): { name: string; place: number }[] {
  if (given.length > mostTags) throw InvalidInput.at(['tags'], `holds more than ${mostTags} tags`);
  const names = new Map<string, { name: string; place: number }>();
  const issues = given.flatMap((text, place) => {
    const read = TagName.safeParse(text);
    if (read.success && !names.has(read.data.toLowerCase()))
      names.set(read.data.toLowerCase(), { name: read.data, place });
    return read.success ? [] : [{ path: ['tags', place], message: read.error.issues[0]?.message ?? 'is no tag' }];
  });
  if (issues.length > 0) throw new InvalidInput(`tags: ${issues.map(({ message }) => message).join('; ')}`, issues);
  return [...names].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
}

function unknownTags(missing: readonly { name: string; place: number }[]): NotAllowed {
  const listed = missing.map(({ name }) => `"${name}"`).join(', ');
  return new NotAllowed(
    `there is no tag ${listed}, and your role may not make tags; choose a known one or ask a community administrator`,
    missing.map(({ place }) => ({ path: ['tags', place], message: 'is no known tag' })),
  );
}

function only(changes: Map<number, TagChange>, id: number): TagChange {
  return changes.get(id) ?? { before: [], after: [] };
}
