import * as z from 'zod';
import { endpoint } from './endpoint.js';
import { MetaTemplateDefinition, MetaTemplateScope } from './fields/index.js';
import { MetaFieldInput } from './meta-fields.js';
import { TemplateField, UpdateConflict } from './meta-templates.js';
import { Id, RefParams, Time } from './shapes.js';

/** What becomes of the stored values when a template goes to a newer version (WIRE-CONTRACT §8.2); the wire's own words. */
export const updateStrategies = ['update_existing', 'create_new', 'keep_both', 'delete_all'] as const;
export const UpdateStrategy = z.enum(updateStrategies, {
  error: `is no strategy; choose one of ${updateStrategies.join(', ')}`,
});
export type UpdateStrategy = z.infer<typeof UpdateStrategy>;

/** Whether a strategy may be chosen now, and why not. */
export const StrategyOffer = z
  .strictObject({ strategy: UpdateStrategy, offered: z.boolean(), reason: z.string().nullable() })
  .meta({ id: 'StrategyOffer' });
export type StrategyOffer = z.infer<typeof StrategyOffer>;

/** A record by the name a person knows it by. */
export const TemplateHolder = z.strictObject({ id: Id, name: z.string() }).meta({ id: 'TemplateHolder' });
export type TemplateHolder = z.infer<typeof TemplateHolder>;

/** A conflict with the first records it concerns (FEATURES MT-10); `records` of the conflict counts all. */
export const ExplainedConflict = z
  .strictObject({ ...UpdateConflict.shape, values: z.int(), affected: z.array(TemplateHolder) })
  .meta({ id: 'ExplainedConflict' });
export type ExplainedConflict = z.infer<typeof ExplainedConflict>;

/** What differs in one field between two versions; `what` names the settings that changed. */
export const FieldDifference = z
  .strictObject({
    field: z.string(),
    change: z.enum(['added', 'removed', 'changed', 'moved']),
    what: z.array(z.string()),
  })
  .meta({ id: 'FieldDifference' });
export type FieldDifference = z.infer<typeof FieldDifference>;

/** What going to a newer version means: fields, conflicts, and which strategies are safe to offer (FEATURES MT-09). */
export const UpdatePlan = z
  .strictObject({
    fromVersion: z.int(),
    toVersion: z.int(),
    /** Whether the newer version is shipped with this program, rather than written here. */
    isShipped: z.boolean(),
    records: z.int(),
    values: z.int(),
    fields: z.array(FieldDifference),
    conflicts: z.array(ExplainedConflict),
    strategies: z.array(StrategyOffer),
  })
  .meta({ id: 'UpdatePlan' });
export type UpdatePlan = z.infer<typeof UpdatePlan>;

/** A value that does not come along as it is, and why. */
export const ValueLoss = z
  .strictObject({
    record: TemplateHolder,
    field: z.string(),
    value: z.string(),
    reason: z.string(),
    /** The text that is stored instead; null when the value is deleted. */
    becomes: z.string().nullable(),
  })
  .meta({ id: 'ValueLoss' });
export type ValueLoss = z.infer<typeof ValueLoss>;

const tally = {
  /** Records with values of the old version that were looked at. */
  records: z.int(),
  /** Records whose values all belong to the newer version now. */
  movedRecords: z.int(),
  movedValues: z.int(),
  /** Records left on the old version, because some value conflicts. */
  keptRecords: z.int(),
  keptValues: z.int(),
  rewrittenValues: z.int(),
  droppedValues: z.int(),
};

/** Moving the values of an old version to a newer one: planned (`id` null), under way, or done (FEATURES MT-12). */
export const TemplateMigration = z
  .strictObject({
    id: Id.nullable(),
    state: z.enum(['planned', 'running', 'done', 'failed', 'stopped']),
    fromTemplateId: Id,
    fromVersion: z.int(),
    /** Null while the newer version is only planned. */
    toTemplateId: Id.nullable(),
    toVersion: z.int(),
    templateName: z.string(),
    force: z.boolean(),
    /** How many records there are to look at. */
    total: z.int(),
    ...tally,
    fault: z.string().nullable(),
    startedBy: z.string(),
    created: Time,
    finished: Time.nullable(),
    /** The first values that conflict: what is lost with force, what holds records back without. */
    losses: z.array(ValueLoss),
  })
  .meta({ id: 'TemplateMigration' });
export type TemplateMigration = z.infer<typeof TemplateMigration>;

/** What an update did, or with `rehearsed` would do: from the same code, rolled back. */
export const UpdateReport = z
  .strictObject({
    rehearsed: z.boolean(),
    strategy: UpdateStrategy,
    fromVersion: z.int(),
    toVersion: z.int(),
    /** The template that has the newer version; null for a new one that was only rehearsed. */
    id: Id.nullable(),
    fields: z.array(FieldDifference),
    deletedValues: z.int(),
    losses: z.array(ValueLoss),
    /** The move of values that the strategy keep_both asks for. */
    migration: TemplateMigration.nullable(),
  })
  .meta({ id: 'UpdateReport' });
export type UpdateReport = z.infer<typeof UpdateReport>;

/** A record that still holds values of an old version, and how many of them conflict with the newest. */
export const OldValuesHolder = z
  .strictObject({ ...TemplateHolder.shape, values: z.int(), conflicts: z.int() })
  .meta({ id: 'OldValuesHolder' });
export type OldValuesHolder = z.infer<typeof OldValuesHolder>;

/** One old field of a record beside its counterpart (FEATURES MT-11). */
export const RecordField = z
  .strictObject({
    field: z.string(),
    type: z.string(),
    fieldId: Id,
    /** The field of that name in the newer version. */
    newFieldId: Id.nullable(),
    values: z.array(z.strictObject({ value: z.string(), conflict: z.string().nullable() })),
  })
  .meta({ id: 'RecordField' });
export type RecordField = z.infer<typeof RecordField>;

/** A record between two versions: what it holds on the old one, and the newer form with what comes along filled in. */
export const RecordMigration = z
  .strictObject({
    record: TemplateHolder,
    scope: MetaTemplateScope,
    templateName: z.string(),
    fromId: Id,
    fromVersion: z.int(),
    toId: Id,
    toVersion: z.int(),
    old: z.array(RecordField),
    /** The fields of the newer version with the values the record would have: its own there, and those that come along. */
    fields: z.array(
      z.strictObject({
        ...TemplateField.shape,
        values: z.array(z.string()),
        /** What it holds there already. */
        stored: z.array(z.strictObject({ id: Id, value: z.string() })),
      }),
    ),
  })
  .meta({ id: 'RecordMigration' });
export type RecordMigration = z.infer<typeof RecordMigration>;

/** What moving one record did: values are kept under their uuid, rewritten or dropped, and each is accounted for. */
export const RecordMigrated = z
  .strictObject({
    rehearsed: z.boolean(),
    moved: z.int(),
    added: z.int(),
    dropped: z.array(z.strictObject({ field: z.string(), value: z.string() })),
  })
  .meta({ id: 'RecordMigrated' });
export type RecordMigrated = z.infer<typeof RecordMigrated>;

const topic = 'Meta-templates';
const manage = { allow: 'metaTemplate:manage', topic } as const;
const RecordParams = z.strictObject({ ref: RefParams.shape.ref, record: z.coerce.number().pipe(Id) });
const MigrationParams = z.strictObject({ id: z.coerce.number().pipe(Id) });
const paged = {
  page: z.coerce.number().int().min(1).max(1_000_000).default(1),
  limit: z.coerce.number().int().min(1).max(500).default(50),
};
const flag = z.boolean().default(false);

/** The life of a meta-template: editing, newer versions, and moving what is stored (FEATURES MT-09…13). */
export const templateLife = {
  plan: endpoint('POST /meta-templates/:ref/update/plan', {
    ...manage,
    summary:
      'What a newer version means: differing fields, conflicts, strategies. Without a definition, the shipped one',
    params: RefParams,
    body: z.strictObject({ definition: MetaTemplateDefinition.optional() }),
    reply: UpdatePlan,
    safe: true,
  }),
  update: endpoint('POST /meta-templates/:ref/update', {
    ...manage,
    summary: 'Takes a newer version by a strategy, or rehearses it. Without a definition, the shipped one',
    params: RefParams,
    body: z.strictObject({
      strategy: UpdateStrategy.default('update_existing'),
      definition: MetaTemplateDefinition.optional(),
      rehearse: flag,
    }),
    reply: UpdateReport,
  }),
  records: endpoint('GET /meta-templates/:ref/records', {
    ...manage,
    summary: 'The records that hold values of this version, with the number that conflict with the newest loaded one',
    params: RefParams,
    query: z.strictObject(paged),
    reply: z.strictObject({ items: z.array(OldValuesHolder), total: z.int(), page: z.int(), limit: z.int() }),
  }),
  record: endpoint('GET /meta-templates/:ref/records/:record', {
    ...manage,
    summary: 'One record between this version and the newest loaded one',
    params: RecordParams,
    reply: RecordMigration,
  }),
  migrateRecord: endpoint('POST /meta-templates/:ref/records/:record/migrate', {
    ...manage,
    summary: 'Moves one record to the newest loaded version with the values given',
    params: RecordParams,
    body: z.strictObject({
      /** The values of the newer version's fields; fields not mentioned take what comes along by itself. */
      metaFields: MetaFieldInput.default([]),
      /** Lets go of old values that are in none of the fields; without it they are a conflict. */
      drop: flag,
      rehearse: flag,
    }),
    reply: RecordMigrated,
  }),
  migrate: endpoint('POST /meta-templates/:ref/migrate', {
    ...manage,
    summary:
      'Moves every record to the newest loaded version, or tells what that would do; with force, drops what conflicts',
    params: RefParams,
    body: z.strictObject({ force: flag, rehearse: flag }),
    reply: TemplateMigration,
  }),
  migrations: endpoint('GET /meta-templates/:ref/migrations', {
    ...manage,
    summary: 'The moves away from this version, newest first, at most 20',
    params: RefParams,
    reply: z.array(TemplateMigration),
  }),
  migration: endpoint('GET /meta-template-migrations/:id', {
    ...manage,
    summary: 'How far a move of values is',
    params: MigrationParams,
    reply: TemplateMigration,
  }),
  losses: endpoint('GET /meta-template-migrations/:id/losses', {
    ...manage,
    summary: 'Every value that a move dropped or rewrote',
    params: MigrationParams,
    query: z.strictObject(paged),
    reply: z.strictObject({ items: z.array(ValueLoss), total: z.int(), page: z.int(), limit: z.int() }),
  }),
  stop: endpoint('POST /meta-template-migrations/:id/stop', {
    ...manage,
    summary: 'Stops a move; what has moved stays moved, the rest can be moved later',
    params: MigrationParams,
    reply: TemplateMigration,
  }),
};
