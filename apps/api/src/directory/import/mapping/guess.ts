import {
  constituencyTemplateUuid,
  foldText,
  type ImportColumn,
  type ImportMapping,
  type ImportMappingEntry,
  type ImportTargetChoice,
  type ImportTransform,
  metaTargetOf,
} from '@cerebrate/contract';
import { stepsOf } from '../reading/source-path.js';

/** Names that columns have in lists people keep, without case and punctuation, and what they mean. */
const synonyms: Readonly<Record<string, readonly string[]>> = {
  uuid: ['uuid', 'orguuid', 'organisationuuid'],
  name: [
    'name',
    'organisation',
    'organization',
    'organisationname',
    'organizationname',
    'org',
    'orgname',
    'team',
    'teamname',
    'shortname',
    'company',
  ],
  url: ['url', 'website', 'web', 'homepage', 'site', 'www'],
  nationality: ['nationality', 'country', 'countrycode', 'countryname', 'cc', 'iso2'],
  sector: ['sector', 'industry'],
  type: ['type', 'orgtype', 'organisationtype', 'organizationtype'],
  contacts: ['contacts', 'contact', 'email', 'emails', 'mail', 'contactemail'],
  created: ['created', 'createdat', 'datecreated'],
  tags: ['tags', 'tag', 'labels'],
  [metaTargetOf(constituencyTemplateUuid, 'AS Number')]: [
    'asnumber',
    'asn',
    'asns',
    'as',
    'autonomoussystem',
    'autonomoussystemnumber',
  ],
  [metaTargetOf(constituencyTemplateUuid, 'Domain')]: ['domain', 'domains', 'fqdn'],
  [metaTargetOf(constituencyTemplateUuid, 'IPv4 address')]: ['ipv4', 'ipv4address', 'ipv4addresses'],
  [metaTargetOf(constituencyTemplateUuid, 'IPv6 address')]: ['ipv6', 'ipv6address', 'ipv6addresses'],
};
/** Columns that hold networks of either family. */
const networkNames = new Set([
  'ip',
  'ips',
  'iprange',
  'ipranges',
  'ranges',
  'network',
  'networks',
  'cidr',
  'cidrs',
  'prefix',
  'prefixes',
  'subnet',
  'subnets',
  'netblock',
  'netblocks',
]);

const listTargets = new Set(['tags', 'contacts']);

/**
 * A mapping guessed from the names of columns and their first values: organisation fields by the names people use,
 * fields of the given templates by their own names, as far as their columns mean nothing else yet. Each target is filled
 * at most once. Pure.
 */
export function guessMapping(columns: readonly ImportColumn[], choices: readonly ImportTargetChoice[]): ImportMapping {
  const known = new Map(choices.map((choice) => [choice.target, choice]));
  const entries = new Map<string, ImportMappingEntry>();
  const add = (target: string, column: ImportColumn, ...more: ImportTransform[]) => {
    if (entries.has(target) || (target.startsWith('meta:') && !known.has(target))) return;
    const isList = listTargets.has(target) || known.get(target)?.multiple === true;
    const split = isList ? splitOf(column) : [];
    entries.set(target, { target, from: [column.path], transforms: [...split, ...more], keep: false });
  };
  for (const column of columns) {
    const key = keyOf(column.path);
    if (networkNames.has(key)) {
      add(metaTargetOf(constituencyTemplateUuid, 'IPv4 address'), column, { by: 'ipv4' });
      add(metaTargetOf(constituencyTemplateUuid, 'IPv6 address'), column, { by: 'ipv6' });
    }
    for (const [target, names] of Object.entries(synonyms))
      if (names.includes(key)) add(target, column, ...(target.endsWith('/AS Number') ? [{ by: 'asn' } as const] : []));
  }
  for (const { target, label } of choices) {
    const used = new Set([...entries.values()].flatMap(({ from }) => from));
    const column = target.startsWith('meta:')
      ? columns.find(({ path }) => !used.has(path) && keyOf(path) === keyOf(label))
      : undefined;
    if (column) add(target, column);
  }
  return [...entries.values()];
}

/** By what the records can be found again: their uuid, else their name. */
export function guessMatch(mapping: ImportMapping): string | null {
  const targets = new Set(mapping.map(({ target }) => target));
  return targets.has('uuid') ? 'uuid' : targets.has('name') ? 'name' : null;
}

/** The last named step of a path, without case, accents and punctuation. */
function keyOf(path: string): string {
  const step = stepsOf(path).findLast((one) => !/^\{[ns*]\}$/.test(one)) ?? path;
  return foldText(step).replace(/[^\p{L}\p{N}]+/gu, '');
}

/** In one cell several values are told apart by a sign; in JSON they are a list already. */
function splitOf({ path, samples }: ImportColumn): ImportTransform[] {
  if (path.includes('{')) return [];
  const separator = [';', '\n', '|', ','].find((sign) => samples.some((sample) => sample.includes(sign)));
  return separator === undefined ? [] : [{ by: 'split', separator }];
}
