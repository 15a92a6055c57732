import type {
  ManyOrganisationsChanges,
  MetaFieldValue,
  NewOrganisation,
  Organisation,
  OrganisationChanges,
} from '@cerebrate/contract';
import type * as z from 'zod';
import { currentSession, may } from '../../api/index.js';
import { MetaFieldsEditor } from '../../parts/meta-fields/meta-fields-editor.js';
import { searchTags } from '../../parts/tags/search-tags.js';
import { type Choice, Country, type FieldSpec, type FormItem, orLeave } from '../../ui/index.js';
import type { FormOffers } from './form-load.js';
import { text } from './text.js';

const words = text.form;

type NewInput = z.input<typeof NewOrganisation>;
type ChangesInput = z.input<typeof OrganisationChanges>;
type ManyInput = z.input<typeof ManyOrganisationsChanges>;
type Field = FieldSpec<ChangesInput>;

/** The fields of a new organisation in the order of the form, as far as the user's rights reach. */
export const newFields = (offers: FormOffers): readonly FormItem<NewInput>[] => [
  ...ownFields(offers),
  ...(may('tag:assign') ? [tagsField()] : []),
  ...uuidField(true),
  ...metaFieldsField(offers, []),
];

/** The fields of an organisation that is there. Its tags are edited on its page. */
export const changeFields = (offers: FormOffers, organisation: Organisation): readonly FormItem<ChangesInput>[] => [
  ...ownFields(offers, organisation),
  ...uuidField(false),
  ...metaFieldsField(offers, organisation.metaFields),
];

/** The fields of many organisations at once; each may stay as it is in all of them. */
export const manyFields = (offers: FormOffers): readonly FormItem<ManyInput>[] => [
  ...(ownFields(offers).filter(({ name }) => name !== 'name') as unknown as FieldSpec<ManyInput>[]).map(orLeave),
  ...(metaFieldsField(offers, [], text.bulk.metaFieldsHelp) as unknown as FieldSpec<ManyInput>[]),
];

const ownFields = (offers: FormOffers, organisation?: Organisation): readonly Field[] => [
  { name: 'name', label: words.name, input: 'text', help: words.nameHelp, required: true },
  countryField(offers, organisation),
  { name: 'url', label: words.url, input: 'text', placeholder: 'https://', width: 'half', blank: 'null' },
  enumeratedField('sector', words.sector, offers.sectors, organisation?.sector),
  enumeratedField('type', words.type, offers.types, organisation?.type),
  { name: 'contacts', label: words.contacts, input: 'textarea', rows: 3, help: words.contactsHelp, blank: 'null' },
];

function countryField({ countries }: FormOffers, organisation: Organisation | undefined): Field {
  const unknown = organisation?.country === null ? organisation.nationalityText : null;
  return {
    name: 'country',
    label: words.country,
    input: 'search',
    search: countries,
    placeholder: words.countryPlaceholder,
    width: 'half',
    lead: (choice) => <Country code={choice.value} show="flag" />,
    ...(unknown ? { help: words.unknownCountry(unknown) } : {}),
  };
}

/** A select where a collection governs the field, text elsewhere. A value from before the collection stays on offer. */
function enumeratedField(
  name: 'sector' | 'type',
  label: string,
  allowed: readonly string[] | null,
  current: string | null | undefined,
): Field {
  if (allowed === null) return { name, label, input: 'text', width: 'half', blank: 'null' };
  const values = current && !allowed.includes(current) ? [current, ...allowed] : allowed;
  return { name, label, input: 'select', width: 'half', choices: values.map((value) => ({ value, label: value })) };
}

/** A tag that does not exist is made with the organisation, by those who may make tags. */
const newTag = (name: string): Promise<Choice> => Promise.resolve({ value: name, label: name });

const tagsField = (): FieldSpec<NewInput> => ({
  name: 'tags',
  label: words.tags,
  input: 'tags',
  search: searchTags,
  ...(may('tag:write') ? { create: newTag } : {}),
});

/** The uuid is what peers know an organisation by: community administrators alone choose it. */
function uuidField(isNew: boolean): readonly Field[] {
  if (currentSession()?.user?.flags.perm_community_admin !== true) return [];
  return [
    {
      name: 'uuid',
      label: text.fields['uuid'] ?? '',
      input: 'uuid',
      help: isNew ? words.uuidNew : words.uuidChange,
      blank: 'omit',
    },
  ];
}

function metaFieldsField(
  { templates }: FormOffers,
  stored: readonly MetaFieldValue[],
  help?: string,
): readonly Field[] {
  if (templates.length === 0) return [];
  return [
    {
      name: 'metaFields',
      label: words.metaFields,
      ...(help ? { help } : {}),
      input: 'custom',
      render: (control) => <MetaFieldsEditor control={control} templates={templates} stored={stored} />,
    },
  ];
}
