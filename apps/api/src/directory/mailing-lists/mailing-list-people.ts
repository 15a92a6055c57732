import type { ChosenAddresses, IndividualRule, MailingListPreview, MemberOutcome } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { isShown } from '../../fields/index.js';
import { allOf, InvalidInput, type Principal, type Sql, sql, type Work } from '../../kernel/index.js';
import { individualScope, isCurrent } from '../individuals/individual.scope.js';
import { organisationScope } from '../organisations/organisation.scope.js';
import { keeperPrincipal } from '../rules/keeper.js';
import { RuleConditions } from '../rules/rule-conditions.js';
import { addressesJson } from './mailing-addresses.js';
import { MailingListEntity } from './mailing-list.entity.js';

/** People to add to a list. */
export interface Newcomers {
  readonly individualIds: readonly number[];
  readonly organisationIds: readonly number[];
  readonly addresses: Readonly<Record<string, ChosenAddresses>>;
}

type Read = <R extends object>(query: Sql) => Promise<R[]>;
type Told = Map<string, string | null>;

const nobody: MemberOutcome = { joined: 0, left: 0, unchanged: 0 };

/**
 * The one writer of who is on a mailing list. The list must be locked by the work and the caller's right to change it
 * proven. What a call changes is noted in the list's history by the uuids of the people, with the addresses used.
 */
@Injectable()
export class MailingListPeople {
  constructor(@Inject(RuleConditions) private readonly conditions: RuleConditions) {}

  /**
   * Adds people, and all people of organisations. Throws `InvalidInput` naming those that the work's principal does not
   * see, addresses that are not the person's, and when there is nobody to add; then nothing is changed.
   */
  async add(work: Work, list: MailingListEntity, newcomers: Newcomers): Promise<MemberOutcome> {
    const chosen = await this.#chosen(work, newcomers);
    const unknown = Object.keys(newcomers.addresses).find((id) => !chosen.includes(Number(id)));
    if (unknown !== undefined)
      throw InvalidInput.at(['addresses', unknown], 'is nobody of those to add; name the person in individualIds');
    if (chosen.length === 0)
      throw InvalidInput.at(['individualIds'], 'names nobody; choose people, or organisations that have people');
    const before = await this.#told(work, list.id, chosen);
    const added = await work.query<{ id: number }>(sql`
      insert into mailing_list_members as m (mailing_list_id, individual_id, origin, include_primary_email, created)
      select ${list.id}, p.id, 'hand', true, ${work.now} from unnest(${chosen}::int[]) p (id)
      on conflict (mailing_list_id, individual_id) do update
        set origin = 'hand', created = case when m.origin = 'excluded' then excluded.created else m.created end
        where m.origin <> 'hand'
      returning m.individual_id as id`);
    for (const [id, addresses] of Object.entries(newcomers.addresses))
      await this.#choose(work, list, Number(id), addresses, ['addresses', id]);
    await this.#note(work, list, before, chosen);
    return { joined: added.length, left: 0, unchanged: chosen.length - added.length };
  }

  /** Takes people off; whom the rule finds stays off from now on. People who are not on the list are passed over. */
  async remove(work: Work, list: MailingListEntity, individualIds: readonly number[]): Promise<MemberOutcome> {
    const ids = [...new Set(individualIds)];
    const before = await this.#told(work, list.id, ids);
    const found = await this.#matched((query) => work.query(query), list).catch(onlyRefusals);
    const rows = await work.query<{ id: number; origin: string }>(sql`
      select individual_id as id, origin from mailing_list_members
      where mailing_list_id = ${list.id} and individual_id = any(${ids}::int[]) and origin <> 'excluded' for update`);
    const isFound = (id: number) => Array.isArray(found) && found.includes(id);
    const kept = rows.filter(({ id, origin }) => origin === 'rule' || isFound(id)).map(({ id }) => id);
    await work.query(sql`
      update mailing_list_members set origin = 'excluded'
      where mailing_list_id = ${list.id} and individual_id = any(${kept}::int[])`);
    await work.query(sql`
      delete from mailing_list_members where mailing_list_id = ${list.id} and individual_id = any(${ids}::int[]) and origin <> 'excluded'`);
    await this.#note(work, list, before, ids);
    return { joined: 0, left: rows.length, unchanged: ids.length - rows.length };
  }

  /** Which addresses of a member are used. Throws `InvalidInput` for one that is not the person's. */
  async choose(work: Work, list: MailingListEntity, individualId: number, addresses: ChosenAddresses): Promise<void> {
    const before = await this.#told(work, list.id, [individualId]);
    if (before.size === 0) throw InvalidInput.at(['individualId'], 'is not on this list');
    await this.#choose(work, list, individualId, addresses, []);
    await this.#note(work, list, before, [individualId]);
  }

  /**
   * Makes the members found by the rule those it finds now, in its keeper's view; people chosen by hand stay, people
   * taken off stay off. When the rule cannot be followed the members stay as they are and the list says why.
   */
  async recalculate(work: Work, list: MailingListEntity): Promise<MemberOutcome> {
    if (list.rule === null) return this.#replaceFound(work, list, []);
    const found = await this.#matched((query) => work.query(query), list).catch(onlyRefusals);
    list.recalculatedAt = work.now;
    list.ruleProblem = Array.isArray(found) ? null : (found ?? nobodyVouches);
    const outcome = Array.isArray(found) ? await this.#replaceFound(work, list, found) : nobody;
    await work.query(sql`
      update mailing_lists set recalculated_at = ${list.recalculatedAt}, rule_problem = ${list.ruleProblem} where id = ${list.id}`);
    return outcome;
  }

  /** Whom a rule finds in the view of the principal, and what following it would do to a list. Throws `InvalidInput`. */
  async preview(
    read: Read,
    principal: Principal,
    rule: IndividualRule,
    listId: number | null,
  ): Promise<MailingListPreview> {
    const condition = await this.conditions.individuals(principal, rule, ['rule']);
    const [row] = await read<MailingListPreview>(sql`
      with matched as materialized (select i.id from individuals i where ${condition}),
        there as (select m.individual_id as id, m.origin from mailing_list_members m where m.mailing_list_id = ${listId}),
        leaving as (select id from there where origin = 'rule' except select id from matched),
        person as (select i.id, i.uuid, i.email::text as email, trim(i.first_name || ' ' || i.last_name) as name from individuals i)
      select (select count(*)::int from matched) as matched,
        (select count(*)::int from matched where id not in (select id from there)) as joins,
        (select count(*)::int from leaving) as leaves,
        (select coalesce(json_agg(x), '[]') from (select p.* from person p join matched using (id) order by p.name, p.id limit 20) x) as "firstMatched",
        (select coalesce(json_agg(x), '[]') from (select p.* from person p join leaving using (id) order by p.name, p.id limit 20) x) as "firstLeaving"`);
    if (!row) throw new Error('a select without from answers one row');
    return row;
  }

  async #matched(read: Read, list: MailingListEntity): Promise<number[] | undefined> {
    if (list.rule === null) return [];
    const keeper = await keeperPrincipal(read, list.keeperId, `mailing-list-${list.id}`);
    if (!keeper) return undefined;
    const condition = await this.conditions.individuals(keeper, list.rule, ['rule']);
    const rows = await read<{ id: number }>(sql`select i.id from individuals i where ${condition} order by i.id`);
    return rows.map(({ id }) => id);
  }

  async #replaceFound(work: Work, list: MailingListEntity, found: readonly number[]): Promise<MemberOutcome> {
    const rows = await work.query<{ id: number; origin: string }>(sql`
      select individual_id as id, origin from mailing_list_members where mailing_list_id = ${list.id} for update`);
    const there = new Set(rows.map(({ id }) => id));
    const wanted = new Set(found);
    const joining = found.filter((id) => !there.has(id));
    const leaving = rows.filter(({ id, origin }) => origin === 'rule' && !wanted.has(id)).map(({ id }) => id);
    // Whom the rule does not find any more need not be kept off either.
    const freed = rows.filter(({ id, origin }) => origin === 'excluded' && !wanted.has(id)).map(({ id }) => id);
    const before = await this.#told(work, list.id, leaving);
    await work.query(sql`
      delete from mailing_list_members where mailing_list_id = ${list.id} and individual_id = any(${[...leaving, ...freed]}::int[])`);
    await work.query(sql`
      insert into mailing_list_members (mailing_list_id, individual_id, origin, include_primary_email, created)
      select ${list.id}, p.id, 'rule', true, ${work.now} from unnest(${joining}::int[]) p (id)`);
    await this.#note(work, list, before, [...joining, ...leaving]);
    return { joined: joining.length, left: leaving.length, unchanged: rows.length - leaving.length - freed.length };
  }

  /** The people named and those aligned today with the organisations named, all of them visible to the principal. */
  async #chosen(work: Work, { individualIds, organisationIds }: Newcomers): Promise<number[]> {
    const { principal } = work;
    const people = await work.query<{ id: number }>(sql`select i.id from individuals i
      where ${allOf([sql`i.id = any(${[...individualIds]}::int[])`, sql`i.anonymised_at is null`, individualScope.see.where(principal, 'i')])}`);
    refuseUnknown('individualIds', 'person', individualIds, people);
    const organisations = await work.query<{ id: number }>(sql`select o.id from organisations o
      where ${allOf([sql`o.id = any(${[...organisationIds]}::int[])`, organisationScope.see.where(principal, 'o')])}`);
    refuseUnknown('organisationIds', 'organisation', organisationIds, organisations);
    const theirs = await work.query<{ id: number }>(sql`select distinct i.id from individuals i
      join alignments a on a.individual_id = i.id
      where ${allOf([
        sql`a.organisation_id = any(${[...organisationIds]}::int[])`,
        isCurrent('a'),
        sql`i.anonymised_at is null`,
        individualScope.see.where(principal, 'i'),
      ])}`);
    return [...new Set([...people, ...theirs].map(({ id }) => id))].sort((a, b) => a - b);
  }

  async #choose(
    work: Work,
    list: MailingListEntity,
    individualId: number,
    { primary, metaFieldIds, addressIds }: ChosenAddresses,
    path: readonly string[],
  ): Promise<void> {
    const known = await work.query<{ id: number }>(sql`
      select e.id from individual_emails e where e.individual_id = ${individualId} and e.id = any(${addressIds}::int[])`);
    refuseForeign([...path, 'addressIds'], addressIds, known);
    const own = await work.query<{ id: number }>(sql`
      select m.id from meta_fields m where m.individual_id = ${individualId} and m.id = any(${metaFieldIds}::int[])
        and ${isShown(work.principal)}`);
    refuseForeign([...path, 'metaFieldIds'], metaFieldIds, own);
    if (!primary && metaFieldIds.length + addressIds.length === 0)
      throw InvalidInput.at(
        [...path, 'primary'],
        'is needed: a member needs at least one address; or take the person off the list',
      );
    await work.query(sql`update mailing_list_members set include_primary_email = ${primary}
      where mailing_list_id = ${list.id} and individual_id = ${individualId}`);
    await work.query(sql`
      with member as (select id from mailing_list_members where mailing_list_id = ${list.id} and individual_id = ${individualId}),
        gone as (delete from mailing_list_meta_fields x using member
          where x.member_id = member.id and x.meta_field_id <> all(${metaFieldIds}::int[]))
      insert into mailing_list_meta_fields (member_id, meta_field_id)
      select member.id, f.id from member, unnest(${metaFieldIds}::int[]) f (id) on conflict do nothing`);
    await work.query(sql`
      with member as (select id from mailing_list_members where mailing_list_id = ${list.id} and individual_id = ${individualId}),
        gone as (delete from mailing_list_emails x using member
          where x.member_id = member.id and x.email_id <> all(${addressIds}::int[]))
      insert into mailing_list_emails (member_id, email_id)
      select member.id, e.id from member, unnest(${addressIds}::int[]) e (id) on conflict do nothing`);
  }

  /** What the history says of these people on the list, by uuid; absent when they are not on it. */
  async #told(work: Work, listId: number, ids: readonly number[]): Promise<Told> {
    if (ids.length === 0) return new Map();
    const rows = await work.query<{
      uuid: string;
      name: string;
      addresses: { address: string; chosen: boolean }[];
    }>(sql`
      select i.uuid, trim(i.first_name || ' ' || i.last_name) as name, ${addressesJson(work.principal)} as addresses
      from mailing_list_members m join individuals i on i.id = m.individual_id
      where m.mailing_list_id = ${listId} and m.origin <> 'excluded' and m.individual_id = any(${[...ids]}::int[])`);
    return new Map(
      rows.map(({ uuid, name, addresses }) => [
        uuid,
        `${name} <${addresses.flatMap(({ address, chosen }) => (chosen ? [address] : [])).join(', ')}>`,
      ]),
    );
  }

  async #note(work: Work, list: MailingListEntity, before: Told, ids: readonly number[]): Promise<void> {
    const after = await this.#told(work, list.id, ids);
    const uuids = [...new Set([...before.keys(), ...after.keys()])].filter(
      (uuid) => before.get(uuid) !== after.get(uuid),
    );
    if (uuids.length === 0) return;
    const side = (told: Told) => Object.fromEntries(uuids.map((uuid) => [`member.${uuid}`, told.get(uuid) ?? null]));
    work.note(MailingListEntity, list, side(before), side(after));
    await work.stamp(MailingListEntity, list);
  }
}

/** What a rule that cannot be followed says instead of people. */
function onlyRefusals(error: unknown): string {
  if (error instanceof InvalidInput) return error.message;
  throw error;
}

const nobodyVouches =
  'the account of the person who saved the rule is gone or disabled; save the rule again to keep it in your own view';

function refuseUnknown(field: string, noun: string, wanted: readonly number[], found: readonly { id: number }[]): void {
  const known = new Set(found.map(({ id }) => id));
  const unknown = wanted.filter((id) => !known.has(id));
  if (unknown.length > 0)
    throw InvalidInput.at([field], `${unknown.slice(0, 10).join(', ')}: no such ${noun}, or it is outside your view`);
}

function refuseForeign(path: readonly string[], wanted: readonly number[], own: readonly { id: number }[]): void {
  const strange = wanted.filter((id) => !own.some((row) => row.id === id));
  if (strange.length > 0) throw InvalidInput.at([...path], `${strange.join(', ')}: no such address of this person`);
}
