import { randomUUID } from 'node:crypto';
import {
  type Blueprint,
  type BlueprintChanges,
  BlueprintList,
  type BlueprintPreview,
  type BlueprintRow,
  type BlueprintRun,
  type History,
  type HistoryQuery,
  type ListRequest,
  type MispBlueprint,
  type NewBlueprint,
  numbersInMispRule,
  type OrganisationRule,
  type RecordRef,
  readMispRule,
  writeMispRule,
} from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import {
  allOf,
  Conflict,
  defineListPlan,
  historyOf,
  InvalidInput,
  likeText,
  NotAllowed,
  notFound,
  type Principal,
  Records,
  refCondition,
  rowToChange,
  rowToRestore,
  Store,
  sql,
  type Work,
} from '../../kernel/index.js';
import { organisationScope } from '../organisations/organisation.scope.js';
import { keeperPrincipal, mayUseKeptRule, notTheKeeper } from '../rules/keeper.js';
import { RuleConditions } from '../rules/rule-conditions.js';
import { sharingGroupScope } from '../sharing-groups/sharing-group.scope.js';
import { BlueprintEntity } from './blueprint.entity.js';
import { blueprintScope } from './blueprint.scope.js';
import { refuseCircles } from './blueprint-circles.js';
import { BlueprintExecution, nobodyVouches } from './blueprint-execution.js';
import { nextRun } from './blueprint-schedule.js';
import { blueprintColumns, type ListRow, type RunRow, toListItem, toRun, toWhole } from './blueprint-view.js';

/** Sharing-group blueprints (FEATURES SGR-06). */
@Injectable()
export class BlueprintsService {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(RuleConditions) private readonly conditions: RuleConditions,
    @Inject(BlueprintExecution) private readonly execution: BlueprintExecution,
  ) {}

  /** A page of the blueprints the caller may see. */
  list(principal: Principal, request: ListRequest) {
    return this.#records(principal).list(principal, request);
  }

  /** Every blueprint of the request, streamed. */
  stream(principal: Principal, request: ListRequest) {
    return this.#records(principal).stream(principal, request);
  }

  /** One blueprint. Throws `NotFound`. */
  async get(principal: Principal, ref: RecordRef): Promise<Blueprint> {
    return toWhole(await this.#row(principal, ref), principal);
  }

  /** Adds a blueprint of the caller's organisation, who becomes its keeper. Throws `InvalidInput`, `NotAllowed`, `Conflict`. */
  async create(principal: Principal, input: NewBlueprint): Promise<Blueprint> {
    const { organisationId } = principal;
    if (organisationId === null)
      throw new NotAllowed('a blueprint belongs to an organisation, and your account has none');
    const id = await this.store.work(principal, async (work) => {
      await this.conditions.organisations(principal, input.rules);
      const trigger = input.trigger ?? 'hand';
      const row = await work.insert(BlueprintEntity, {
        uuid: input.uuid ?? randomUUID(),
        name: input.name,
        description: input.description || null,
        organisationId,
        sharingGroupId: await this.#groupOf(work, organisationId, input.sharingGroup),
        rules: input.rules,
        extend: input.extend ?? false,
        trigger,
        ...timesOf(trigger, input.schedule ?? null, work.now),
        userId: principal.userId,
        keeperId: principal.userId,
        deletedAt: null,
      });
      await refuseCircles(work, row);
      return row.id;
    });
    return this.get(principal, { id });
  }

  /** Changes what is mentioned and makes the caller its keeper. Throws `NotFound`, `InvalidInput`, `Conflict`, `StaleWrite`. */
  async update(principal: Principal, ref: RecordRef, changes: BlueprintChanges, ifMatch?: number): Promise<Blueprint> {
    const id = await this.store.work(principal, async (work) => {
      const row = await rowToChange(work, BlueprintEntity, blueprintScope, ref, ifMatch);
      for (const key of ['name', 'extend', 'rules'] as const)
        if (changes[key] !== undefined && JSON.stringify(changes[key]) !== JSON.stringify(row[key]))
          Object.assign(row, { [key]: changes[key] });
      if (changes.description !== undefined) row.description = changes.description || null;
      if (changes.sharingGroup !== undefined)
        row.sharingGroupId = await this.#groupOf(work, row.organisationId, changes.sharingGroup);
      if (changes.trigger !== undefined || changes.schedule !== undefined) {
        const trigger = changes.trigger ?? row.trigger;
        const schedule =
          changes.schedule === undefined && trigger === 'schedule' ? row.schedule : (changes.schedule ?? null);
        if (trigger !== row.trigger || schedule !== row.schedule)
          Object.assign(row, { trigger, ...timesOf(trigger, schedule, work.now) });
      }
      row.keeperId = principal.userId;
      await this.conditions.organisations(principal, row.rules);
      await work.save(BlueprintEntity, row);
      await refuseCircles(work, row);
      return row.id;
    });
    return this.get(principal, { id });
  }

  /** Hides a blueprint until it is restored; its group and members stay. Throws `NotFound`, `StaleWrite`. */
  async remove(principal: Principal, ref: RecordRef, ifMatch?: number): Promise<void> {
    await this.store.work(principal, async (work) => {
      const row = await rowToChange(work, BlueprintEntity, blueprintScope, ref, ifMatch);
      row.deletedAt = work.now;
      await work.save(BlueprintEntity, row, 'delete');
    });
  }

  /** Brings a deleted blueprint back. Throws `NotFound`, and `Conflict` when its uuid or its group is taken meanwhile. */
  async restore(principal: Principal, ref: RecordRef): Promise<Blueprint> {
    const id = await this.store.work(principal, async (work) => {
      const row = await rowToRestore(work, BlueprintEntity, blueprintScope, ref);
      row.deletedAt = null;
      await work.save(BlueprintEntity, row, 'undelete');
      await refuseCircles(work, row);
      return row.id;
    });
    return this.get(principal, { id });
  }

  /** Lets go of the group, whose members stay. Throws `NotFound`. */
  async detach(principal: Principal, ref: RecordRef): Promise<Blueprint> {
    const id = await this.store.work(principal, async (work) => {
      const row = await rowToChange(work, BlueprintEntity, blueprintScope, ref);
      row.sharingGroupId = null;
      await work.save(BlueprintEntity, row, 'detach');
      return row.id;
    });
    return this.get(principal, { id });
  }

  /** What rules find in the view of the caller, and what that would do to a group of theirs. Throws `InvalidInput`, `NotFound`. */
  async preview(principal: Principal, rules: OrganisationRule, group: RecordRef | null): Promise<BlueprintPreview> {
    const row =
      group &&
      (await this.store.readOne<{ id: number }>(sql`select g.id from sharing_groups g
      where ${allOf([sharingGroupScope.change.where(principal, 'g'), refCondition('g', group)])}`));
    if (group && !row) throw notFound('sharing group');
    return this.execution.preview((query) => this.store.read(query), principal, rules, row?.id ?? null);
  }

  /** What executing would do, in the view of the keeper. Throws `NotFound`, `NotAllowed` for all but keeper and community administrators. */
  async impact(principal: Principal, ref: RecordRef): Promise<BlueprintPreview> {
    const row = await this.#row(principal, ref);
    if (!mayUseKeptRule(principal, row.keeper_id)) throw new NotAllowed(notTheKeeper);
    const read = <R extends object>(query: ReturnType<typeof sql>) => this.store.read<R>(query);
    const keeper = await keeperPrincipal(read, row.keeper_id, principal.requestId);
    if (!keeper) throw new Conflict(nobodyVouches);
    return this.execution.preview(read, keeper, row.rules, row.sharing_group?.id ?? null);
  }

  /** Executes it now. Throws `NotFound`, `NotAllowed`, and as `BlueprintExecution.execute`; then nothing is changed. */
  async execute(principal: Principal, ref: RecordRef, mayEmpty: boolean): Promise<BlueprintRun> {
    return this.store.work(principal, async (work) => {
      const row = await rowToChange(work, BlueprintEntity, blueprintScope, ref);
      if (!mayUseKeptRule(principal, row.keeperId)) throw new NotAllowed(notTheKeeper);
      const run = await this.execution.execute(work, row, { cause: 'hand', mayEmpty });
      work.log({
        kind: 'sharingGroupBlueprint',
        entityId: row.id,
        entityUuid: row.uuid,
        title: row.name,
        action: 'execute',
        related: row.sharingGroupId === null ? [] : [`sharingGroup:${row.sharingGroupId}`],
      });
      return toRun(run, true);
    });
  }

  /** The latest executions. Throws `NotFound`. */
  async runs(principal: Principal, ref: RecordRef, limit: number): Promise<BlueprintRun[]> {
    const { id, keeper_id: keeperId } = await this.#row(principal, ref);
    const rows = await this.store.read<RunRow>(sql`
      select r.* from sharing_group_blueprint_runs r where r.blueprint_id = ${id} order by r.id desc limit ${limit}`);
    return rows.map((row) => toRun(row, mayUseKeptRule(principal, keeperId)));
  }

  /** Every change, newest first. Throws `NotFound`. */
  async history(principal: Principal, ref: RecordRef, query: HistoryQuery): Promise<History> {
    const { id } = await this.#row(principal, ref);
    return historyOf(this.store, 'sharingGroupBlueprint', id, query);
  }

  /** Reads rules in MISP's shape; numbers are those of records the caller sees. Throws `InvalidInput` with every fault at `rule.…`. */
  async read(principal: Principal, value: unknown): Promise<{ rules: OrganisationRule }> {
    const asked = numbersInMispRule(value);
    const organisations = await this.store.read<{
      id: number;
      uuid: string;
    }>(sql`select o.id, o.uuid from organisations o
      where ${allOf([sql`o.id = any(${asked.organisations}::int[])`, organisationScope.see.where(principal, 'o')])}`);
    const groups = await this.store.read<{ id: number; uuid: string }>(sql`select g.id, g.uuid from sharing_groups g
      where ${allOf([sql`g.id = any(${asked.sharingGroups}::int[])`, sharingGroupScope.see.where(principal, 'g')])}`);
    const byId = (rows: readonly { id: number; uuid: string }[]) => new Map(rows.map(({ id, uuid }) => [id, uuid]));
    const { rule, faults } = readMispRule(value, { organisations: byId(organisations), sharingGroups: byId(groups) });
    if (rule) return { rules: rule };
    const issues = faults.map(({ path, message }) => ({ path: ['rule', ...path], message }));
    throw new InvalidInput(issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '), issues);
  }

  /** Writes rules in MISP's shape. */
  write(rules: OrganisationRule): MispBlueprint {
    const { rule, differences } = writeMispRule(rules);
    return { rule: rule as MispBlueprint['rule'], differences: [...differences] };
  }

  /** The group a blueprint shall make: one the caller may change, of the same owner. Throws `InvalidInput`. */
  async #groupOf(work: Work, organisationId: number, ref: RecordRef | null | undefined): Promise<number | null> {
    if (!ref) return null;
    const [row] = await work.query<{ id: number }>(
      sql`select g.id from sharing_groups g where ${allOf([
        sharingGroupScope.change.where(work.principal, 'g'),
        refCondition('g', ref),
        sql`g.organisation_id = ${organisationId}`,
      ])}`,
    );
    if (!row)
      throw InvalidInput.at(['sharingGroup'], 'is no sharing group of the owner of this blueprint that you may change');
    return row.id;
  }

  async #row(principal: Principal, ref: RecordRef): Promise<ListRow> {
    const row =
      await this.store.readOne<ListRow>(sql`select ${blueprintColumns(principal)} from sharing_group_blueprints b
      where ${allOf([blueprintScope.see.where(principal, 'b'), refCondition('b', ref)])}`);
    if (!row) throw notFound('blueprint');
    return row;
  }

  #records(principal: Principal): Records<BlueprintEntity, BlueprintRow, ListRow> {
    return new Records<BlueprintEntity, BlueprintRow, ListRow>(this.store, {
      entity: BlueprintEntity,
      scope: blueprintScope,
      plan: defineListPlan(BlueprintList, {
        key: sql`b.id`,
        fields: {
          id: sql`b.id`,
          name: sql`b.name`,
          uuid: sql`b.uuid`,
          description: sql`b.description`,
          owner: sql`(select o.name from organisations o where o.id = b.organisation_id)`,
          sharingGroup: sql`b.sharing_group_id`,
          trigger: sql`b.run_on`,
          created: sql`b.created`,
          modified: sql`b.modified`,
        },
        sorts: { name: sql`b.name collate "und-x-icu"` },
        search: (q) => {
          const like = `%${likeText(q)}%`;
          return sql`(b.name ilike ${like} or b.description ilike ${like} or b.uuid::text = ${q.toLowerCase()})`;
        },
      }),
      select: { alias: 'b', columns: blueprintColumns(principal), from: sql`sharing_group_blueprints b` },
      toView: (row) => toListItem(row, principal),
    });
  }
}

/** When it runs: a schedule is needed exactly when it runs by one. Throws `InvalidInput` at `schedule`. */
function timesOf(trigger: BlueprintEntity['trigger'], schedule: string | null, now: Date) {
  if (trigger !== 'schedule') {
    if (schedule !== null)
      throw InvalidInput.at(['schedule'], "is for blueprints that are executed 'schedule'; leave it out");
    return { schedule: null, nextRunAt: null };
  }
  if (schedule === null) throw InvalidInput.at(['schedule'], "is needed: five fields of cron, such as '0 6 * * 1'");
  return { schedule, nextRunAt: nextRun(schedule, now) };
}
