import {
  Faults,
  type MetaTemplateMigration,
  readMetaTemplatesForm,
  type TemplateUpdate,
  WireRefusal,
  wireMessages,
} from '@cerebrate/cerebrate-wire';
import {
  type MetaFieldInput,
  type RecordMigration,
  type TemplateOutcome,
  type UpdateStrategy,
  updateStrategies,
} from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import {
  MetaTemplates,
  RecordMigrations,
  TemplateLibrary,
  TemplateMigrations,
  TemplateUpdates,
} from '../../fields/index.js';
import { Conflict, DomainError } from '../../kernel/index.js';
import { deleted, said, selected } from '../answers/replies.js';
import { WireTemplates } from '../answers/templates.js';
import type { Exchange } from '../exchange.js';
import { Speaks } from '../speaks.js';

/** `/metaTemplates`, their fields and the directory of their names (WIRE-CONTRACT §3.11, §8.2). */
@Controller()
export class DialectMetaTemplates {
  constructor(
    @Inject(MetaTemplates) private readonly templates: MetaTemplates,
    @Inject(TemplateLibrary) private readonly library: TemplateLibrary,
    @Inject(TemplateUpdates) private readonly updates: TemplateUpdates,
    @Inject(TemplateMigrations) private readonly migrations: TemplateMigrations,
    @Inject(RecordMigrations) private readonly records: RecordMigrations,
    @Inject(WireTemplates) private readonly wire: WireTemplates,
  ) {}

  /** Without any filter the list has the newest version of each template only (§2.5). */
  @Speaks('metaTemplates/index', 'GET POST', 'metaTemplate:manage')
  async index(exchange: Exchange) {
    const query = exchange.index();
    const newestOnly = query.unfiltered || query.filteringLabel === 'Latest Templates';
    return selected(exchange, await this.wire.list(exchange.principal, newestOnly), undefined, query);
  }

  @Speaks('metaTemplates/view', 'GET', 'metaTemplate:manage')
  async view(exchange: Exchange) {
    return said(await this.wire.one(exchange.principal, exchange.ref()));
  }

  /** `/toggle/{id}/{enabled | is_default}` turns the flag over, whatever the body says. */
  @Speaks('metaTemplates/toggle', 'POST PUT', 'metaTemplate:manage')
  async toggle(exchange: Exchange) {
    const flag = { enabled: 'enabled', is_default: 'isDefault' }[exchange.route.args[1] ?? 'enabled'];
    if (flag !== 'enabled' && flag !== 'isDefault') throw new WireRefusal(404, wireMessages.notFound);
    const record = await this.templates.get(exchange.principal, exchange.ref());
    const changed = await this.templates.change(exchange.principal, { id: record.id }, { [flag]: !record[flag] });
    return said(await this.wire.row(exchange.principal, changed));
  }

  @Speaks('metaTemplates/enable', 'POST PUT', 'metaTemplate:manage')
  async enable(exchange: Exchange) {
    return this.#switch(exchange, true);
  }

  @Speaks('metaTemplates/disable', 'POST PUT', 'metaTemplate:manage')
  async disable(exchange: Exchange) {
    return this.#switch(exchange, false);
  }

  async #switch(exchange: Exchange, enabled: boolean) {
    const { id } = await this.templates.get(exchange.principal, exchange.ref());
    const changed = await this.templates.change(exchange.principal, { id }, { enabled });
    return said(await this.wire.row(exchange.principal, changed));
  }

  @Speaks('metaTemplates/updateAllTemplates', 'POST', 'metaTemplate:manage')
  async updateAllTemplates(exchange: Exchange) {
    return said(updateReply(await this.library.updateAll(exchange.principal, 'keep_both'), true));
  }

  @Speaks('metaTemplates/createNewTemplate', 'POST', 'metaTemplate:manage')
  async createNewTemplate(exchange: Exchange) {
    const ref = exchange.ref();
    if (!('uuid' in ref)) throw new WireRefusal(404, wireMessages.notFound);
    return said(updateReply(await this.library.load(exchange.principal, ref.uuid), false));
  }

  /** `update_strategy` as the original: in place by default, which conflicts turn into keep_both (§8.2). */
  @Speaks('metaTemplates/update', 'POST', 'metaTemplate:manage')
  async update(exchange: Exchange) {
    const { id, uuid, update } = await this.templates.get(exchange.principal, exchange.ref());
    const reply = (error: string, success: boolean): TemplateUpdate => ({
      update_errors: [error],
      files_processed: [uuid],
      success,
    });
    const asked = strategyOf(exchange.body()['update_strategy']);
    if (update === null) return said(reply('', true));
    // Without conflicts every strategy of the original comes to an update in place.
    const isSafe = update.conflicts.length === 0;
    const strategy = isSafe ? 'update_existing' : asked === 'update_existing' ? 'keep_both' : asked;
    try {
      await this.updates.update(exchange.principal, id, { strategy, wait: true });
      return said(reply('', true));
    } catch (error) {
      if (error instanceof Conflict) return said(reply(error.message, false));
      throw error;
    }
  }

  /** The records that still hold values of an old version, for whoever goes through them. */
  @Speaks('metaTemplates/getMetaFieldsToUpdate', 'GET', 'metaTemplate:manage')
  async getMetaFieldsToUpdate(exchange: Exchange) {
    const { id, name, newest } = await this.templates.get(exchange.principal, exchange.ref());
    if (!newest) throw new WireRefusal(405, `'${name}' is the newest version that is loaded; nothing can be moved.`);
    const { items } = await this.records.list(exchange.principal, id, { page: 1, limit: 500 });
    return said(items);
  }

  /** `/migrateMetafieldsToNewestTemplate/{id}[/1]`: with the trailing argument conflicting values are dropped. */
  @Speaks('metaTemplates/migrateMetafieldsToNewestTemplate', 'POST', 'metaTemplate:manage')
  async migrateMetafieldsToNewestTemplate(exchange: Exchange) {
    const { id } = await this.templates.get(exchange.principal, exchange.ref());
    const force = isTrue(exchange.route.args[1]);
    const nothing: MetaTemplateMigration = {
      success: false,
      migrated_count: 0,
      conflicting_entities: 0,
      migration_errors: 1,
    };
    try {
      const begun = await this.migrations.migrate(exchange.principal, id, { force, rehearse: false, wait: true });
      return said({
        success: begun.state === 'done',
        migrated_count: begun.movedRecords,
        conflicting_entities: begun.keptRecords,
        migration_errors: begun.state === 'done' ? 0 : 1,
      } satisfies MetaTemplateMigration);
    } catch (error) {
      if (error instanceof Conflict) return said(nothing);
      throw error;
    }
  }

  /**
   * One record, with the values of the original's complex form for the newer version's fields; fields that the form does
   * not name take what comes along. Values that are in no field go, as in the original, whose form shows them.
   */
  @Speaks('metaTemplates/migrateOldMetaTemplateToNewestVersionForEntity', 'POST PUT', 'metaTemplate:manage')
  async migrateOldMetaTemplateToNewestVersionForEntity(exchange: Exchange) {
    const { id, newest } = await this.templates.get(exchange.principal, exchange.ref());
    const recordId = Number(exchange.route.args[1]);
    if (!newest || !Number.isSafeInteger(recordId) || recordId < 1) throw new WireRefusal(404, wireMessages.notFound);
    const { principal } = exchange;
    const { scope, record, fields } = await this.records.get(principal, id, recordId);
    const metaFields = formValues(exchange, newest.id, fields);
    try {
      await this.records.migrate(principal, id, recordId, { metaFields, drop: true, rehearse: false });
    } catch (error) {
      if (error instanceof DomainError && error.status < 404)
        return said({ message: `Could not migrate data to newest meta-template\nReason: ${error.message}` });
      throw error;
    }
    return said({ id: record.id, scope, meta_template_id: newest.id });
  }

  /** The original removes an unused template only when a newer version takes its place (§8.2). */
  @Speaks('metaTemplates/delete', 'POST DELETE', 'metaTemplate:manage')
  async delete(exchange: Exchange) {
    const { id, name, update, newest } = await this.templates.get(exchange.principal, exchange.ref());
    if (update === null && newest === null)
      throw new WireRefusal(405, `'${name}' is the newest version and cannot be removed; disable it instead.`);
    try {
      await this.templates.remove(exchange.principal, { id });
    } catch (error) {
      if (error instanceof Conflict) throw new WireRefusal(405, error.message);
      throw error;
    }
    return deleted();
  }

  @Speaks('metaTemplateFields/index', 'GET POST', 'metaTemplate:read')
  async fields(exchange: Exchange) {
    const templates = await this.wire.all(exchange.principal);
    return selected(
      exchange,
      [...templates.values()].flatMap(({ fields }) => fields),
    );
  }

  @Speaks('metaTemplateNameDirectory/index', 'GET POST', 'metaTemplate:manage')
  async names(exchange: Exchange) {
    const templates = await this.wire.all(exchange.principal);
    const rows = (await this.wire.names(exchange.principal)).map(
      ({ id, name, namespace, templateVersion, uuid, templateId }) => ({
        id,
        name,
        namespace,
        version: templateVersion,
        uuid,
        meta_template: (templateId === null ? undefined : templates.get(templateId)?.row) ?? null,
      }),
    );
    return selected(exchange, rows);
  }
}

/** One line of `update_errors` for each template that was looked at; blank is none. */
function updateReply(outcomes: readonly TemplateOutcome[], tellsEach: boolean): TemplateUpdate {
  const refused = outcomes.filter(({ outcome }) => outcome === 'refused');
  return {
    update_errors: (tellsEach ? outcomes : refused).map(({ reason }) => reason ?? ''),
    files_processed: outcomes.map(({ uuid }) => uuid),
    success: refused.length === 0,
  };
}

const strategyOf = (value: unknown): UpdateStrategy =>
  updateStrategies.find((one) => one === value) ?? 'update_existing';

const isTrue = (text: string | undefined): boolean => text !== undefined && !['', '0', 'false'].includes(text);

/** The complex form as what each field it names is to hold: what is there already, as changed, and what is added. */
function formValues(exchange: Exchange, templateId: number, fields: RecordMigration['fields']): MetaFieldInput {
  const faults = new Faults();
  const changes = readMetaTemplatesForm(exchange.body(), faults) ?? [];
  return changes.flatMap(({ templateId: of, fieldId, add, change }) => {
    const field = fields.find(({ id }) => id === fieldId);
    if (of !== templateId || !field) return [];
    const changed = new Map(change.map(({ id, value }) => [id, value]));
    const kept = field.stored.map(({ id, value }) => changed.get(id) ?? value);
    return [{ fieldId, values: [...new Set([...kept, ...add])].filter((value) => value.trim() !== '') }];
  });
}
