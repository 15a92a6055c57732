import {
  constituencyTemplateUuid,
  type ImportMappingEntry,
  type ImportPreset,
  type ImportReading,
  type ImportTransform,
  metaTargetOf,
} from '@cerebrate/contract';

/** A preset, and the paths by which a file of its kind is known. */
export interface KnownSource extends ImportPreset {
  readonly knownBy: readonly (readonly string[])[];
}

const firstTemplate = 'a89c80d0-7019-422a-b45b-fe59532886c7';
const networkTemplate = 'bf72ff7f-ee63-4f13-94e9-fd046503a90c';

const fill = (
  target: string,
  from: string | readonly string[],
  ...transforms: (ImportTransform | ImportTransform['by'])[]
): ImportMappingEntry => ({
  target,
  from: typeof from === 'string' ? [from] : [...from],
  transforms: transforms.map((step) => (typeof step === 'string' ? { by: step } : step)),
  keep: false,
});
const first = (field: string, from = field, ...transforms: ImportTransform['by'][]) =>
  fill(metaTargetOf(firstTemplate, field), from, ...transforms);
const network = (field: string, from: string, ...transforms: ImportTransform['by'][]) =>
  fill(metaTargetOf(networkTemplate, field), from, ...transforms);
const constituency = (field: string, from: string, ...transforms: ImportTransform['by'][]) =>
  fill(metaTargetOf(constituencyTemplateUuid, field), from, ...transforms);

const json = (recordPath: string): ImportReading => ({
  format: 'json',
  encoding: 'utf-8',
  delimiter: ',',
  header: true,
  recordPath,
});

/** The member directory of FIRST as its public API answers it: `{ status, …, data: [team, …] }`. */
const firstTeams: KnownSource = {
  id: 'first-teams',
  title: 'FIRST team list',
  description:
    'The answer of https://api.first.org/data/v1/teams, saved as a file. Fills the template FIRST Directory.',
  reading: json('data.{n}'),
  match: metaTargetOf(firstTemplate, 'first-id'),
  mapping: [
    { ...fill('uuid', 'id', 'uuid'), keep: true },
    fill('name', 'team'),
    fill('url', 'website', 'first'),
    fill('nationality', 'country'),
    fill('contacts', 'email', { by: 'join', separator: '\n' }),
    first('first-id', 'id'),
    ...['team', 'team-full', 'host'].map((field) => first(field)),
    first('establishment', 'establishment', 'date'),
    ...['address', 'country', 'website'].map((field) => first(field)),
    first('email', 'email', 'join'),
    first('phone', 'phone', 'phone'),
    first('phone-emergency', 'phone-emergency', 'first', 'phone'),
    ...['timezone', 'timezone-dst', 'other-communication', 'operating-hours'].map((field) =>
      first(field, field, 'join'),
    ),
    first('constituency', 'constituency', 'join'),
    first('constituency-description'),
    first('member-since', 'member-since', 'date'),
  ],
  knownBy: [
    ['team', 'team-full', 'host'],
    ['team', 'team-full', 'email'],
  ],
};

/** The public directory of Trusted Introducer, a list of teams with their constituency. */
const trustedIntroducer: KnownSource = {
  id: 'trusted-introducer',
  title: 'Trusted Introducer teams.json',
  description:
    'The file https://www.trusted-introducer.org/directory/teams.json. Fills CSIRT Constituency and CSIRT Network organisation fields.',
  reading: json('{n}'),
  match: 'name',
  mapping: [
    { ...fill('uuid', 'misp.org_uuid'), keep: true },
    fill('name', 'short_name'),
    fill('nationality', 'country.code'),
    fill('contacts', 'emails.{n}.address', { by: 'join', separator: '\n' }),
    constituency('AS Number', 'constituency.asns.{n}', 'asn'),
    constituency('Domain', 'constituency.domains.{n}', 'lower'),
    constituency('IPv4 address', 'constituency.ipranges.{n}', 'ipv4'),
    constituency('IPv6 address', 'constituency.ipranges.{n}', 'ipv6'),
    constituency('Country', 'constituency.countries.{n}.name'),
    constituency('Country Code', 'constituency.countries.{n}.code'),
    constituency('Sector', 'constituency.types.{n}'),
    network('team_short_name', 'short_name'),
    network('official_name', 'official_name'),
    network('membership_type', 'classification.name'),
    network('email', 'emails.{n}.address', 'first'),
    network('country', 'country.name'),
    network('time_zone', 'business_hours_timezone'),
    network('established', 'established', 'date'),
    network('team_contact_number', 'phones.{n}.number', 'first'),
    network('team_fingerprint', 'pgp_keys.{n}.fingerprint', 'first'),
    network('postal_address', 'postal_address'),
    network('business_hours', 'business_hours'),
  ],
  knownBy: [
    ['short_name', 'official_name', 'classification.name'],
    ['short_name', 'official_name', 'host_organisation'],
  ],
};

const either = (name: string, other = name): string[] => [`Organisation.${name}`, other];

/** Organisations as a MISP lists them, each wrapped in `Organisation` or bare. */
const mispOrganisations: KnownSource = {
  id: 'misp-organisations',
  title: 'MISP organisations',
  description:
    'The answer of a MISP to GET /organisations/index/scope:all with Accept: application/json, saved as a file.',
  reading: json('{n}'),
  match: 'uuid',
  mapping: [
    fill('uuid', either('uuid')),
    fill('name', either('name')),
    fill('url', either('url')),
    fill('nationality', either('nationality')),
    fill('sector', either('sector')),
    fill('type', either('type')),
    fill('contacts', either('contacts')),
    fill('created', either('date_created', 'created')),
  ],
  knownBy: [
    ['Organisation.uuid', 'Organisation.name'],
    ['uuid', 'name', 'date_created'],
  ],
};

/** Every source that is known by its shape. */
export const knownSources: readonly KnownSource[] = [firstTeams, trustedIntroducer, mispOrganisations];

/** The preset of that id, or undefined. */
export const presetOf = (id: string): KnownSource | undefined => knownSources.find((source) => source.id === id);

/** The preset a file with these columns is of, or undefined. */
export const presetOfColumns = (paths: ReadonlySet<string>): KnownSource | undefined =>
  knownSources.find(({ knownBy }) => knownBy.some((needed) => needed.every((path) => paths.has(path))));
