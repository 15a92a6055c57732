const labels: Readonly<Record<string, string>> = {
  name: 'Name',
  url: 'URL',
  nationality: 'Country',
  sector: 'Sector',
  type: 'Type',
  contacts: 'Contacts',
  email: 'E-mail',
  firstName: 'First name',
  lastName: 'Last name',
  position: 'Position',
  releasability: 'Releasable to',
  description: 'Description',
  active: 'Active',
  local: 'Local',
  tags: 'Tags',
  members: 'Members',
  extending: 'May extend the group',
  organisations: 'Organisations',
  text: 'Key',
  revoked: 'Revoked',
  extend: 'Members may extend the group',
  rules: 'Rules',
};

/** What people call a field of a comparison; meta-fields are named with their template. */
export function labelOf(field: string, templates: ReadonlyMap<string, string>): string {
  if (!field.startsWith('meta:')) return labels[field] ?? field;
  const template = templates.get(field.slice(5, 41));
  return template ? `${field.slice(42)} (${template})` : field.slice(42);
}
