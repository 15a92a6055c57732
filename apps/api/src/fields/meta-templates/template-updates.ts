import type {
  MetaTemplateDefinition,
  StrategyOffer,
  TemplateMigration,
  UpdateConflict,
  UpdatePlan,
  UpdateReport,
  UpdateStrategy,
  ValueLoss,
} from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { Conflict, InvalidInput, type Principal, rowToChange, Store, sql, type Work } from '../../kernel/index.js';
import { FieldCatalogue } from './field-catalogue.js';
import { differencesOf } from './field-difference.js';
import { MetaTemplateEntity, MetaTemplateFieldEntity } from './meta-template.entity.js';
import { metaTemplateChanged } from './meta-template.events.js';
import { metaTemplateScope } from './meta-template.scope.js';
import { carryOut, judgeNext, lossesOf, versionPair } from './record-moves.js';
import { isShipped, shippedNewer } from './shipped.js';
import { type StoredTemplate, storedTemplate } from './stored-template.js';
import { TemplateMigrations } from './template-migrations.js';
import { insertTemplate, updateTemplate } from './template-writing.js';
import { conflictsOf, explainConflicts, type Read } from './update-conflicts.js';

/** How an update is to go. */
export interface UpdateOptions {
  readonly strategy: UpdateStrategy;
  /** The newer version; the shipped one when absent. */
  readonly definition?: MetaTemplateDefinition | undefined;
  readonly rehearse?: boolean;
  readonly ifMatch?: number | undefined;
  /** Waits for the values to be moved however many they are. */
  readonly wait?: boolean;
}

interface Updated {
  readonly id: number;
  readonly losses: readonly ValueLoss[];
  readonly deletedValues: number;
  readonly migrationId: number | null;
}

const mostShown = 200;
const batchSize = 1000;

/** Taking a template to a newer version, shipped or written here (FEATURES MT-09, MT-10; WIRE-CONTRACT §8.2). */
@Injectable()
export class TemplateUpdates {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(FieldCatalogue) private readonly catalogue: FieldCatalogue,
    @Inject(TemplateMigrations) private readonly migrations: TemplateMigrations,
  ) {}

  /** What the newer version means for what is stored, and which strategies are safe. Throws as `update`. */
  async plan(principal: Principal, id: number, definition?: MetaTemplateDefinition): Promise<UpdatePlan> {
    const read: Read = (query) => this.store.read(query);
    const template = await storedTemplate(read, id);
    const newer = newerOf(template, definition);
    const [use] = await this.store.read<{ records: number; values: number }>(sql`
      select count(distinct coalesce(m.organisation_id, m.individual_id, m.user_id))::int as records, count(*)::int as values
      from meta_fields m where m.field_id = any(${template.fields.map((field) => field.id)}::int[])`);
    const values = use?.values ?? 0;
    await checkVersion(read, template, newer, values);
    const conflicts = await explainConflicts(read, principal, template.scope, template.fields, newer);
    return {
      fromVersion: template.templateVersion,
      toVersion: newer.version,
      isShipped: isShipped(template.uuid),
      records: use?.records ?? 0,
      values,
      fields: differencesOf(template.fields, newer),
      conflicts,
      strategies: offersOf(template, newer, values, conflicts),
    };
  }

  /**
   * Goes to the newer version by the strategy; with `rehearse` the same work is rolled back at its end. Throws `NotFound`,
   * `StaleWrite`, `InvalidInput` for a definition of another template or too low a version, and `Conflict` when there is
   * no newer version, it is loaded beside, or stored values stand in the way of the strategy.
   */
  async update(principal: Principal, id: number, options: UpdateOptions): Promise<UpdateReport> {
    const { strategy, rehearse = false, wait = false } = options;
    const read: Read = (query) => this.store.read(query);
    const before = await storedTemplate(read, id);
    const newer = newerOf(before, options.definition);
    const act = (work: Work) => this.#act(work, before, newer, options);
    const done = rehearse ? (await this.store.rehearse(principal, act)).value : await this.store.work(principal, act);
    if (!rehearse) await this.catalogue.current();
    const migration = await this.#migrationOf(principal, before, newer, done, { strategy, rehearse, wait });
    return {
      rehearsed: rehearse,
      strategy,
      fromVersion: before.templateVersion,
      toVersion: newer.version,
      id: rehearse && done.id !== id ? null : done.id,
      fields: differencesOf(before.fields, newer),
      deletedValues: done.deletedValues,
      losses: done.losses.slice(0, mostShown),
      migration,
    };
  }

  async #migrationOf(
    principal: Principal,
    before: StoredTemplate,
    newer: MetaTemplateDefinition,
    { migrationId }: Updated,
    { strategy, rehearse, wait }: { strategy: UpdateStrategy; rehearse: boolean; wait: boolean },
  ): Promise<TemplateMigration | null> {
    if (strategy !== 'keep_both') return null;
    if (rehearse || migrationId === null) return this.migrations.plan(principal, before, newer, false);
    return this.migrations.workOff(principal, migrationId, { wait });
  }

  async #act(
    work: Work,
    before: StoredTemplate,
    newer: MetaTemplateDefinition,
    { strategy, ifMatch }: UpdateOptions,
  ): Promise<Updated> {
    const template = await rowToChange(work, MetaTemplateEntity, metaTemplateScope, { id: before.id }, ifMatch);
    if (template.templateVersion !== before.templateVersion)
      throw new Conflict(`'${template.name}' was changed meanwhile; look at it again`);
    const read: Read = (query) => work.query(query);
    const [stored] = await read<{ n: number }>(
      sql`select count(*)::int as n from (select 1 from meta_fields m
        where m.field_id = any(${before.fields.map((field) => field.id)}::int[]) limit 1) used`,
    );
    await checkVersion(read, before, newer, stored?.n ?? 0);
    if (strategy === 'create_new' || strategy === 'keep_both')
      return this.#beside(work, template, before, newer, strategy);
    const losses = strategy === 'delete_all' ? await deleteConflicting(work, before, newer) : [];
    const fields = await work.findAll(MetaTemplateFieldEntity, { templateId: template.id });
    refuseConflicts(newer, await conflictsOf(read, fields, newer));
    await updateTemplate(work, template, fields, newer);
    const deletedValues = losses.filter(({ becomes }) => becomes === null).length;
    return { id: template.id, losses, deletedValues, migrationId: null };
  }

  /** The newer version in a row of its own, with the switches of the older one (WIRE-CONTRACT §8.2). */
  async #beside(
    work: Work,
    template: MetaTemplateEntity,
    before: StoredTemplate,
    newer: MetaTemplateDefinition,
    strategy: UpdateStrategy,
  ): Promise<Updated> {
    if (newer.version === template.templateVersion)
      throw InvalidInput.at(
        ['definition', 'version'],
        `must be higher than ${template.templateVersion} to stand beside it`,
      );
    const { enabled, isDefault } = template;
    if (isDefault) template.isDefault = false;
    if (strategy === 'keep_both') template.enabled = false;
    if (await work.save(MetaTemplateEntity, template)) work.emit(metaTemplateChanged, { id: template.id });
    const made = await insertTemplate(work, newer, { enabled, isDefault });
    if (strategy === 'create_new') return { id: made.id, losses: [], deletedValues: 0, migrationId: null };
    const to = await storedTemplate((query) => work.query(query), made.id);
    return {
      id: made.id,
      losses: [],
      deletedValues: 0,
      migrationId: await this.migrations.begin(work, before, to, false),
    };
  }
}

/** The version to go to: what was written for it, else what is shipped. Throws when it is no newer version of this template. */
function newerOf(template: StoredTemplate, definition?: MetaTemplateDefinition): MetaTemplateDefinition {
  if (!definition) {
    const newer = shippedNewer(template);
    if (!newer) throw new Conflict(`this program ships no newer version of '${template.name}'`);
    return newer;
  }
  const at = (field: string, message: string) => InvalidInput.at(['definition', field], message);
  if (isShipped(template.uuid))
    throw new Conflict(`'${template.name}' is shipped with this program; copy it and change the copy`);
  if (definition.uuid !== template.uuid) throw at('uuid', `is not that of '${template.name}', ${template.uuid}`);
  if (definition.scope !== template.scope)
    throw at('scope', `must stay ${template.scope}; make another template instead`);
  if (definition.version < template.templateVersion)
    throw at('version', `must not be lower than ${template.templateVersion}`);
  return definition;
}

/** Throws when the version is taken, or stays the same although something is stored under it. */
async function checkVersion(
  read: Read,
  template: StoredTemplate,
  newer: MetaTemplateDefinition,
  values: number,
): Promise<void> {
  if (newer.scope !== template.scope)
    throw new Conflict(`version ${newer.version} of '${template.name}' is for ${newer.scope}s`);
  if (newer.version === template.templateVersion) {
    if (values === 0) return;
    const message = `must be higher than ${template.templateVersion}: values are stored under it, and peers know it by that number`;
    throw InvalidInput.at(['definition', 'version'], message);
  }
  const [beside] = await read(sql`
    select 1 from meta_templates t where t.uuid = ${newer.uuid} and t.template_version = ${newer.version}`);
  if (beside) throw new Conflict(`version ${newer.version} of '${template.name}' is loaded beside this one`);
}

function refuseConflicts(newer: MetaTemplateDefinition, conflicts: readonly UpdateConflict[]): void {
  if (conflicts.length === 0) return;
  throw new Conflict(
    `stored values stand in the way of version ${newer.version}: ${conflicts.map(({ field, message, records }) => `'${field}' (${records} records): ${message}`).join('; ')}`,
    conflicts.map(({ field, message }) => ({ path: ['metaFields', field], message })),
  );
}

/** Each strategy with the reason why it is not offered (FEATURES MT-09: only when safe). */
function offersOf(
  template: StoredTemplate,
  newer: MetaTemplateDefinition,
  values: number,
  conflicts: readonly UpdateConflict[],
): StrategyOffer[] {
  const isSame = newer.version === template.templateVersion;
  const beside = isSame ? 'needs a higher version' : null;
  const reasons: Record<UpdateStrategy, string | null> = {
    update_existing: conflicts.length > 0 ? 'stored values conflict with the newer version' : null,
    create_new: beside,
    keep_both: beside ?? (values === 0 ? 'nothing is stored that could be moved' : null),
    delete_all: conflicts.length === 0 ? 'nothing stored conflicts, so nothing needs to be deleted' : null,
  };
  return (Object.entries(reasons) as [UpdateStrategy, string | null][]).map(([strategy, reason]) => ({
    strategy,
    offered: reason === null,
    reason,
  }));
}

/** Deletes what conflicts, or rewrites what can be; noted with each record. Answers every such value. */
async function deleteConflicting(
  work: Work,
  from: StoredTemplate,
  newer: MetaTemplateDefinition,
): Promise<ValueLoss[]> {
  const read: Read = (query) => work.query(query);
  const pair = versionPair(from.uuid, from.fields, newer.metaFields);
  const losses: ValueLoss[] = [];
  for (let after = 0; ; ) {
    const batch = await judgeNext(read, pair, from, null, { after, limit: batchSize, lock: true });
    if (batch.length === 0) return losses;
    const hit = batch.filter((record) => record.verdict.conflicts.length > 0);
    await carryOut(work, from, null, hit);
    losses.push(...hit.flatMap(lossesOf));
    after = batch.at(-1)?.id ?? after;
  }
}
