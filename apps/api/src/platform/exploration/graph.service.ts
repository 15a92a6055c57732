import { type Graph, type GraphKind, type GraphNode, type GraphQuery, graphKinds } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { individualScope, organisationScope, sharingGroupScope } from '../../directory/index.js';
import { allOf, holds, notFound, type Principal, type Sql, Store, sql } from '../../kernel/index.js';

type Found = { kind: GraphKind; id: number };
type Sets = Readonly<Record<GraphKind, Set<number>>>;

/**
 * People, organisations and their groups as a graph (FEATURES HOM-04): only records and links the caller may see, never
 * more than the limit, in a handful of statements.
 */
@Injectable()
export class GraphService {
  constructor(@Inject(Store) private readonly store: Store) {}

  /** The best linked organisations that fulfil the filters with what they are linked to, or one record's surroundings. */
  async read(principal: Principal, query: GraphQuery): Promise<Graph> {
    const sets: Sets = { organisation: new Set(), individual: new Set(), orgGroup: new Set(), sharingGroup: new Set() };
    const cut = query.focus
      ? { organisations: 0, truncated: await this.#surroundings(principal, query, sets) }
      : await this.#overview(principal, query, sets);
    const [nodes, links] = await Promise.all([this.#nodes(sets), this.#links(sets)]);
    const place = new Map(nodes.map(({ key }, at) => [key, at]));
    const placed = links.flatMap(({ organisation, kind, id }): [number, number][] => {
      const from = place.get(`${kind}:${id}`);
      const to = place.get(`organisation:${organisation}`);
      return from === undefined || to === undefined ? [] : [[from, to]];
    });
    return {
      nodes,
      links: placed,
      truncated: cut.truncated,
      organisations: cut.organisations || sets.organisation.size,
    };
  }

  async #overview(principal: Principal, query: GraphQuery, sets: Sets) {
    const share = Math.floor(query.limit * (query.people === 'true' ? 0.4 : 0.8));
    const rows = await this.store.read<{ id: number; all: number }>(sql`
      with linked as (select organisation_id as id, count(*) as n from (${linkedOrganisations(principal, query)}) l group by 1)
      select o.id, count(*) over ()::int as all from linked join organisations o on o.id = linked.id
      where ${allOf(conditions(principal, query))} order by linked.n desc, o.id limit ${share}`);
    for (const { id } of rows) sets.organisation.add(id);
    const room = query.limit - sets.organisation.size;
    const found = await this.#neighbours(principal, 'organisation', sets.organisation, query, room + 1);
    for (const { kind, id } of found.slice(0, room)) sets[kind].add(id);
    const organisations = rows[0]?.all ?? 0;
    return { organisations, truncated: organisations > rows.length || found.length > room };
  }

  /** Steps outwards from one record. Answers whether more was found than fits. Throws `NotFound`. */
  async #surroundings(principal: Principal, query: GraphQuery, sets: Sets): Promise<boolean> {
    const [kind = '', id = ''] = (query.focus ?? '').split(':');
    const start: Found = { kind: kind as GraphKind, id: Number(id) };
    if (!(await this.#isVisible(principal, start))) throw notFound('record');
    let edge: Found[] = [start];
    let size = 1;
    sets[start.kind].add(start.id);
    for (let step = 0; step < query.depth && edge.length > 0; step++) {
      const next: Found[] = [];
      for (const from of graphKinds) {
        const ids = new Set(edge.filter((one) => one.kind === from).map((one) => one.id));
        if (ids.size === 0) continue;
        for (const one of await this.#neighbours(principal, from, ids, query, query.limit + 1)) {
          if (sets[one.kind].has(one.id)) continue;
          if (size >= query.limit) return true;
          sets[one.kind].add(one.id);
          size++;
          next.push(one);
        }
      }
      edge = next;
    }
    return false;
  }

  async #isVisible(principal: Principal, { kind, id }: Found): Promise<boolean> {
    const where: Readonly<Record<GraphKind, Sql>> = {
      organisation: sql`organisations x where x.id = ${id} and ${organisationScope.see.where(principal, 'x')}`,
      individual: sql`individuals x where x.id = ${id} and ${individualScope.see.where(principal, 'x')}`,
      orgGroup: sql`org_groups x where x.id = ${id} and x.deleted_at is null`,
      sharingGroup: sql`sharing_groups x where x.id = ${id} and ${sharingGroupScope.see.where(principal, 'x')}`,
    };
    return (await this.store.readOne(sql`select x.id from ${where[kind]}`)) !== undefined;
  }

  /** What the records of one kind are linked to, groups before people, the best linked first. One statement. */
  #neighbours(
    principal: Principal,
    from: GraphKind,
    ids: ReadonlySet<number>,
    { people }: Pick<GraphQuery, 'people'>,
    limit: number,
  ): Promise<Found[]> {
    const list = sql`${[...ids]}::int[]`;
    if (from !== 'organisation')
      return this.store.read<Found>(sql`
        select 'organisation' as kind, o.id from (${membersOf(from, list)}) m join organisations o on o.id = m.id
        where ${organisationScope.see.where(principal, 'o')} group by o.id order by count(*) desc, o.id limit ${limit}`);
    const mayPeople = people === 'true' && holds(principal, 'individual:read');
    return this.store.read<Found>(sql`
      select kind, id from (
        select 'orgGroup' as kind, m.org_group_id as id, 1 as place from org_group_organisations m
          join org_groups g on g.id = m.org_group_id and g.deleted_at is null where m.organisation_id = any(${list})
        union all
        select 'sharingGroup', m.sharing_group_id, 2 from sharing_group_members m
          join sharing_groups g on g.id = m.sharing_group_id and ${sharingGroupScope.see.where(principal, 'g')}
          where m.until is null and m.organisation_id = any(${list})
        union all
        select 'individual', a.individual_id, 3 from alignments a
          join individuals i on i.id = a.individual_id and ${individualScope.see.where(principal, 'i')}
          where ${mayPeople} and a.organisation_id = any(${list})) n
      group by kind, id, place order by place, count(*) desc, id limit ${limit}`);
  }

  #nodes(sets: Sets): Promise<GraphNode[]> {
    const ids = (kind: GraphKind) => sql`any(${[...sets[kind]]}::int[])`;
    return this.store.read<GraphNode>(sql`
      select n.kind || ':' || n.id as key, n.* from (
        select 'organisation' as kind, id, name as label, country::text as country, sector from organisations where id = ${ids('organisation')}
        union all
        select 'individual', id, coalesce(nullif(trim(first_name || ' ' || last_name), ''), '#' || id), null, null
          from individuals where id = ${ids('individual')}
        union all
        select 'orgGroup', id, name, null, null from org_groups where id = ${ids('orgGroup')}
        union all
        select 'sharingGroup', id, name, null, null from sharing_groups where id = ${ids('sharingGroup')}) n
      order by n.kind, n.id`);
  }

  #links(sets: Sets): Promise<{ organisation: number; kind: GraphKind; id: number }[]> {
    const ids = (kind: GraphKind) => sql`any(${[...sets[kind]]}::int[])`;
    return this.store.read(sql`
      select distinct organisation_id as organisation, 'individual' as kind, individual_id as id from alignments
        where organisation_id = ${ids('organisation')} and individual_id = ${ids('individual')}
      union all
      select distinct organisation_id, 'orgGroup', org_group_id from org_group_organisations
        where organisation_id = ${ids('organisation')} and org_group_id = ${ids('orgGroup')}
      union all
      select distinct organisation_id, 'sharingGroup', sharing_group_id from sharing_group_members
        where until is null and organisation_id = ${ids('organisation')} and sharing_group_id = ${ids('sharingGroup')}`);
  }
}

/** The organisations that belong to records of another kind. */
function membersOf(kind: Exclude<GraphKind, 'organisation'>, ids: Sql): Sql {
  if (kind === 'individual') return sql`select organisation_id as id from alignments where individual_id = any(${ids})`;
  if (kind === 'orgGroup')
    return sql`select organisation_id as id from org_group_organisations where org_group_id = any(${ids})`;
  return sql`select organisation_id as id from sharing_group_members where until is null and sharing_group_id = any(${ids})`;
}

/** Every link of an organisation the caller may see: an organisation linked to nothing visible is in no picture. */
const linkedOrganisations = (principal: Principal, { people }: GraphQuery): Sql => sql`
  select a.organisation_id from alignments a join individuals i on i.id = a.individual_id
    where ${people === 'true' && holds(principal, 'individual:read')} and ${individualScope.see.where(principal, 'i')}
  union all
  select m.organisation_id from org_group_organisations m join org_groups g on g.id = m.org_group_id where g.deleted_at is null
  union all
  select m.organisation_id from sharing_group_members m join sharing_groups g on g.id = m.sharing_group_id
    where m.until is null and ${sharingGroupScope.see.where(principal, 'g')}`;

function conditions(principal: Principal, { country, sector, orgGroup, sharingGroup }: GraphQuery): Sql[] {
  const all: Sql[] = [organisationScope.see.where(principal, 'o')];
  if (country) all.push(sql`o.country = ${country}`);
  if (sector) all.push(sql`lower(o.sector) = lower(${sector})`);
  if (orgGroup)
    all.push(sql`exists (select from org_group_organisations m join org_groups g on g.id = m.org_group_id and g.deleted_at is null
      where m.organisation_id = o.id and g.id = ${orgGroup})`);
  if (sharingGroup)
    all.push(sql`exists (select from sharing_group_members m join sharing_groups g on g.id = m.sharing_group_id
      where m.organisation_id = o.id and m.until is null and g.id = ${sharingGroup} and ${sharingGroupScope.see.where(principal, 'g')})`);
  return all;
}
