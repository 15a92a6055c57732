import { type Classified, classify, countryCodeOf, type SearchedDomain } from '@cerebrate/contract';
import { join, type Sql, sql } from '../../kernel/index.js';

/**
 * Which organisations a person means who types `q` into a search field, as a condition over `organisations o`
 * (FEATURES SRC-03, ORG-04, ORG-12). Addresses and networks find the constituencies around and inside them, AS numbers,
 * domains, e-mail addresses and uuids what they name, everything else the names and values that hold the words.
 * Every branch is answered by an index; what the caller may see is the scope's business.
 */
export function organisationSearchCondition(q: string): Sql {
  const meaning = classify(q);
  if (meaning.kind === 'empty') return sql`true`;
  return sql`o.id in (${join(branchesOf(meaning), ' union all ')})`;
}

function branchesOf(meaning: Exclude<Classified, { kind: 'empty' }>): Sql[] {
  switch (meaning.kind) {
    case 'address':
    case 'network':
      return [aroundAndInside(meaning.net)];
    case 'range':
      return meaning.nets.map(aroundAndInside);
    case 'asn':
      return [owners(sql`m.v_asn = ${meaning.asn}`)];
    case 'domain':
      return [ofDomain(meaning), ...ofText(meaning.domain)];
    case 'email':
      return ofEmail(meaning.email);
    case 'uuid':
      return [organisations(sql`x.uuid = ${meaning.uuid}::uuid`), withValue(meaning.uuid)];
    case 'fingerprint':
      return [withValue(meaning.hex)];
    case 'text':
      return [...ofText(meaning.text), ...(meaning.also ?? []).flatMap(branchesOf)];
  }
}

const owners = (condition: Sql): Sql =>
  sql`select m.organisation_id from meta_fields m where m.organisation_id is not null and ${condition}`;
const organisations = (condition: Sql): Sql =>
  sql`select x.id from organisations x where x.deleted_at is null and ${condition}`;

const aroundAndInside = (net: string): Sql =>
  join([owners(sql`m.v_net >>= ${net}::inet`), owners(sql`m.v_net << ${net}::inet`)], ' union all ');

/** Those answering for the domain, for one above it, or for one below it. */
const ofDomain = ({ reversed }: SearchedDomain): Sql =>
  join([owners(sql`m.v_domain = any(${selfAndParents(reversed)}::text[])`), owners(below(reversed))], ' union all ');

/** `lu.circl.www` → itself, `lu.circl`, `lu`. */
export function selfAndParents(reversed: string): string[] {
  const labels = reversed.split('.');
  return labels.map((_, at) => labels.slice(0, labels.length - at).join('.'));
}

/** Reversed names under this one; a range on the index, since a pattern would not be one in a prepared statement. */
const below = (reversed: string): Sql => sql`(m.v_domain ~>=~ ${`${reversed}.`} and m.v_domain ~<~ ${`${reversed}/`})`;

function ofEmail(email: string): Sql[] {
  const host = email.slice(email.lastIndexOf('@') + 1);
  const domain = classify(`@${host}`);
  return [
    withValue(email),
    sql`select al.organisation_id from alignments al join individuals i on i.id = al.individual_id
      where i.deleted_at is null and i.email = ${email}::citext`,
    ...(domain.kind === 'domain' ? [owners(sql`m.v_domain = any(${selfAndParents(domain.reversed)}::text[])`)] : []),
    organisations(sql`lower(x.contacts) like ${contains(sql`lower(${email})`)}`),
  ];
}

/** Names and values that hold the text; sector, type, country and address exactly (FEATURES ORG-04). */
function ofText(text: string): Sql[] {
  const country = countryCodeOf(text);
  return [
    organisations(sql`x.folded like ${contains(sql`fold_text(${text})`)}`),
    organisations(sql`lower(x.sector) = lower(${text})`),
    organisations(sql`lower(x.type) = lower(${text})`),
    organisations(sql`lower(x.url) like ${contains(sql`lower(${text})`)}`),
    ...(country ? [organisations(sql`x.country = ${country}`)] : []),
    ...(text.length >= 4 ? [organisations(sql`fold_text(${text}) <% x.folded`)] : []),
    withValue(text),
  ];
}

const withValue = (text: string): Sql =>
  owners(sql`m.v_net is null and lower(m.value) like ${contains(sql`lower(${text})`)}`);

/** The LIKE pattern for "somewhere inside"; escaped after folding, which may itself make a wildcard of a look-alike. */
const contains = (text: Sql): Sql =>
  sql`'%' || replace(replace(replace(${text}, '\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%'`;
