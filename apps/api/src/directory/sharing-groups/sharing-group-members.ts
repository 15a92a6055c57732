import { Injectable } from '@nestjs/common';
import { allOf, InvalidInput, sql, type Work } from '../../kernel/index.js';
import { organisationScope } from '../organisations/organisation.scope.js';
import { type MembershipSource, SharingGroupEntity } from './sharing-group.entity.js';
import { sharingGroupChanged } from './sharing-group-changed.js';

/** An organisation that shall be a member, and whether it may extend the group. */
export interface WantedMember {
  readonly organisationId: number;
  readonly extend: boolean;
}

/** What a change of members did, by organisation id. */
export interface MemberChanges {
  readonly joined: readonly number[];
  readonly left: readonly number[];
  /** Stayed members whose `extend` changed. */
  readonly altered: readonly number[];
}

interface Membership {
  organisation_id: number;
  uuid: string;
  name: string;
  extend: boolean;
}

/**
 * The one writer of memberships; every other part of the program that makes or takes members calls it. The group must
 * be locked by the work (`rowToChange` or `work.find`) and the caller's right to change it proven. Each call writes
 * intervals, one note in the group's history, moves its `modified`, and tells `sharing-group.changed`; a call that
 * changes nothing leaves no trace. An organisation is a member at most once.
 */
@Injectable()
export class SharingGroupMembers {
  /**
   * Makes these the members and nobody else. A blueprint calls it with what its rules found; an empty list empties
   * the group and never means everybody. Throws `InvalidInput` for newcomers that the work's principal may not see.
   */
  async replace(
    work: Work,
    group: SharingGroupEntity,
    wanted: readonly WantedMember[],
    source: MembershipSource = 'hand',
  ): Promise<MemberChanges> {
    const now = await this.#members(work, group);
    const kept = new Set(wanted.map(({ organisationId }) => organisationId));
    const leaving = [...now.keys()].filter((id) => !kept.has(id));
    return this.#apply(work, group, now, wanted, leaving, source);
  }

  /**
   * Adds members; one who is a member already gets the wanted `extend`. Throws `InvalidInput` naming the organisations
   * that do not exist or that the work's principal may not see; then nothing is changed.
   */
  async enrol(
    work: Work,
    group: SharingGroupEntity,
    wanted: readonly WantedMember[],
    source: MembershipSource = 'hand',
  ): Promise<MemberChanges> {
    return this.#apply(work, group, await this.#members(work, group), wanted, [], source);
  }

  /** Ends memberships from now on; organisations that are no members are passed over. */
  async release(work: Work, group: SharingGroupEntity, organisationIds: readonly number[]): Promise<MemberChanges> {
    const now = await this.#members(work, group);
    const leaving = [...new Set(organisationIds)].filter((id) => now.has(id));
    return this.#apply(work, group, now, [], leaving, 'hand');
  }

  async #members(work: Work, group: SharingGroupEntity): Promise<Map<number, Membership>> {
    const rows = await work.query<Membership>(sql`
      select m.organisation_id, o.uuid, o.name, m.extend from sharing_group_members m
      join organisations o on o.id = m.organisation_id
      where m.sharing_group_id = ${group.id} and m.until is null order by m.organisation_id`);
    return new Map(rows.map((row) => [row.organisation_id, row]));
  }

  async #apply(
    work: Work,
    group: SharingGroupEntity,
    now: ReadonlyMap<number, Membership>,
    wanted: readonly WantedMember[],
    left: readonly number[],
    source: MembershipSource,
  ): Promise<MemberChanges> {
    const extendOf = new Map(wanted.map(({ organisationId, extend }) => [organisationId, extend]));
    const joined = [...extendOf.keys()].filter((id) => !now.has(id));
    const altered = [...extendOf].filter(([id, extend]) => now.get(id)?.extend === !extend).map(([id]) => id);
    const newcomers = await this.#newcomers(work, joined);
    const changes = { joined, left, altered };
    if (joined.length + left.length + altered.length === 0) return changes;
    await this.#close(work, group, [...left, ...altered]);
    await this.#open(work, group, [...joined, ...altered], extendOf, source);
    const told = (id: number) => now.get(id) ?? newcomers.get(id);
    const ids = [...joined, ...left, ...altered];
    work.note(
      SharingGroupEntity,
      group,
      Object.fromEntries(ids.map((id) => [`member.${told(id)?.uuid}`, words(now.get(id))])),
      Object.fromEntries(
        ids.map((id) => [`member.${told(id)?.uuid}`, extendOf.has(id) ? words(told(id), extendOf.get(id)) : null]),
      ),
    );
    await work.stamp(SharingGroupEntity, group);
    work.emit(sharingGroupChanged, { ids: [group.id] });
    return changes;
  }

  /** The organisations that join, all of them visible to the principal. */
  async #newcomers(work: Work, ids: readonly number[]): Promise<Map<number, Membership>> {
    if (ids.length === 0) return new Map();
    const rows = await work.query<Membership>(sql`
      select o.id as organisation_id, o.uuid, o.name, false as extend from organisations o
      where ${allOf([sql`o.id = any(${ids}::int[])`, organisationScope.see.where(work.principal, 'o')])}`);
    const found = new Map(rows.map((row) => [row.organisation_id, row]));
    const unknown = ids.filter((id) => !found.has(id));
    if (unknown.length > 0)
      throw InvalidInput.at(
        ['organisationIds'],
        `${unknown.slice(0, 10).join(', ')}: no such organisation, or it is outside your view; choose among those you see`,
      );
    return found;
  }

  async #close(work: Work, group: SharingGroupEntity, ids: readonly number[]): Promise<void> {
    if (ids.length > 0)
      await work.query(sql`
        update sharing_group_members set until = greatest(since, ${work.now}), released_by = ${work.principal.userId}
        where sharing_group_id = ${group.id} and until is null and organisation_id = any(${ids}::int[])`);
  }

  async #open(
    work: Work,
    group: SharingGroupEntity,
    ids: readonly number[],
    extendOf: ReadonlyMap<number, boolean>,
    source: MembershipSource,
  ): Promise<void> {
    if (ids.length > 0)
      await work.query(sql`
        insert into sharing_group_members (sharing_group_id, organisation_id, extend, since, enrolled_by, source)
        select ${group.id}, w.id, w.extend, ${work.now}, ${work.principal.userId}, ${source}
        from unnest(${ids}::int[], ${ids.map((id) => extendOf.get(id) ?? false)}::boolean[]) as w (id, extend)
        order by w.id`);
  }
}

/** A membership as the group's history shows it. */
const words = (member: Membership | undefined, extend = member?.extend): string | null =>
  member === undefined ? null : extend ? `${member.name}, may extend` : member.name;
