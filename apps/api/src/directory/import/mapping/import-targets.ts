import { type ImportTargetChoice, importContactFields, importFields, metaTargetOf } from '@cerebrate/contract';
import { type Store, sql } from '../../../kernel/index.js';

const labels: Readonly<Record<(typeof importFields)[number] | (typeof importContactFields)[number], string>> = {
  uuid: 'UUID',
  name: 'Name',
  url: 'URL',
  country: 'Country (refuses what is none)',
  nationality: 'Country or nationality (any text)',
  sector: 'Sector',
  type: 'Type',
  contacts: 'Contacts',
  created: 'Created (only for new organisations)',
  tags: 'Tags',
  'contact.email': 'E-mail',
  'contact.firstName': 'First name',
  'contact.lastName': 'Last name',
  'contact.position': 'Position',
  'contact.alignment': 'Role in the organisation',
};

/** Everything a column can fill: the fields of an organisation, of one contact, and of every loaded template, enabled ones first. */
export async function importTargets(store: Store): Promise<ImportTargetChoice[]> {
  const rows = await store.read<{
    uuid: string;
    name: string;
    version: number;
    field: string;
    type: string;
    multiple: boolean;
  }>(sql`
    select distinct on (t.enabled, t.name, t.uuid, f.field) t.uuid, t.name, t.template_version as version, f.field, f.type, f.multiple, f.position
    from meta_templates t join meta_template_fields f on f.template_id = t.id
    where t.scope = 'organisation'
    order by t.enabled desc, t.name, t.uuid, f.field, t.template_version desc`);
  const known = new Set<string>();
  const meta = rows.flatMap(({ uuid, name, field, type, multiple }) => {
    const target = metaTargetOf(uuid, field);
    if (known.has(target)) return [];
    known.add(target);
    return [{ target, label: field, group: name, type, multiple }];
  });
  const plain = (target: keyof typeof labels, group: string): ImportTargetChoice => ({
    target,
    label: labels[target],
    group,
    type: 'text',
    multiple: target === 'tags',
  });
  return [
    ...importFields.map((target) => plain(target, 'Organisation')),
    ...meta,
    ...importContactFields.map((target) => plain(target, 'Contact person')),
  ];
}
