import type { SavedView } from '@cerebrate/contract';
import { type Sql, sql } from '../../kernel/index.js';

interface ShippedView {
  readonly list: string;
  readonly name: string;
  /** The field of a template by which it filters, and the filter after `meta.<field id>`. */
  readonly template: string;
  readonly field: string;
  readonly filter: readonly [operator: string, value: string];
}

const enisaInventory = '089c68c7-d97e-4f21-a798-159cd10f7864';

/** The presets of the original's slides (FEATURES ORG-02, Annex C), there as soon as the template they filter by is enabled. */
const shippedViews: readonly ShippedView[] = [
  {
    list: 'organisations',
    name: 'ENISA accredited',
    template: enisaInventory,
    field: 'enisa-tistatus',
    filter: ['eq', 'Accredited'],
  },
  {
    list: 'organisations',
    name: 'ENISA not accredited',
    template: enisaInventory,
    field: 'enisa-tistatus',
    filter: ['not', 'Accredited'],
  },
  {
    list: 'organisations',
    name: 'CSIRT network (GOV)',
    template: enisaInventory,
    field: 'constituency',
    filter: ['contains', 'Government'],
  },
];

/** A field by which a shipped view filters, as `fieldsOfShippedViews` finds it. */
export interface ShippedField {
  readonly id: number;
  readonly template: string;
  readonly field: string;
}

/** Finds the ids of the fields that shipped views filter by, in the newest enabled version of their templates. */
export const fieldsOfShippedViews = (): Sql => sql`
  select distinct on (t.uuid, f.field) f.id, t.uuid as template, f.field
  from meta_templates t join meta_template_fields f on f.template_id = t.id
  where t.enabled and t.uuid = any(${[...new Set(shippedViews.map(({ template }) => template))]}::uuid[])
  order by t.uuid, f.field, t.template_version desc`;

/** The shipped views of a list whose fields are there. */
export function shippedViewsOf(list: string, fields: readonly ShippedField[]): SavedView[] {
  return shippedViews.flatMap((view) => {
    const found = fields.find(({ template, field }) => template === view.template && field === view.field);
    if (view.list !== list || !found) return [];
    const [operator, value] = view.filter;
    const key = operator === 'eq' ? `meta.${found.id}` : `meta.${found.id}.${operator}`;
    return [
      {
        id: null,
        list,
        name: view.name,
        search: new URLSearchParams({ [key]: value }).toString(),
        audience: 'shipped' as const,
        owner: null,
        isMine: false,
        mayChange: false,
        modified: null,
        version: 0,
      },
    ];
  });
}
