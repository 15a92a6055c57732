import { readAsNumber } from '../fields/as-number.js';
import { readDomain, reverseDomain } from '../fields/domain.js';
import { readEmail } from '../fields/email.js';
import { quoted } from '../fields/field-type.js';
import {
  type Address,
  type Family,
  formatAddress,
  formatCidr,
  type Network,
  networkAround,
  prefixOfNetmask,
  rangeEnds,
  readAddress,
  readPrefix,
  splitRange,
  unmapped,
  widthOf,
} from '../fields/networks.js';
import { refang } from './refang.js';

/** One address. `net` is CIDR text with the full prefix length, `8.8.8.8/32`; `address` is how to show it. */
export interface SearchedAddress {
  readonly kind: 'address';
  readonly family: Family;
  readonly net: string;
  readonly address: string;
}

/** A CIDR network; host bits that were typed are already cleared in `net`. */
export interface SearchedNetwork {
  readonly kind: 'network';
  readonly family: Family;
  readonly net: string;
}

/** `a-b` as the fewest CIDR networks that cover it exactly; at least two, one would be a network or an address. */
export interface SearchedRange {
  readonly kind: 'range';
  readonly family: Family;
  readonly nets: readonly string[];
}

export interface SearchedAsNumber {
  readonly kind: 'asn';
  readonly asn: number;
}

/**
 * `domain` in lower-case ASCII, `reversed` as the typed column holds it: `lu.circl.www`. Names of organisations have
 * dots too ("Booking.com"), so a search should look for the text besides.
 */
export interface SearchedDomain {
  readonly kind: 'domain';
  readonly domain: string;
  readonly reversed: string;
}

export interface SearchedEmail {
  readonly kind: 'email';
  readonly email: string;
}

/** Lower case with hyphens. */
export interface SearchedUuid {
  readonly kind: 'uuid';
  readonly uuid: string;
}

/** An OpenPGP or X.509 SHA-1 fingerprint (40 digits) or an OpenPGP key id (16 digits), upper case without separators. */
export interface SearchedFingerprint {
  readonly kind: 'fingerprint';
  readonly hex: string;
}

/**
 * Anything else. `also` holds what the text could mean besides: the AS number of a bare integer, the key id in sixteen
 * digits. `problem` says why something that looks like an address, a network or an AS number is none.
 */
export interface SearchedText {
  readonly kind: 'text';
  readonly text: string;
  readonly also?: readonly (SearchedAsNumber | SearchedFingerprint)[];
  readonly problem?: string;
}

/** What a person who typed a search means by it (FEATURES SRC-03). */
export type Classified =
  | SearchedAddress
  | SearchedNetwork
  | SearchedRange
  | SearchedAsNumber
  | SearchedDomain
  | SearchedEmail
  | SearchedUuid
  | SearchedFingerprint
  | SearchedText
  | { readonly kind: 'empty' };

/** Queries longer than this are text without a closer look. */
const longestLook = 2048;

const readers: readonly ((text: string) => Classified | undefined)[] = [
  readUuid,
  readNetworkQuery,
  readMailQuery,
  readWebQuery,
  readAsQuery,
  readFingerprint,
  readDomainQuery,
];

/**
 * Tells what a search query is. Never throws; linear in the query. In order: UUID; address, network, range; e-mail
 * address; web address (its host counts); AS number; fingerprint; domain; text. Defanged forms (`8.8.8[.]8`,
 * `hxxps://…`) are read as what they hide, IPv4-mapped IPv6 as IPv4, and `[2001:db8::1]:443` and `192.0.2.1:80`
 * without their port.
 */
export function classify(query: string): Classified {
  const trimmed = query.trim();
  if (trimmed === '') return { kind: 'empty' };
  if (trimmed.length > longestLook) return { kind: 'text', text: trimmed };
  const text = refang(trimmed);
  for (const read of readers) {
    const classified = read(text);
    if (classified) return classified;
  }
  return { kind: 'text', text: trimmed };
}

function readUuid(text: string): Classified | undefined {
  const [, uuid] =
    /^(?:urn:uuid:)?\{?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\}?$/i.exec(text) ?? [];
  return uuid === undefined ? undefined : { kind: 'uuid', uuid: uuid.toLowerCase() };
}

function readNetworkQuery(text: string): Classified | undefined {
  const host = withoutPort(text);
  const address = readAddress(host);
  if (address) return ofNetwork(networkAround(address, widthOf(address.family)));
  const slash = text.indexOf('/');
  if (slash > 0) return readCidr(text, readAddress(text.slice(0, slash).trim()), text.slice(slash + 1).trim());
  const ends = rangeEnds(text);
  if (ends) return readRange(text, readAddress(ends[0]), readAddress(ends[1]));
  if (!/^[0-9]{1,5}(?:\.[0-9]{1,5}){3}$/.test(host)) return undefined;
  return {
    kind: 'text',
    text,
    problem: `${quoted(text)} is no IPv4 address: each part is 0 to 255, without leading zeros`,
  };
}

function readCidr(text: string, address: Address | undefined, mask: string): Classified | undefined {
  if (!address) return undefined;
  const netmask = address.family === 4 ? prefixOfNetmask(mask) : undefined;
  const prefix = mask === '' ? widthOf(address.family) : (readPrefix(mask, address.family) ?? netmask);
  if (prefix !== undefined) return ofNetwork(networkAround(address, prefix));
  if (!/^[0-9.]*$/.test(mask)) return undefined;
  const problem = `the prefix length of ${quoted(text)} must be a number from 0 to ${widthOf(address.family)}`;
  return { kind: 'text', text, problem };
}

function readRange(text: string, first: Address | undefined, last: Address | undefined): Classified | undefined {
  if (!first || !last) return undefined;
  if (first.family !== last.family) {
    return { kind: 'text', text, problem: `${quoted(text)} mixes IPv4 and IPv6; both ends must be of one family` };
  }
  if (last.bits < first.bits) {
    const swapped = `${formatAddress(last)}-${formatAddress(first)}`;
    return { kind: 'text', text, problem: `the range ${quoted(text)} ends before it begins; try ${swapped}` };
  }
  const split = splitRange(first.family, first.bits, last.bits);
  const plain = split.map(unmapped);
  const networks = plain.every(({ family }) => family === 4) ? plain : split;
  const [only] = networks;
  if (only && networks.length === 1) return ofNetwork(only);
  return { kind: 'range', family: only?.family ?? first.family, nets: networks.map(formatCidr) };
}

function ofNetwork(network: Network): SearchedAddress | SearchedNetwork {
  const { family, first, prefix } = unmapped(network);
  const net = formatCidr({ family, first, prefix });
  if (prefix < widthOf(family)) return { kind: 'network', family, net };
  return { kind: 'address', family, net, address: formatAddress({ family, bits: first }) };
}

/** `[2001:db8::1]:443`, `192.0.2.1:80` and `www.circl.lu:8443` without brackets and port. */
function withoutPort(text: string): string {
  const [, inBrackets, plain] = /^(?:\[([^\]]*)\](?::[0-9]{1,5})?|([^:]*):[0-9]{1,5})$/.exec(text) ?? [];
  return inBrackets ?? plain ?? text;
}

function readMailQuery(text: string): Classified | undefined {
  if (/\s/.test(text) || /^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return undefined;
  if (text.startsWith('@')) return ofDomain(text.slice(1));
  const read = text.includes('@') ? readEmail(text) : undefined;
  return read?.ok ? { kind: 'email', email: read.email } : undefined;
}

/** `https://www.circl.lu/x`, `www.circl.lu/x`, `www.circl.lu:8443`: the host counts. */
function readWebQuery(text: string): Classified | undefined {
  if (/\s/.test(text)) return undefined;
  const [, scheme, rest = text] = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/i.exec(text) ?? [];
  const authority = rest.split(/[/?#]/, 1)[0] ?? '';
  const host = withoutPort(authority.slice(authority.lastIndexOf('@') + 1));
  if (scheme === undefined && (authority.includes('@') || !host.includes('.') || host === text)) return undefined;
  const address = readAddress(host);
  return address ? ofNetwork(networkAround(address, widthOf(address.family))) : ofDomain(host);
}

function readAsQuery(text: string): Classified | undefined {
  if (!/^(?:asn?\s*)?[0-9]+(?:\.[0-9]+)?$/i.test(text)) return undefined;
  const read = readAsNumber(text);
  if (/^a/i.test(text)) return read.ok ? { kind: 'asn', asn: read.asn } : { kind: 'text', text, problem: read.message };
  if (text.includes('.')) return undefined;
  if (read.ok) return { kind: 'text', text, also: [{ kind: 'asn', asn: read.asn }] };
  return text.length === 16 ? { kind: 'text', text, also: [{ kind: 'fingerprint', hex: text }] } : undefined;
}

function readFingerprint(text: string): Classified | undefined {
  if (!/^(?:0x)?[0-9a-f][0-9a-f\s:]*$/i.test(text)) return undefined;
  const hex = text.replace(/^0x/i, '').replace(/[\s:]/g, '').toUpperCase();
  return hex.length === 40 || hex.length === 16 ? { kind: 'fingerprint', hex } : undefined;
}

/** `circl.lu`, `*.circl.lu`, `.lu`. */
function readDomainQuery(text: string): Classified | undefined {
  return text.includes('.') && !/\s/.test(text) ? ofDomain(text) : undefined;
}

function ofDomain(text: string): SearchedDomain | undefined {
  const read = readDomain(text);
  return read.ok ? { kind: 'domain', domain: read.domain, reversed: reverseDomain(read.domain) } : undefined;
}
