import { type FormTemplate, OrganisationList, type TemplateField } from '@cerebrate/contract';
import { countryChoices } from '../../parts/organisations/country-choices.js';
import { searchTags } from '../../parts/tags/search-tags.js';
import { type Choice, type FilterField, type ListShape, listShape } from '../../ui/index.js';
import { text } from './text.js';

/** Under this name a meta-field is filtered by and shown as a column. */
export const metaName = (field: Pick<TemplateField, 'id'>): string => `meta.${field.id}`;

/** What can be asked of the list of organisations, with the fields of the enabled meta-templates. */
export function organisationShape(templates: readonly FormTemplate[]): ListShape {
  return listShape(OrganisationList, {
    choices: { country: countryChoices, tag: searchTags },
    more: templates.flatMap((template) => template.fields.map((field) => metaFilter(template, field))),
    searched: text.search,
  });
}

const networks = new Set(['network', 'ipv4', 'ipv6']);

/** The filter on one meta-field: its conditions and its input follow from what the values mean. */
function metaFilter(template: FormTemplate, field: TemplateField): FilterField {
  const shared = { name: metaName(field), label: field.field, group: template.name };
  const { meaning } = field;
  if (networks.has(meaning))
    return { ...shared, kind: 'network', placeholder: text.networkExample[meaning === 'ipv6' ? 6 : 4] };
  if (meaning === 'date') return { ...shared, kind: 'date' };
  if (meaning === 'boolean') return { ...shared, kind: 'choice', ops: ['eq', 'empty'], choices: [...text.yesOrNo] };
  if (meaning === 'integer') return { ...shared, kind: 'number' };
  if (meaning === 'asn')
    return { ...shared, kind: 'text', ops: ['eq', 'not', 'gte', 'lte', 'in', 'empty'], placeholder: 'AS64500' };
  if (meaning === 'domain')
    return {
      ...shared,
      kind: 'text',
      ops: ['covers', 'within', 'contains', 'eq', 'not', 'empty'],
      placeholder: 'example.org',
    };
  const choices = choicesOf(field);
  if (choices) return { ...shared, kind: 'choice', choices };
  return { ...shared, kind: 'text', ops: ['contains', 'eq', 'not', 'starts', 'in', 'notin', 'empty'] };
}

/** The only values a field takes. Suggestions are none: a filter must find the other values, too. */
function choicesOf(field: TemplateField): readonly Choice[] | undefined {
  return field.valuesList.length > 0 ? field.valuesList.map((value) => ({ value, label: value })) : undefined;
}
