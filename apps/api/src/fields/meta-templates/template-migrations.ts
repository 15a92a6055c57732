import type { MetaTemplateDefinition, TemplateMigration, ValueLoss } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { Conflict, NotFound, type Principal, Store, sql, type Work } from '../../kernel/index.js';
import { metaFieldOwners, ownerViewOf } from '../owners.js';
import { metaTemplateChanged } from './meta-template.events.js';
import { migrationJob } from './migration-jobs.js';
import { type MigrationCounts, MigrationSteps } from './migration-steps.js';
import { holdsValuesOf, judgeNext, loadedPair, lossesOf, versionPair } from './record-moves.js';
import { newerLoaded, type StoredTemplate, storedTemplate } from './stored-template.js';
import type { Read } from './update-conflicts.js';

/** Where values are to go: a loaded newer version, or one that is only planned. */
export type MigrationTarget = StoredTemplate | MetaTemplateDefinition;

interface MigrationRow extends MigrationCounts {
  id: number;
  state: 'running' | 'done' | 'failed' | 'stopped';
  fromTemplateId: number;
  fromVersion: number;
  toTemplateId: number;
  toVersion: number;
  templateName: string;
  force: boolean;
  total: number;
  fault: string | null;
  startedBy: string;
  created: Date;
  finished: Date | null;
  scope: StoredTemplate['scope'];
}

const planBatch = 2000;
const mostShown = 200;
/** So many records are moved before the call answers; more are a job's. */
const mostAtOnce = 500;

const columns = sql`g.id, g.state, g.from_template_id as "fromTemplateId", g.from_version as "fromVersion", g.to_template_id as "toTemplateId",
  g.to_version as "toVersion", g.template_name as "templateName", g.force, g.total, g.records, g.moved_records as "movedRecords",
  g.moved_values as "movedValues", g.kept_records as "keptRecords", g.kept_values as "keptValues", g.rewritten_values as "rewrittenValues",
  g.dropped_values as "droppedValues", g.fault, g.username as "startedBy", g.created, g.finished_at as finished,
  coalesce((select t.scope from meta_templates t where t.id = g.to_template_id), 'organisation') as scope`;

/** Moving every record of an old version to a newer one: planned, started, watched and stopped (FEATURES MT-12). */
@Injectable()
export class TemplateMigrations {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(MigrationSteps) private readonly steps: MigrationSteps,
  ) {}

  /** Goes through every record as the move would and writes nothing: the same judge, read only. */
  async plan(
    principal: Principal,
    from: StoredTemplate,
    to: MigrationTarget,
    force: boolean,
  ): Promise<TemplateMigration> {
    const isLoaded = 'templateVersion' in to;
    const pair = isLoaded
      ? loadedPair(from.uuid, from.fields, to.fields)
      : versionPair(from.uuid, from.fields, to.metaFields);
    const counts: MigrationCounts = { ...noCounts };
    const losses: ValueLoss[] = [];
    for (let after = 0; ; ) {
      const batch = await judgeNext(this.#read, pair, from, isLoaded ? to.id : null, {
        after,
        limit: planBatch,
        lock: false,
      });
      if (batch.length === 0) break;
      this.steps.count(counts, batch, force);
      if (losses.length < mostShown) losses.push(...(await this.#visible(principal, from, batch.flatMap(lossesOf))));
      after = batch.at(-1)?.id ?? after;
    }
    return {
      ...counts,
      id: null,
      state: 'planned',
      fromTemplateId: from.id,
      fromVersion: from.templateVersion,
      toTemplateId: isLoaded ? to.id : null,
      toVersion: isLoaded ? to.templateVersion : to.version,
      templateName: from.name,
      force,
      total: counts.records,
      fault: null,
      startedBy: principal.username,
      created: new Date().toISOString(),
      finished: null,
      losses: losses.slice(0, mostShown),
    };
  }

  /** The move of all values to the newest loaded version: planned or begun. Throws `NotFound`, `Conflict`. */
  async migrate(
    principal: Principal,
    templateId: number,
    { force, rehearse, wait = false }: { force: boolean; rehearse: boolean; wait?: boolean },
  ) {
    const from = await storedTemplate(this.#read, templateId);
    const to = await this.targetOf(from);
    if (rehearse) return this.plan(principal, from, to, force);
    const id = await this.store.work(principal, (work) => this.begin(work, from, to, force));
    return this.workOff(principal, id, { wait });
  }

  /** The newest loaded version above this one. Throws `Conflict` when there is none. */
  async targetOf(from: StoredTemplate): Promise<StoredTemplate> {
    const to = await newerLoaded(this.#read, from);
    if (!to) throw new Conflict(`version ${from.templateVersion} of '${from.name}' is the newest that is loaded`);
    if (to.scope !== from.scope)
      throw new Conflict(`version ${to.templateVersion} of '${from.name}' is for ${to.scope}s`);
    return to;
  }

  /** Notes the move as begun, in the same work as what leads to it. Throws `Conflict` while another one is under way. */
  async begin(work: Work, from: StoredTemplate, to: StoredTemplate, force: boolean): Promise<number> {
    const { records } = metaFieldOwners[from.scope];
    const [under] = await work.query<{ id: number }>(
      sql`select id from meta_template_migrations where from_template_id = ${from.id} and state = 'running'`,
    );
    if (under) throw new Conflict(`values of '${from.name}' version ${from.templateVersion} are being moved already`);
    const { userId, username } = work.principal;
    const [row] = await work.query<{ id: number }>(sql`
      insert into meta_template_migrations (user_id, username, by_system, from_template_id, from_version, to_template_id, to_version,
        template_name, force, total)
      select ${userId}::int, ${username}, ${userId === null}, ${from.id}::int, ${from.templateVersion}::int, ${to.id}::int, ${to.templateVersion}::int,
        ${from.name}, ${force}, (select count(*) from ${records} o where ${holdsValuesOf(from.scope, from.id)}) returning id`);
    if (!row) throw new Error('the move was not noted');
    work.log({
      kind: 'metaTemplate',
      entityId: from.id,
      entityUuid: from.uuid,
      title: `${from.name} v${from.templateVersion}`,
      action: 'migrate',
      after: { toVersion: to.templateVersion, force },
    });
    work.enqueue(migrationJob, { migrationId: row.id }, { singletonKey: `migration-${row.id}` });
    return row.id;
  }

  /** Does a small move at once and answers what came of it; a large one is a job's, whose beginning is answered. */
  async workOff(principal: Principal, id: number, { wait = false } = {}): Promise<TemplateMigration> {
    const begun = await this.get(principal, id);
    if (wait || begun.total <= mostAtOnce) await this.steps.run(id);
    return this.get(principal, id);
  }

  /** How far a move is. Throws `NotFound`. */
  async get(principal: Principal, id: number): Promise<TemplateMigration> {
    const row = await this.store.readOne<MigrationRow>(
      sql`select ${columns} from meta_template_migrations g where g.id = ${id}`,
    );
    if (!row) throw new NotFound('there is no such move of values');
    const { items } = await this.losses(principal, id, { page: 1, limit: mostShown });
    return view(row, items);
  }

  /** The moves away from a template, newest first. */
  async of(templateId: number): Promise<TemplateMigration[]> {
    const rows = await this.store.read<MigrationRow>(
      sql`select ${columns} from meta_template_migrations g where g.from_template_id = ${templateId} order by g.id desc limit 20`,
    );
    return rows.map((row) => view(row, []));
  }

  /** What a move dropped or rewrote, on records the caller may see. */
  async losses(principal: Principal, id: number, { page, limit }: { page: number; limit: number }) {
    const row = await this.store.readOne<{ scope: StoredTemplate['scope'] }>(
      sql`select ${columns} from meta_template_migrations g where g.id = ${id}`,
    );
    if (!row) throw new NotFound('there is no such move of values');
    const seen = sql`from meta_template_losses l join ${metaFieldOwners[row.scope].records} o on o.id = l.record_id
      where l.migration_id = ${id} and ${ownerViewOf(row.scope).where(principal, 'o')}`;
    const items = await this.store.read<ValueLoss>(sql`
      select json_build_object('id', l.record_id, 'name', l.record_name) as record, l.field, l.value, l.reason, l.becomes
      ${seen} order by l.id limit ${limit} offset ${(page - 1) * limit}`);
    const [count] = await this.store.read<{ n: number }>(sql`select count(*)::int as n ${seen}`);
    return { items, total: count?.n ?? 0, page, limit };
  }

  /** Stops a move between two steps. Throws `NotFound`; one that has ended stays as it is. */
  async stop(principal: Principal, id: number): Promise<TemplateMigration> {
    await this.store.work(principal, async (work) => {
      const [row] = await work.query<{ fromId: number; name: string; version: number }>(sql`
        update meta_template_migrations set state = 'stopped', finished_at = ${work.now}, modified = ${work.now}
        where id = ${id} and state = 'running' returning from_template_id as "fromId", template_name as name, from_version as version`);
      if (!row) return;
      const title = `${row.name} v${row.version}`;
      work.log({
        kind: 'metaTemplate',
        entityId: row.fromId,
        entityUuid: null,
        title,
        action: 'stop',
        after: { migration: id },
      });
      work.emit(metaTemplateChanged, { id: row.fromId });
    });
    return this.get(principal, id);
  }

  async #visible(principal: Principal, { scope }: StoredTemplate, losses: readonly ValueLoss[]): Promise<ValueLoss[]> {
    if (losses.length === 0) return [];
    const rows = await this.store.read<{ id: number }>(sql`
      select o.id from ${metaFieldOwners[scope].records} o
      where o.id = any(${losses.map(({ record }) => record.id)}::int[]) and ${ownerViewOf(scope).where(principal, 'o')}`);
    const seen = new Set(rows.map(({ id }) => id));
    return losses.filter(({ record }) => seen.has(record.id));
  }

  readonly #read: Read = (query) => this.store.read(query);
}

const noCounts: MigrationCounts = {
  records: 0,
  movedRecords: 0,
  movedValues: 0,
  keptRecords: 0,
  keptValues: 0,
  rewrittenValues: 0,
  droppedValues: 0,
};

function view({ scope: _scope, created, finished, ...row }: MigrationRow, losses: ValueLoss[]): TemplateMigration {
  return { ...row, created: created.toISOString(), finished: finished?.toISOString() ?? null, losses };
}
