import type {
  FormField,
  FormTemplate,
  MetaFieldValue,
  Organisation,
  OrganisationRow,
  OrganisationStatistics,
} from '@cerebrate/contract';
import { aField } from './fields.js';

const uuidOf = (id: number): string => `00000000-0000-4000-8000-${String(id).padStart(12, '0')}`;

const facts = (id: number, name: string) => ({
  id,
  uuid: uuidOf(id),
  name,
  url: null,
  country: null,
  nationalityText: null,
  sector: null,
  type: null,
  contacts: null,
  tags: [],
  orgGroups: [],
  people: 0,
  created: '2026-01-01T10:00:00.000Z',
  modified: '2026-01-02T10:00:00.000Z',
  version: 1,
  mayChange: true,
});

/** An organisation in a list, plain unless told otherwise. */
export const organisationRow = (id: number, name: string, rest: Partial<OrganisationRow> = {}): OrganisationRow => ({
  ...facts(id, name),
  meta: {},
  ...rest,
});

/** One whole organisation, plain unless told otherwise. */
export const organisationOf = (id: number, name: string, rest: Partial<Organisation> = {}): Organisation => ({
  ...facts(id, name),
  metaFields: [],
  alignments: [],
  ...rest,
});

const constituencyUuid = 'faca6acc-23e0-4585-8fd8-4379e3a6250d';

const field = (id: number, name: string, type: string, meaning: string, rest: Partial<FormField> = {}): FormField =>
  aField(id, name, type, { meaning, multiple: true, ...rest });

/** The shipped constituency template, in part, and one with a yes-or-no field. */
export const templates: readonly FormTemplate[] = [
  {
    id: 1,
    uuid: constituencyUuid,
    templateVersion: 1,
    name: 'CSIRT Constituency',
    namespace: 'cerebrate',
    description: '',
    isDefault: true,
    fields: [field(11, 'IPv4 address', 'ipv4', 'ipv4'), field(12, 'AS Number', 'text', 'asn')],
  },
  {
    id: 2,
    uuid: uuidOf(902),
    templateVersion: 2,
    name: 'ENISA CSIRT Network',
    namespace: 'cnw',
    description: '',
    isDefault: false,
    fields: [field(21, 'is-approved', 'boolean', 'boolean', { multiple: false })],
  },
];

/** A network of the constituency template. */
export const network = (id: number, value: string): MetaFieldValue => ({
  id,
  uuid: uuidOf(7000 + id),
  fieldId: 11,
  templateId: 1,
  templateUuid: constituencyUuid,
  templateVersion: '1',
  templateName: 'CSIRT Constituency',
  namespace: 'cerebrate',
  field: 'IPv4 address',
  type: 'ipv4',
  value,
  link: null,
  created: '2026-01-01T10:00:00.000Z',
  modified: '2026-01-01T10:00:00.000Z',
});

/** Numbers as the API gives them for two days. */
export const statistics: OrganisationStatistics = {
  days: 30,
  total: 3,
  created: 2,
  modified: 1,
  series: [
    { day: '2026-01-01', created: 0, modified: 0 },
    { day: '2026-01-02', created: 2, modified: 1 },
  ],
  nationality: [
    { key: 'LU', label: 'Luxembourg', count: 2 },
    { key: '', label: 'other', count: 1 },
  ],
  sector: [{ key: 'Energy & water', label: 'Energy & water', count: 1 }],
};
