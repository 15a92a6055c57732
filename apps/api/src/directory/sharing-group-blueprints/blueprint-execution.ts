import type { BlueprintPreview, BlueprintTrigger, OrganisationRule } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { allOf, Conflict, type Principal, type Sql, sql, type Work } from '../../kernel/index.js';
import { keeperPrincipal } from '../rules/keeper.js';
import { RuleConditions } from '../rules/rule-conditions.js';
import { addGroup } from '../sharing-groups/add-group.js';
import { SharingGroupEntity } from '../sharing-groups/sharing-group.entity.js';
import { sharingGroupScope } from '../sharing-groups/sharing-group.scope.js';
import { SharingGroupMembers } from '../sharing-groups/sharing-group-members.js';
import { BlueprintEntity, BlueprintRunEntity, type RememberedOrganisation } from './blueprint.entity.js';

type Read = <R extends object>(query: Sql) => Promise<R[]>;

interface Member {
  organisation_id: number;
  extend: boolean;
  source: 'hand' | 'blueprint' | 'peer';
}

/** How a blueprint is executed. */
export interface Execution {
  readonly cause: BlueprintTrigger;
  /** Whether finding nobody may empty the group of the members it made. */
  readonly mayEmpty: boolean;
}

/**
 * What the rules of a blueprint find, and making it so (decision 041). Everything happens in one work: the group has the
 * members the rules find now, besides those chosen by hand or by a peer, or nothing is changed.
 */
@Injectable()
export class BlueprintExecution {
  constructor(
    @Inject(RuleConditions) private readonly conditions: RuleConditions,
    @Inject(SharingGroupMembers) private readonly members: SharingGroupMembers,
  ) {}

  /** What rules find in the view of the principal, and what that would do to a group. One statement beside the checks. */
  async preview(
    read: Read,
    principal: Principal,
    rules: OrganisationRule,
    groupId: number | null,
  ): Promise<BlueprintPreview> {
    const condition = await this.conditions.organisations(principal, rules);
    const [row] = await read<BlueprintPreview>(sql`
      with matched as materialized (select o.id, o.uuid, o.name, o.country, o.sector from organisations o where ${condition}),
        there as materialized (select m.organisation_id as id, m.source from sharing_group_members m
          where m.sharing_group_id = ${groupId} and m.until is null),
        joining as (select * from matched m where not exists (select from there t where t.id = m.id)),
        leaving as (select o.id, o.uuid, o.name, o.country, o.sector from there t join organisations o using (id)
          where t.source = 'blueprint' and not exists (select from matched m where m.id = t.id))
      select (select count(*)::int from matched) as matched, (select count(*)::int from joining) as joins,
        (select count(*)::int from leaving) as leaves,
        (select count(*)::int from there where source <> 'blueprint' and id not in (select id from matched)) as kept,
        ${first(sql`matched`)} as "firstMatched", ${first(sql`joining`)} as "firstJoining", ${first(sql`leaving`)} as "firstLeaving"`);
    if (!row) throw new Error('a select without from answers one row');
    return row;
  }

  /**
   * Executes a locked blueprint and writes its run. Throws `Conflict` when nobody vouches for its rules any more, when
   * its group is deleted or no longer the keeper's to change, and when the rules find nobody and that was not allowed;
   * `InvalidInput` for rules that name what is gone. The caller's right to execute it is proven before.
   */
  async execute(work: Work, blueprint: BlueprintEntity, { cause, mayEmpty }: Execution): Promise<BlueprintRunEntity> {
    const keeper = await keeperPrincipal((query) => work.query(query), blueprint.keeperId, work.principal.requestId);
    if (!keeper) throw new Conflict(nobodyVouches);
    const condition = await this.conditions.organisations(keeper, blueprint.rules);
    const group = await this.#group(work, blueprint, keeper);
    const found = await work.query<{ id: number }>(
      sql`select o.id from organisations o where ${condition} order by o.id`,
    );
    const now = await work.query<Member>(sql`
      select organisation_id, extend, source from sharing_group_members where sharing_group_id = ${group.id} and until is null`);
    const made = now.filter(({ source }) => source === 'blueprint').length;
    if (found.length === 0 && made > 0 && !mayEmpty)
      throw new Conflict(
        `the rules find nobody: the ${made} members this blueprint made would leave '${group.name}'; confirm that to empty it`,
      );
    const kept = new Map(now.map((member) => [member.organisation_id, member]));
    const wanted = new Map(found.map(({ id }) => [id, kept.get(id)?.extend ?? blueprint.extend]));
    for (const { organisation_id: id, extend, source } of now) if (source !== 'blueprint') wanted.set(id, extend);
    const changes = await this.members.replace(
      work,
      group,
      [...wanted].map(([organisationId, extend]) => ({ organisationId, extend })),
      'blueprint',
    );
    return work.insert(BlueprintRunEntity, {
      blueprintId: blueprint.id,
      at: work.now,
      cause,
      actor: work.principal.username,
      outcome: changes.joined.length + changes.left.length > 0 ? 'changed' : 'unchanged',
      joined: await named(work, changes.joined),
      gone: await named(work, changes.left),
      members: wanted.size,
      problem: null,
    });
  }

  /** The group, locked; a blueprint that has none makes one of its own name (as MISP does). */
  async #group(work: Work, blueprint: BlueprintEntity, keeper: Principal): Promise<SharingGroupEntity> {
    if (blueprint.sharingGroupId === null) {
      const group = await addGroup(work, blueprint.organisationId, {
        name: blueprint.name,
        releasability: 'Made by a blueprint',
        description: blueprint.description,
      });
      blueprint.sharingGroupId = group.id;
      await work.save(BlueprintEntity, blueprint);
      return group;
    }
    const group = await work.find(SharingGroupEntity, { id: blueprint.sharingGroupId, deletedAt: IsNull() });
    if (!group)
      throw new Conflict('its sharing group is deleted; restore the group, or detach the blueprint to make another');
    const [own] = await work.query<{ id: number }>(sql`
      select g.id from sharing_groups g where ${allOf([sql`g.id = ${group.id}`, sharingGroupScope.change.where(keeper, 'g')])}`);
    if (!own)
      throw new Conflict(
        `its keeper may no longer change the sharing group '${group.name}'; save the blueprint to keep it yourself`,
      );
    return group;
  }
}

/** Why rules have no view to be evaluated in, and what helps. */
export const nobodyVouches =
  'nobody here keeps it: it came from another node, or the account of its keeper is gone or disabled; save it to keep it yourself';

const first = (of: Sql): Sql => sql`(select coalesce(json_agg(x), '[]') from (
  select o.id, o.uuid, o.name, o.country, o.sector from ${of} o
  order by o.name collate "und-x-icu", o.id limit 20) x)`;

async function named(work: Work, ids: readonly number[]): Promise<RememberedOrganisation[]> {
  if (ids.length === 0) return [];
  return work.query<{ uuid: string; name: string }>(sql`
    select o.uuid, o.name from organisations o where o.id = any(${[...ids]}::int[]) order by o.name collate "und-x-icu", o.id`);
}
