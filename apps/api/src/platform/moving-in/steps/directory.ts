import { countryCodeOf } from '@cerebrate/contract';
import {
  AlignmentEntity,
  columnsOfKey,
  EncryptionKeyEntity,
  IndividualEntity,
  KeyRefused,
  OrganisationEntity,
  OrgGroupEntity,
  OrgGroupOrganisationEntity,
  unreadableKey,
} from '../../../directory/index.js';
import type { Fields } from '../fields.js';
import { Joined, type Pass, type Step, step } from '../pass.js';

const organisations = step<OrganisationEntity>({
  table: 'organisations',
  target: 'organisations',
  entity: OrganisationEntity,
  take: (fields, pass) => {
    const written = fields.words('nationality');
    const country = written ? (countryCodeOf(written) ?? null) : null;
    return {
      uuid: fields.uuid,
      name: pass.nameOf(fields, 'organisation'),
      url: fields.words('url'),
      country,
      nationalityText: country === null ? written : null,
      sector: fields.words('sector'),
      type: fields.words('type'),
      contacts: fields.text('contacts'),
      deletedAt: null,
      ...fields.moments,
    };
  },
});

const individuals = step<IndividualEntity>({
  table: 'individuals',
  target: 'individuals',
  entity: IndividualEntity,
  take: (fields, pass) => {
    const email = fields.line('email');
    if (!email) return pass.refuse(fields, 'has no e-mail address');
    const addresses = pass.memory('addresses');
    const known = addresses.get(email.toLowerCase()) ?? fields.id;
    if (known !== fields.id) {
      pass.remark(fields, `is one with person ${known}, who has the same e-mail address in another spelling`);
      return new Joined(known);
    }
    addresses.set(email.toLowerCase(), fields.id);
    return {
      uuid: fields.uuid,
      email,
      firstName: fields.line('first_name') ?? '',
      lastName: fields.line('last_name') ?? '',
      position: fields.text('position'),
      deletedAt: null,
      anonymisedAt: null,
      ...fields.moments,
    };
  },
});

const alignments = step<AlignmentEntity>({
  table: 'alignments',
  target: 'alignments',
  entity: AlignmentEntity,
  take: (fields, pass) => {
    const individualId = pass.known('individuals', fields.integer('individual_id'));
    const organisationId = pass.known('organisations', fields.integer('organisation_id'));
    if (individualId === undefined || organisationId === undefined)
      return pass.refuse(fields, 'joins a person and an organisation of whom one does not exist');
    const type = fields.line('type') ?? 'Member';
    if (!fields.line('type')) pass.remark(fields, `stands as '${type}' here: it did not say as what`);
    const triples = pass.memory('alignments');
    const triple = `${individualId}/${organisationId}/${type}`;
    const known = triples.get(triple) ?? fields.id;
    if (known !== fields.id) {
      pass.remark(fields, `is one with alignment ${known}, which says the same`);
      return new Joined(known);
    }
    triples.set(triple, fields.id);
    return { individualId, organisationId, type, validFrom: null, validUntil: null, ...fields.moments };
  },
});

const groups = step<OrgGroupEntity>({
  table: 'org_groups',
  target: 'org_groups',
  entity: OrgGroupEntity,
  take: (fields, pass) => ({
    uuid: fields.uuid,
    name: pass.nameOf(fields, 'group'),
    description: fields.text('description'),
    deletedAt: null,
    ...fields.moments,
  }),
});

const groupOrganisations = step<OrgGroupOrganisationEntity>({
  table: 'org_groups_organisations',
  target: 'org_group_organisations',
  entity: OrgGroupOrganisationEntity,
  take: (fields, pass) => {
    const orgGroupId = pass.known('org_groups', fields.integer('org_group_id'));
    const organisationId = pass.known('organisations', fields.integer('organisation_id'));
    if (orgGroupId === undefined || organisationId === undefined)
      return pass.refuse(fields, 'joins a group and an organisation of which one does not exist');
    return { orgGroupId, organisationId };
  },
});

const keys = step<EncryptionKeyEntity>({
  table: 'encryption_keys',
  target: 'encryption_keys',
  entity: EncryptionKeyEntity,
  take: async (fields, pass) => {
    const model = fields.text('owner_model') ?? '';
    const owners = /^(organisation|individual)s?$/i.exec(model)?.[1]?.toLowerCase();
    if (!owners) return pass.refuse(fields, `belongs to a record of '${model}', which has no keys here`);
    const isOrganisation = owners === 'organisation';
    const ownerId = pass.known(`${owners}s`, fields.integer('owner_id'));
    const text = fields.text('encryption_key')?.trim();
    if (ownerId === undefined) return pass.refuse(fields, 'belongs to nobody who exists');
    if (!text) return pass.refuse(fields, 'is empty');
    if (/PRIVATE KEY/i.test(text)) return pass.refuse(fields, 'is a private key, which nobody but its owner may hold');
    return {
      uuid: fields.uuid,
      organisationId: isOrganisation ? ownerId : null,
      individualId: isOrganisation ? null : ownerId,
      ...(await whatIsReadOf(text, fields, pass)),
      revoked: fields.flag('revoked'),
      deletedAt: null,
      ...fields.moments,
    };
  },
});

async function whatIsReadOf(text: string, fields: Fields, pass: Pass) {
  const type = fields.text('type')?.toLowerCase() === 'smime' ? ('smime' as const) : ('pgp' as const);
  try {
    const [key, ...more] = await pass.threads.run('inspect', { text });
    if (key && more.length === 0) return columnsOfKey(key);
    pass.remark(fields, `holds ${more.length + 1} keys and cannot be used; add each by itself`);
    return unreadableKey(text, type, `holds ${more.length + 1} keys`);
  } catch (error) {
    if (!(error instanceof KeyRefused)) throw error;
    pass.remark(fields, `is kept, but cannot be read as a key: ${error.message}`);
    return unreadableKey(text, type, error.message);
  }
}

/** Organisations, people and how they belong together. */
export const directorySteps: readonly Step[] = [
  organisations,
  individuals,
  alignments,
  groups,
  groupOrganisations,
  keys,
];
