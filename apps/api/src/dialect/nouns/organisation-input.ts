import type { Organisation, OrganisationInput, TaggedOrganisation } from '@cerebrate/cerebrate-wire';
import { countryCodeOf, NewOrganisation, OrganisationChanges } from '@cerebrate/contract';
import type { OrganisationWriteOptions } from '../../directory/index.js';
import { judged } from '../answers/judged.js';

/** The wire's columns in our words; the country is a code when the nationality names one. */
function columnsOf({ uuid, name, url, nationality, sector, type, contacts }: OrganisationInput) {
  const country = nationality === undefined ? undefined : (countryCodeOf(nationality ?? '') ?? null);
  const columns = { uuid, name, url, country, sector, type, contacts };
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined));
}

/** A new organisation as our own API takes it, judged by the same rules. Throws `InvalidInput`. */
export const newOrganisationOf = (input: OrganisationInput): NewOrganisation =>
  judged(NewOrganisation, columnsOf(input));

/** The changes of an edit as our own API takes them. Throws `InvalidInput`. */
export const changesOf = (input: OrganisationInput): OrganisationChanges =>
  judged(OrganisationChanges, columnsOf(input));

/** What only the wire can say: a nationality that is no country, moments of a peer, its forms of meta-fields. */
export function optionsOf(input: OrganisationInput): OrganisationWriteOptions {
  const { nationality, created, modified, metaFields, metaTemplates } = input;
  const isCountry = countryCodeOf(nationality ?? '') !== undefined;
  return {
    ...(nationality === undefined ? {} : { nationalityText: isCountry ? null : nationality?.trim() || null }),
    ...(created ? { created } : {}),
    ...(modified ? { modified } : {}),
    ...(metaFields ? { wireMetaFields: metaFields } : {}),
    ...(metaTemplates ? { wireMetaFieldChanges: metaTemplates } : {}),
  };
}

/** The reply of tagging: columns and tags. */
export function taggedOrganisation(row: Organisation): TaggedOrganisation {
  const { meta_fields: _values, org_groups: _groups, alignments: _alignments, ...tagged } = row;
  return tagged;
}
