import { type FieldRule, isFieldTypeId, type SemanticType, semanticTypeOf } from '@cerebrate/contract';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { Events, Store, sql } from '../../kernel/index.js';
import type { MetaFieldOwner } from '../owners.js';
import { metaTemplateChanged } from './meta-template.events.js';

/** One field of a loaded template, with everything its values are judged and found by. */
export interface CatalogueField {
  readonly id: number;
  readonly field: string;
  readonly templateId: number;
  readonly templateUuid: string;
  readonly templateVersion: number;
  readonly templateName: string;
  readonly enabled: boolean;
  readonly scope: MetaFieldOwner;
  readonly directoryId: number;
  readonly multiple: boolean;
  readonly rule: FieldRule & { readonly semanticType: SemanticType };
}

interface FieldRow {
  id: number;
  field: string;
  type: string;
  regex: string | null;
  multiple: boolean;
  values_list: string[] | null;
  template_id: number;
  uuid: string;
  template_version: number;
  name: string;
  enabled: boolean;
  scope: MetaFieldOwner;
  directory_id: number;
}

/** Every field of every loaded template as it was at one moment. */
export class FieldSnapshot {
  readonly #byId: ReadonlyMap<number, CatalogueField>;
  readonly #byName = new Map<string, CatalogueField[]>();

  constructor(fields: readonly CatalogueField[]) {
    this.#byId = new Map(fields.map((field) => [field.id, field]));
    for (const field of fields) {
      const key = `${field.templateUuid}/${field.field}`;
      this.#byName.set(key, [...(this.#byName.get(key) ?? []), field]);
    }
  }

  /** The field of that id, or undefined. */
  byId(id: number): CatalogueField | undefined {
    return this.#byId.get(id);
  }

  /** The field of that name in every loaded version of the template of that uuid. */
  versionsOf(templateUuid: string, field: string): readonly CatalogueField[] {
    return this.#byName.get(`${templateUuid.toLowerCase()}/${field}`) ?? [];
  }

  /**
   * The field of that name in the template of that uuid: of the given version, compared as a number so that `2`, `"2"`
   * and `"02"` are one (recording 629); without a version of the newest enabled one, else the newest.
   */
  byName(templateUuid: string, field: string, version?: string | number): CatalogueField | undefined {
    const found = this.#byName.get(`${templateUuid.toLowerCase()}/${field}`) ?? [];
    if (version !== undefined) return found.find((one) => one.templateVersion === Number(version));
    return found.reduce<CatalogueField | undefined>(
      (best, one) => (best && !isPreferred(one, best) ? best : one),
      undefined,
    );
  }
}

const isPreferred = (one: CatalogueField, other: CatalogueField): boolean =>
  one.enabled === other.enabled ? one.templateVersion > other.templateVersion : one.enabled;

/**
 * The fields of all loaded templates, kept in this process: lists, forms and imports ask for them thousands of times
 * between two changes. Read again when a template changed anywhere, and for every `current` while no events arrive.
 */
@Injectable()
export class FieldCatalogue implements OnModuleInit {
  #snapshot = new FieldSnapshot([]);
  #isStale = true;
  #generation = 0;
  #reading: Promise<FieldSnapshot> | undefined;

  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Events) private readonly events: Events,
  ) {
    events.on(metaTemplateChanged, () => this.#drop());
    events.onGap(() => this.#drop());
  }

  /** Reads the catalogue before the first request. */
  async onModuleInit(): Promise<void> {
    await this.current();
  }

  /** The catalogue as last read, for callers that cannot wait; at most as old as a notification and one read are slow. */
  get latest(): FieldSnapshot {
    return this.#snapshot;
  }

  /** The catalogue as it is now. */
  async current(): Promise<FieldSnapshot> {
    if (!this.#isStale && this.events.isLive) return this.#snapshot;
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  #drop(): void {
    this.#generation++;
    this.#isStale = true;
    this.#reading = undefined;
    this.current().catch(() => undefined);
  }

  async #read(): Promise<FieldSnapshot> {
    const generation = this.#generation;
    const rows = await this.store.read<FieldRow>(sql`
      select f.id, f.field, f.type, f.regex, f.multiple, f.values_list, f.template_id, t.uuid, t.template_version,
        t.name, t.enabled, t.scope, t.directory_id
      from meta_template_fields f join meta_templates t on t.id = f.template_id order by f.template_id, f.position`);
    const snapshot = new FieldSnapshot(rows.map(fieldOf));
    if (generation === this.#generation) {
      this.#snapshot = snapshot;
      this.#isStale = false;
    }
    return snapshot;
  }
}

function fieldOf(row: FieldRow): CatalogueField {
  // A type this program does not know can only come from a newer one; its values are kept as text.
  const type = isFieldTypeId(row.type) ? row.type : 'text';
  return Object.freeze({
    id: row.id,
    field: row.field,
    templateId: row.template_id,
    templateUuid: row.uuid,
    templateVersion: row.template_version,
    templateName: row.name,
    enabled: row.enabled,
    scope: row.scope,
    directoryId: row.directory_id,
    multiple: row.multiple,
    rule: {
      type,
      regex: row.regex,
      valuesList: row.values_list,
      semanticType: semanticTypeOf(row.uuid, row.field, type),
    },
  });
}
