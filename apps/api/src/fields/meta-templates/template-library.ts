import type { AvailableTemplate, MetaTemplateDefinition, TemplateOutcome, TemplateUpdate } from '@cerebrate/contract';
import { shippedTemplates } from '@cerebrate/meta-templates';
import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Conflict, NotFound, type Principal, Store, sql, systemPrincipal } from '../../kernel/index.js';
import { FieldCatalogue } from './field-catalogue.js';
import { MetaTemplateEntity } from './meta-template.entity.js';
import { shippedNewer } from './shipped.js';
import { TemplateUpdates } from './template-updates.js';
import { insertTemplate } from './template-writing.js';
import { conflictsOf, type StoredField } from './update-conflicts.js';

/** A loaded template, as far as comparing it with the shipped ones needs. */
export interface LoadedTemplate {
  readonly id: number;
  readonly uuid: string;
  readonly templateVersion: number;
}

/** Any number, the same in every process. */
const seedLock = 7_235_002;

/** The templates this program ships: which are new, which are newer than what is loaded, and taking them in. */
@Injectable()
export class TemplateLibrary implements OnApplicationBootstrap {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(FieldCatalogue) private readonly catalogue: FieldCatalogue,
    @Inject(TemplateUpdates) private readonly updates: TemplateUpdates,
  ) {}

  /**
   * On the very first start, loads all shipped templates, disabled as in the original (WIRE-CONTRACT §8.1). A node that
   * has seen any template is left as it is: what an administrator deleted does not come back.
   */
  async onApplicationBootstrap(): Promise<void> {
    const [seen] = await this.store.read(sql`select 1 from meta_template_directory limit 1`);
    if (seen) return;
    await this.store.work(systemPrincipal('system'), async (work) => {
      await work.query(sql`select pg_advisory_xact_lock(${seedLock})`);
      const [seenMeanwhile] = await work.query(sql`select 1 from meta_template_directory limit 1`);
      if (!seenMeanwhile) for (const definition of shippedTemplates) await insertTemplate(work, definition);
    });
    await this.catalogue.current();
  }

  /** Shipped templates of which no version is loaded. */
  async available(): Promise<AvailableTemplate[]> {
    const loaded = await this.#newestByUuid();
    return shippedTemplates
      .filter(({ uuid }) => !loaded.has(uuid))
      .map(({ metaFields, version, ...facts }) => ({
        ...facts,
        templateVersion: version,
        fieldCount: metaFields.length,
      }));
  }

  /** Loads the shipped template of that uuid, or all new ones; one that is loaded stays as it is. Throws `NotFound`. */
  async load(principal: Principal, uuid?: string): Promise<TemplateOutcome[]> {
    const chosen = shippedTemplates.filter((one) => uuid === undefined || one.uuid === uuid);
    if (chosen.length === 0) throw new NotFound(`this program ships no meta-template ${uuid}`);
    const loaded = await this.#newestByUuid();
    const outcomes: TemplateOutcome[] = [];
    for (const definition of chosen) {
      const known = loaded.get(definition.uuid);
      if (!known) outcomes.push(await this.#loadOne(principal, definition));
      else if (uuid !== undefined) outcomes.push(outcome(definition, 'unchanged', known.id));
    }
    await this.catalogue.current();
    return outcomes;
  }

  /**
   * Loads every new template and updates every loaded one that can be, each in a work of its own (FEATURES MT-19). One
   * whose stored values conflict is refused, or taken beside the old one.
   */
  async updateAll(principal: Principal, onConflict: 'refuse' | 'keep_both' = 'refuse'): Promise<TemplateOutcome[]> {
    const loaded = await this.#newestByUuid();
    const outcomes: TemplateOutcome[] = [];
    for (const definition of shippedTemplates) {
      const known = loaded.get(definition.uuid);
      if (!known) outcomes.push(await this.#loadOne(principal, definition));
      else if (known.templateVersion >= definition.version) outcomes.push(outcome(definition, 'unchanged', known.id));
      else outcomes.push(await this.#tryUpdate(principal, known, definition, onConflict));
    }
    await this.catalogue.current();
    return outcomes;
  }

  /** Adds a template from its file, disabled. Throws `Conflict` when that uuid and version is loaded. */
  async importDefinition(principal: Principal, definition: MetaTemplateDefinition): Promise<number> {
    const id = await this.store.work(principal, async (work) => {
      const known = await work.find(MetaTemplateEntity, { uuid: definition.uuid, templateVersion: definition.version });
      if (known)
        throw new Conflict(`version ${definition.version} of the meta-template '${known.name}' is loaded already`, [
          { path: ['version'], message: 'is loaded already; give the changed template a higher version' },
        ]);
      return (await insertTemplate(work, definition)).id;
    });
    await this.catalogue.current();
    return id;
  }

  /** The newer shipped version of a loaded template with what stands in its way; null when there is none. */
  async updateFor(template: LoadedTemplate): Promise<TemplateUpdate | null> {
    const newer = shippedNewer(template);
    if (!newer) return null;
    const fields = await this.store.read<StoredField>(sql`
      select f.id, f.field, f.type, f.regex, f.multiple, f.sane_default as "saneDefault", f.values_list as "valuesList", f.link, f.position
      from meta_template_fields f where f.template_id = ${template.id} order by f.position`);
    return { toVersion: newer.version, conflicts: await conflictsOf((query) => this.store.read(query), fields, newer) };
  }

  async #loadOne(principal: Principal, definition: MetaTemplateDefinition): Promise<TemplateOutcome> {
    try {
      const template = await this.store.work(principal, (work) => insertTemplate(work, definition));
      return outcome(definition, 'loaded', template.id);
    } catch (error) {
      if (error instanceof Conflict) return outcome(definition, 'refused', null, error.message);
      throw error;
    }
  }

  async #tryUpdate(
    principal: Principal,
    known: LoadedTemplate,
    definition: MetaTemplateDefinition,
    onConflict: 'refuse' | 'keep_both',
  ): Promise<TemplateOutcome> {
    try {
      await this.updates.update(principal, known.id, { strategy: 'update_existing' });
      return outcome(definition, 'updated', known.id);
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
      if (onConflict === 'refuse') return outcome(definition, 'refused', known.id, error.message);
      const { id } = await this.updates.update(principal, known.id, { strategy: 'keep_both' });
      return outcome(definition, 'updated', id);
    }
  }

  async #newestByUuid(): Promise<Map<string, LoadedTemplate>> {
    const rows = await this.store.read<LoadedTemplate>(sql`
      select distinct on (uuid) id, uuid, template_version as "templateVersion" from meta_templates order by uuid, template_version desc`);
    return new Map(rows.map((row) => [row.uuid, row]));
  }
}

function outcome(
  { uuid, name }: MetaTemplateDefinition,
  what: TemplateOutcome['outcome'],
  id: number | null,
  reason: string | null = null,
): TemplateOutcome {
  return { uuid, name, outcome: what, id, reason };
}
