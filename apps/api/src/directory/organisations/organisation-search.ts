import { type Classified, classify, countryCodeOf, type SearchedDomain } from '@cerebrate/contract';
import { isShown } from '../../fields/index.js';
import { empty, join, type Principal, type Sql, sql } from '../../kernel/index.js';
import { individualScope } from '../individuals/individual.scope.js';
import { isOneOf } from '../merges/aliases.js';
import { holdsText, holdsWords, mayBeMistyped, nearness } from '../search-words.js';
import { organisationScope } from './organisation.scope.js';

/** What a person typed, understood; nothing to look for is no meaning. */
export type Meaning = Exclude<Classified, { kind: 'empty' }>;

/** What the one who searches may see: conditions over `organisations x`, `individuals i` and values of `meta_fields m`. */
export interface Sight {
  readonly organisations: Sql;
  readonly people: Sql;
  readonly values: Sql;
}

/** What the principal may see. */
export const sightOf = (principal: Principal): Sight => ({
  organisations: organisationScope.see.where(principal, 'x'),
  people: individualScope.see.where(principal, 'i'),
  values: isShown(principal),
});

/**
 * Which organisations a person means who types `q` into a search field, as a condition over `organisations o`
 * (FEATURES SRC-03, ORG-04, ORG-12). Addresses and networks find the constituencies around and inside them, AS numbers,
 * domains, e-mail addresses and uuids what they name, everything else the names and values that hold the words. When
 * nothing does, names that differ by a slip of the finger are found.
 *
 * Every branch is answered by an index. Which organisations the caller may see is the scope's business; `sight` is needed
 * so that "nothing does" is judged by what the caller sees, and so that nobody's address finds the organisation of a
 * person the caller may not see.
 */
export function organisationSearchCondition(q: string, sight: Sight): Sql {
  const meaning = classify(q);
  if (meaning.kind === 'empty') return sql`true`;
  const hits = organisationHits(meaning, sight);
  if (meaning.kind !== 'text' || !mayBeMistyped(meaning.text)) return sql`o.id in (select hit.id from (${hits}) hit)`;
  return sql`o.id in (
    with hit as (${hits})
    select hit.id from hit
    union all
    select alike from organisations_alike(fold_text(${meaning.text})) alike
    where not exists (select from hit join organisations x on x.id = hit.id where ${sight.organisations}))`;
}

/** Who looks, and how many of the best are wanted: while somebody types, half a word is in every third name. */
interface Look {
  readonly sight: Sight;
  readonly most: number | undefined;
}

/**
 * The organisations of a meaning as rows `(id, rank, via)`: a lower rank answers better, `via` is the value that did
 * when it is not the name. An organisation may stand in several rows; deleted ones are not left out. With `most` at
 * least the best so many of those in sight are among them.
 */
export function organisationHits(meaning: Meaning, sight: Sight, most?: number): Sql {
  return join(branchesOf(meaning, { sight, most }), ' union all ');
}

function branchesOf(meaning: Meaning, look: Look): Sql[] {
  switch (meaning.kind) {
    case 'address':
    case 'network':
      return aroundAndInside(meaning.net, look);
    case 'range':
      return meaning.nets.flatMap((net) => aroundAndInside(net, look));
    case 'asn':
      return [owners(0, sql`m.v_asn = ${meaning.asn}`, look)];
    case 'domain':
      return [...ofDomain(meaning, look), ...(meaning.domain.includes('.') ? ofName(meaning.domain, look) : [])];
    case 'email':
      return ofEmail(meaning.email, look);
    case 'uuid':
      return [organisations(0, isOneOf('organisation', sql`x`, [meaning.uuid])), withValue(meaning.uuid, look)];
    case 'fingerprint':
      return [withValue(meaning.hex, look)];
    case 'text':
      return [...ofText(meaning.text, look), ...(meaning.also ?? []).flatMap((also) => branchesOf(also, look))];
  }
}

const owners = (rank: number | Sql, condition: Sql, { sight }: Look): Sql =>
  sql`select m.organisation_id as id, ${typeof rank === 'number' ? sql`${rank}::int` : rank} as rank, m.value as via
    from meta_fields m where m.organisation_id is not null and ${condition} and ${sight.values}`;
function organisations(rank: number | Sql, condition: Sql, look?: Look): Sql {
  const isSame = typeof rank === 'number';
  const all = sql`select x.id, ${isSame ? sql`${rank}::int` : rank} as rank, null as via
    from organisations x where x.deleted_at is null and ${condition}`;
  if (look?.most === undefined) return all;
  // rows of one rank are taken as they come: in any order of names the index on names would be walked for them
  return sql`(${all} and ${look.sight.organisations} ${isSame ? empty : sql`order by 2, x.folded`} limit ${look.most})`;
}

/** The networks around it, the narrowest first, then those inside, the widest first. */
const aroundAndInside = (net: string, look: Look): Sql[] => [
  owners(sql`-masklen(m.v_net)`, sql`m.v_net >>= ${net}::inet`, look),
  owners(sql`masklen(m.v_net)`, sql`m.v_net << ${net}::inet`, look),
];

/** Those answering for the domain or one above it, the nearest first, then those for one below it. */
const ofDomain = ({ reversed }: SearchedDomain, look: Look): Sql[] => [
  owners(sql`-length(m.v_domain)`, sql`m.v_domain = any(${selfAndParents(reversed)}::text[])`, look),
  owners(0, belowDomain(reversed), look),
];

/** `lu.circl.www` → itself, `lu.circl`, `lu`. */
export function selfAndParents(reversed: string): string[] {
  const labels = reversed.split('.');
  return labels.map((_, at) => labels.slice(0, labels.length - at).join('.'));
}

/** Reversed names under this one; a range on the index, since a pattern would not be one in a prepared statement. */
export const belowDomain = (reversed: string): Sql =>
  sql`(m.v_domain ~>=~ ${`${reversed}.`} and m.v_domain ~<~ ${`${reversed}/`})`;

function ofEmail(email: string, look: Look): Sql[] {
  const domain = classify(email.slice(email.lastIndexOf('@')));
  return [
    withValue(email, look),
    sql`select al.organisation_id as id, 1 as rank, i.email::text as via
      from individuals i join alignments al on al.individual_id = i.id
      where ${look.sight.people} and i.email = ${email}::citext`,
    organisations(2, sql`x.contacts is not null and ${holdsText(sql`lower(x.contacts)`, email)}`),
    ...(domain.kind === 'domain'
      ? [owners(5, sql`m.v_domain = any(${selfAndParents(domain.reversed)}::text[])`, look)]
      : []),
  ];
}

/** Names and values that hold the text; sector, type and country exactly (FEATURES ORG-04). */
function ofText(text: string, look: Look): Sql[] {
  const country = countryCodeOf(text);
  return [
    ...ofName(text, look),
    organisations(6, sql`lower(x.sector) = lower(${text})`, look),
    organisations(6, sql`lower(x.type) = lower(${text})`, look),
    ...(country ? [organisations(6, sql`x.country = ${country}`, look)] : []),
  ];
}

const ofName = (text: string, look: Look): Sql[] => [
  organisations(nearness(sql`x.folded`, text), holdsWords(sql`x.folded`, text), look),
  organisations(5, sql`x.url is not null and ${holdsText(sql`lower(x.url)`, text)}`, look),
  withValue(text, look),
];

const withValue = (text: string, look: Look): Sql =>
  owners(7, sql`m.v_net is null and ${holdsText(sql`lower(m.value)`, text)}`, look);
