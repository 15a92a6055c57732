import {
  type MetaTemplateRow,
  metaTemplateFieldToWire,
  type UpdateStatus,
  type MetaTemplateField as WireField,
  type MetaTemplate as WireTemplate,
  wireTime,
} from '@cerebrate/cerebrate-wire';
import type { MetaTemplate, MetaTemplateRecord, TemplateName } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { MetaTemplates } from '../../fields/index.js';
import type { Principal } from '../../kernel/index.js';
import { listRequest } from './list-request.js';

/** A template with its fields, as the wire nests them. */
export interface ShelvedTemplate {
  readonly row: MetaTemplateRow;
  readonly fields: readonly WireField[];
  /** The loaded template of that uuid with a higher version. */
  readonly newer?: MetaTemplateRow;
}

/** Meta-templates in the words of the wire (WIRE-CONTRACT §3.11), as far as the caller may see them. */
@Injectable()
export class WireTemplates {
  constructor(@Inject(MetaTemplates) private readonly templates: MetaTemplates) {}

  /** Every template, by id. */
  async all(principal: Principal): Promise<Map<number, ShelvedTemplate>> {
    const { items } = await this.templates.list(principal, listRequest());
    return this.some(
      principal,
      items.map(({ id }) => id),
    );
  }

  /** These templates, by id; those the caller may not see are absent. */
  async some(principal: Principal, ids: readonly number[]): Promise<Map<number, ShelvedTemplate>> {
    const { items } = await this.templates.list(principal, listRequest());
    const wanted = new Set(ids);
    const directory = await this.#directoryIds(principal);
    const found = new Map<number, ShelvedTemplate>();
    for (const { id } of items.sort((a, b) => a.id - b.id))
      if (wanted.has(id)) {
        const record = await this.templates.get(principal, { id });
        const newer = items.find((one) => one.id === record.newest?.id);
        found.set(id, {
          row: rowOf(record, directory.get(id) ?? 0),
          fields: record.fields.map((field) => fieldOf(id, field)),
          ...(newer ? { newer: rowOf(newer, directory.get(newer.id) ?? 0) } : {}),
        });
      }
    return found;
  }

  /** The list with fields and `updateStatus`, of each template the newest version only when that is asked for. */
  async list(principal: Principal, newestOnly: boolean): Promise<WireTemplate[]> {
    const { items } = await this.templates.list(principal, listRequest());
    const wanted = items.filter(({ isNewest }) => isNewest || !newestOnly).sort((a, b) => a.id - b.id);
    const shelved = await this.some(
      principal,
      wanted.map(({ id }) => id),
    );
    return wanted.flatMap((item) => {
      const one = shelved.get(item.id);
      return one ? [{ ...one.row, meta_template_fields: [...one.fields], updateStatus: updateStatusOf(item) }] : [];
    });
  }

  /** One template with its fields. Throws `NotFound`. */
  async one(principal: Principal, ref: { id: number } | { uuid: string }): Promise<WireTemplate> {
    const record = await this.templates.get(principal, ref);
    const directory = await this.#directoryIds(principal);
    const row = rowOf(record, directory.get(record.id) ?? 0);
    return { ...row, meta_template_fields: record.fields.map((field) => fieldOf(record.id, field)) };
  }

  /** A template without its fields. Throws `NotFound`. */
  async row(principal: Principal, record: MetaTemplateRecord): Promise<MetaTemplateRow> {
    return rowOf(record, (await this.#directoryIds(principal)).get(record.id) ?? 0);
  }

  /** Every name this node has seen. */
  async names(principal: Principal): Promise<TemplateName[]> {
    const { items } = await this.templates.names(principal, listRequest());
    return items.sort((a, b) => a.id - b.id);
  }

  /** Id of the name entry by id of the template. */
  async #directoryIds(principal: Principal): Promise<Map<number, number>> {
    return new Map(
      (await this.names(principal)).flatMap(({ id, templateId }) =>
        templateId === null ? [] : [[templateId, id] as const],
      ),
    );
  }
}

function rowOf(template: MetaTemplate | MetaTemplateRecord, directoryId: number): MetaTemplateRow {
  return {
    id: template.id,
    scope: template.scope,
    name: template.name,
    namespace: template.namespace,
    description: template.description,
    version: String(template.templateVersion),
    uuid: template.uuid,
    source: template.source,
    enabled: template.enabled,
    is_default: template.isDefault,
    created: wireTime(new Date(template.created)),
    modified: wireTime(new Date(template.modified)),
    meta_template_directory_id: directoryId,
  };
}

/** The flag `enabled` of a field is never set by the original's loader, and nothing reads it (WIRE-CONTRACT §8.1). */
function fieldOf(templateId: number, field: MetaTemplateRecord['fields'][number]): WireField {
  return metaTemplateFieldToWire({
    id: field.id,
    field: field.field,
    type: field.type,
    meta_template_id: templateId,
    regex: field.regex,
    multiple: field.multiple,
    enabled: false,
    counter: field.valueCount ?? 0,
    sane_default: field.saneDefault.length > 0 ? field.saneDefault : null,
    values_list: field.valuesList.length > 0 ? field.valuesList : null,
    link: field.link,
  });
}

/** `to-existing`: the newer version is loaded already, so values are moved to it instead (recording 228: false without one). */
function updateStatusOf({ update, valueCount, newest }: MetaTemplate): UpdateStatus {
  const hasConflict = (update?.conflicts.length ?? 0) > 0;
  return {
    'up-to-date': update === null && newest === null,
    'automatically-updateable': update !== null && !hasConflict,
    'is-new': false,
    'has-conflict': hasConflict,
    'to-existing': newest !== null,
    'can-be-removed': (update !== null || newest !== null) && valueCount === 0,
  };
}
