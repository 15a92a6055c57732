import { type PublicEntry, type PublicKind, publicMetaField } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { isShown } from '../../fields/index.js';
import { allOf, anonymous, likeText, raw, type Sql, Store, sql } from '../../kernel/index.js';
import { fieldWithAddresses, type PublicRow, toPublicEntry } from './public-entry.js';

/** What a stranger may filter by. */
export interface PublicQuery {
  readonly kind: PublicKind;
  readonly q?: string;
  readonly country?: string;
  readonly sector?: string;
  readonly type?: string;
  readonly limit: number;
  readonly offset: number;
}

/** The most values of meta-fields one entry shows. */
const mostDetails = 200;

/**
 * What strangers see: records whose owner consented, and of them the fields that were agreed on. The choice of fields is
 * made here, in the statement, for list, record, search, filter and count alike: a value nobody agreed to show is
 * neither shown, nor searched, nor counted. E-mail addresses leave only through `addresses`.
 */
@Injectable()
export class PublicDirectory {
  constructor(@Inject(Store) private readonly store: Store) {}

  /** A page of entries by name, with their number. One statement. */
  async list(query: PublicQuery): Promise<{ items: PublicEntry[]; total: number }> {
    const where = conditions(query);
    const rows = await this.store.read<PublicRow & { total: number }>(sql`
      select ${columns(query.kind)}, count(*) over ()::int as total from ${source(query.kind)} where ${where}
      order by ${nameOf(query.kind)} collate "und-x-icu", x.id limit ${query.limit} offset ${query.offset}`);
    const total = rows[0]?.total ?? (query.offset > 0 ? await this.count(query) : 0);
    return { items: rows.map((row) => toPublicEntry(query.kind, row)), total };
  }

  /** How many entries there are. */
  async count(query: PublicQuery): Promise<number> {
    const row = await this.store.readOne<{ n: number }>(
      sql`select count(*)::int as n from ${source(query.kind)} where ${conditions(query)}`,
    );
    return row?.n ?? 0;
  }

  /** Every entry, one after another. */
  async *stream(query: PublicQuery): AsyncGenerator<PublicEntry> {
    for await (const row of this.store.stream<PublicRow>(sql`
      select ${columns(query.kind)} from ${source(query.kind)} where ${conditions(query)}
      order by ${nameOf(query.kind)} collate "und-x-icu", x.id`))
      yield toPublicEntry(query.kind, row);
  }

  /** One entry, or undefined. */
  async one(kind: PublicKind, uuid: string): Promise<PublicEntry | undefined> {
    const row = await this.store.readOne<PublicRow>(
      sql`select ${columns(kind)} from ${source(kind)} where x.uuid = ${uuid}`,
    );
    return row && toPublicEntry(kind, row);
  }

  /** A record as it would be seen with these fields; the caller has been shown to answer for it. */
  async preview(kind: PublicKind, id: number, fields: readonly string[]): Promise<PublicEntry | undefined> {
    const row = await this.store.readOne<PublicRow>(sql`
      select ${columns(kind)} from ${raw(tables[kind])} x, (select ${[...fields]}::text[] as fields) c where x.id = ${id}`);
    return row && toPublicEntry(kind, row);
  }

  /** The text of one agreed field with its addresses in clear, or undefined when there is none. */
  async addresses(kind: PublicKind, uuid: string, field: string): Promise<string | undefined> {
    const row = await this.store.readOne<PublicRow>(
      sql`select ${columns(kind)} from ${source(kind)} where x.uuid = ${uuid}`,
    );
    return row && fieldWithAddresses(row, field);
  }

  /** How many organisations show which country. Who does not show it is in none. */
  async countries(): Promise<{ code: string; organisations: number }[]> {
    return this.store.read(sql`
      select x.country as code, count(*)::int as organisations from ${source('organisation')}
      where 'country' = any(c.fields) and x.country is not null group by 1 order by 2 desc, 1`);
  }

  /** What public organisations hold in sector and type, for the filters. */
  async choices(column: 'sector' | 'type'): Promise<string[]> {
    const rows = await this.store.read<{ value: string }>(sql`
      select distinct ${raw(`x.${column}`)} as value from ${source('organisation')}
      where ${column} = any(c.fields) and ${raw(`x.${column}`)} <> '' order by 1 limit 200`);
    return rows.map(({ value }) => value);
  }
}

const tables = { organisation: 'organisations', individual: 'individuals' } as const;
const owners = { organisation: 'organisation_id', individual: 'individual_id' } as const;

const source = (kind: PublicKind): Sql =>
  sql`public_consents c join ${raw(tables[kind])} x on x.id = c.${raw(owners[kind])} and x.deleted_at is null`;

const nameOf = (kind: PublicKind): Sql =>
  kind === 'organisation' ? sql`x.name` : sql`trim(x.first_name || ' ' || x.last_name)`;

/** A column where it was agreed on, else null. */
const agreed = (column: string): Sql => sql`case when ${column} = any(c.fields) then ${raw(`x.${column}`)} end`;

function columns(kind: PublicKind): Sql {
  const own =
    kind === 'organisation'
      ? sql`${agreed('country')} as country, ${agreed('sector')} as sector, ${agreed('type')} as type,
          ${agreed('url')} as url, ${agreed('contacts')} as contacts, null as position, null as email`
      : sql`null as country, null as sector, null as type, null as url, null as contacts,
          ${agreed('position')} as position, case when 'email' = any(c.fields) then x.email::text end as email`;
  return sql`x.uuid, ${nameOf(kind)} as name, ${own}, 'keys' = any(c.fields) as keys, ${details(kind)} as details,
    ${related(kind)} as related`;
}

/** Nobody in particular: what is kept from anybody is kept from them, whoever agreed to show it. */
const strangers = anonymous('open-directory', null);

const details = (kind: PublicKind): Sql => sql`(
  select coalesce(json_agg(v), '[]') from (
    select ${publicMetaField('', '').slice(0, 5)} || d.uuid || '/' || m.field as field, d.name as template, m.field as label,
      coalesce(f.type, 'text') as type, m.value
    from meta_fields m join meta_template_directory d on d.id = m.directory_id
    left join meta_template_fields f on f.id = m.field_id
    where m.${raw(owners[kind])} = x.id and 'meta:' || d.uuid || '/' || m.field = any(c.fields)
      and ${isShown(strangers)}
    order by d.name, m.template_id, f.position, m.id limit ${mostDetails}) v)`;

/** Who belongs to whom, where both sides agreed that it is shown. */
const related = (kind: PublicKind): Sql =>
  kind === 'organisation'
    ? sql`(select coalesce(json_agg(r), '[]') from (
        select distinct 'individual' as kind, i.uuid, trim(i.first_name || ' ' || i.last_name) as name
        from alignments a join individuals i on i.id = a.individual_id and i.deleted_at is null
        join public_consents pc on pc.individual_id = i.id and 'organisations' = any(pc.fields)
        where a.organisation_id = x.id and 'people' = any(c.fields) order by 3, 2 limit 200) r)`
    : sql`(select coalesce(json_agg(r), '[]') from (
        select distinct 'organisation' as kind, o.uuid, o.name
        from alignments a join organisations o on o.id = a.organisation_id and o.deleted_at is null
        join public_consents pc on pc.organisation_id = o.id and 'people' = any(pc.fields)
        where a.individual_id = x.id and 'organisations' = any(c.fields) order by 3, 2 limit 200) r)`;

function conditions({ kind, q, country, sector, type }: PublicQuery): Sql {
  const found: Sql[] = [];
  if (q) {
    const pattern = `%${likeText(q)}%`;
    const texts = [sql`fold_text(${nameOf(kind)})`];
    // Contacts and addresses are not searched: whoever may guess at them letter by letter has them.
    if (kind === 'organisation')
      texts.push(sql`fold_text(coalesce(${agreed('sector')}, ''))`, sql`fold_text(coalesce(${agreed('type')}, ''))`);
    found.push(anyLike(texts, pattern));
  }
  if (kind === 'organisation') {
    if (country) found.push(sql`${agreed('country')} = ${country}`);
    if (sector) found.push(sql`lower(${agreed('sector')}) = lower(${sector})`);
    if (type) found.push(sql`lower(${agreed('type')}) = lower(${type})`);
  }
  return allOf(found);
}

const anyLike = (texts: readonly Sql[], pattern: string): Sql =>
  texts.map((text) => sql`${text} like fold_text(${pattern})`).reduce((a, b) => sql`${a} or ${b}`);
