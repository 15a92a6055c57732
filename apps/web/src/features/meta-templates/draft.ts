import type { FieldTypeId, FormTemplate, MetaFieldDefinition, MetaTemplateDefinition } from '@cerebrate/contract';
import { isFieldTypeId, semanticTypeOf } from '@cerebrate/contract';

/** A field while it is written: texts as typed, with a key that stays when it moves. */
export interface DraftField {
  readonly key: string;
  readonly field: string;
  readonly type: FieldTypeId;
  readonly multiple: boolean;
  readonly regex: string;
  /** One value a line. */
  readonly valuesList: string;
  readonly saneDefault: string;
  readonly link: string;
}

let made = 0;
const newKey = (): string => `field-${++made}`;

/** A field nothing is written of yet. */
export const blankField = (): DraftField => ({
  key: newKey(),
  field: '',
  type: 'text',
  multiple: false,
  regex: '',
  valuesList: '',
  saneDefault: '',
  link: '',
});

/** A copy under a key of its own. */
export const duplicated = (field: DraftField): DraftField => ({ ...field, key: newKey() });

/** The fields of a definition as drafts. */
export function draftsOf(fields: readonly MetaFieldDefinition[]): DraftField[] {
  return fields.map(({ field, type, multiple, regex, values_list, sane_default, link }) => ({
    key: newKey(),
    field,
    type: isFieldTypeId(type) ? type : 'text',
    multiple: multiple ?? false,
    regex: regex ?? '',
    valuesList: (values_list ?? []).join('\n'),
    saneDefault: (sane_default ?? []).join('\n'),
    link: link ?? '',
  }));
}

const linesOf = (text: string): string[] =>
  text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** What the file holds of a draft: what is not set is left out (WIRE-CONTRACT §8.1). */
export function definitionOfDraft(draft: DraftField): MetaFieldDefinition {
  const valuesList = linesOf(draft.valuesList);
  const saneDefault = linesOf(draft.saneDefault);
  return {
    field: draft.field.trim(),
    type: draft.type,
    ...(draft.multiple ? { multiple: true } : {}),
    ...(draft.regex === '' ? {} : { regex: draft.regex }),
    ...(saneDefault.length > 0 ? { sane_default: saneDefault } : {}),
    ...(valuesList.length > 0 ? { values_list: valuesList } : {}),
    ...(draft.link.trim() === '' ? {} : { link: draft.link.trim() }),
  };
}

/** The drafts with the one at `from` at place `to`. */
export function reordered<T>(list: readonly T[], from: number, to: number): T[] {
  const rest = list.filter((_, at) => at !== from);
  const moved = list[from];
  return moved === undefined ? [...list] : [...rest.slice(0, to), moved, ...rest.slice(to)];
}

/** The form that these drafts give; ids are places. */
export function previewOf(drafts: readonly DraftField[], uuid: string): FormTemplate {
  return {
    id: 1,
    uuid,
    templateVersion: 1,
    name: '',
    namespace: '',
    description: '',
    isDefault: false,
    fields: drafts.flatMap((draft, position) => {
      const {
        field,
        type,
        multiple = false,
        regex = null,
        values_list = [],
        sane_default = [],
      } = definitionOfDraft(draft);
      if (field === '') return [];
      const meaning = semanticTypeOf(uuid, field, draft.type);
      const id = position + 1;
      return [
        {
          id,
          field,
          type,
          meaning,
          multiple,
          regex,
          saneDefault: sane_default,
          valuesList: values_list,
          link: null,
          position,
          mayWrite: true,
        },
      ];
    }),
  };
}

/** What a new template begins with. */
export const newDefinition = (uuid: string): MetaTemplateDefinition => ({
  name: '',
  namespace: '',
  description: '',
  version: 1,
  scope: 'organisation',
  uuid,
  source: '',
  metaFields: [],
});
