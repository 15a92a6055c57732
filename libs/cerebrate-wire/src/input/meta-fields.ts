import { phpList } from '../php.js';
import type { WireBody } from './body.js';
import { type Faults, scalarText } from './fields.js';

/** One entry of the simple form. A blank value only takes part in "replace what is there" (contract 3.11). */
export interface SimpleMetaField {
  readonly template_uuid: string;
  /** Text; number and text mean the same version (recording 629). */
  readonly template_version: string;
  readonly field: string;
  readonly value: string;
}

/** The changes the complex form asks of one field; a blank `value` deletes. */
export interface MetaFieldChanges {
  readonly templateId: number;
  readonly fieldId: number;
  readonly add: readonly string[];
  readonly change: readonly { readonly id: number; readonly value: string }[];
}

/**
 * The simple form `meta_fields: [{ template_uuid, template_version, field, value }]`; undefined when the body has none.
 * Entries without the three names are dropped, as entries of unknown templates are (recordings 627, 628). A value that is
 * no scalar is a fault.
 */
export function readSimpleMetaFields(body: WireBody, faults: Faults): SimpleMetaField[] | undefined {
  if (body.meta_fields === undefined) return undefined;
  const fields: SimpleMetaField[] = [];
  for (const entry of phpList(body.meta_fields)) {
    if (!isMap(entry)) continue;
    const [uuid, version, field] = ['template_uuid', 'template_version', 'field'].map((key) => scalarText(entry[key]));
    if (!uuid || !version || !field) continue;
    const value = entry.value === null || entry.value === undefined ? '' : scalarText(entry.value);
    if (value === null) faults.add('meta_fields', `the value of '${field}' must be text`);
    else fields.push({ template_uuid: uuid.toLowerCase(), template_version: version, field, value });
  }
  return fields;
}

/**
 * The complex form `MetaTemplates[{template}][meta_template_fields][{field}][metaFields]` with `new` values and
 * `{id: {value}}`; undefined when the body has none. Blank new values are what an untouched form sends and are dropped.
 */
export function readMetaTemplatesForm(body: WireBody, faults: Faults): MetaFieldChanges[] | undefined {
  if (body.MetaTemplates === undefined) return undefined;
  const changes: MetaFieldChanges[] = [];
  for (const [templateId, template] of numbered(body.MetaTemplates)) {
    for (const [fieldId, field] of numbered(isMap(template) ? template.meta_template_fields : undefined)) {
      const values = isMap(field) && isMap(field.metaFields) ? field.metaFields : {};
      const add = texts(phpList(values.new), faults).filter((value) => value !== '');
      const change = numbered(values).flatMap(([id, entry]) => {
        const [value] = texts([isMap(entry) ? entry.value : entry], faults);
        return value === undefined ? [] : [{ id, value }];
      });
      if (add.length + change.length > 0) changes.push({ templateId, fieldId, add, change });
    }
  }
  return changes;
}

function texts(values: readonly unknown[], faults: Faults): string[] {
  return values.flatMap((value) => {
    const text = value === null ? '' : scalarText(value);
    if (text !== null) return [text];
    faults.add('meta_fields', 'every value must be text');
    return [];
  });
}

function isMap(value: unknown): value is WireBody {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The members of a PHP array under whole numbers. A JSON list counts, too: PHP cannot tell. */
function numbered(value: unknown): [number, unknown][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, entry]): [number, unknown][] =>
    /^\d{1,9}$/.test(key) ? [[Number(key), entry]] : [],
  );
}
