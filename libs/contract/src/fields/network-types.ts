import { defineFieldType, type FieldType, type ParsedValue, quoted, type Refusal, refuse } from './field-type.js';
import {
  type Family,
  formatAddress,
  formatCidr,
  formatNetwork,
  type Network,
  networkAround,
  prefixOfNetmask,
  rangeEnds,
  readAddress,
  readPrefix,
  splitRange,
  unmapped,
  widthOf,
} from './networks.js';

type ReadNetworks = { readonly ok: true; readonly networks: readonly Network[] } | Refusal;

/**
 * Reads what a network field takes: an address, a CIDR network without host bits, or a range `a-b`, all of one family.
 * The original took any prefix and any host bits (WIRE-CONTRACT §3.11); here a slip is refused with its correction.
 */
function readNetworks(text: string, family: Family): ReadNetworks {
  const ends = rangeEnds(text);
  if (ends) return readRange(text, ends, family);
  const slash = text.indexOf('/');
  const host = slash < 0 ? text : text.slice(0, slash);
  const address = readAddress(host.trim());
  if (!address) return refuse(unreadable(text, family));
  const mask = slash < 0 ? String(widthOf(address.family)) : text.slice(slash + 1).trim();
  const prefix = readPrefix(mask, address.family);
  if (prefix === undefined) return refuse(badPrefix(text, mask, host, address.family));
  const network = networkAround(address, prefix);
  if (unmapped(network) !== network) return refuse(mapped(text, network));
  if (address.family !== family) return refuse(wrongFamily(text, family));
  if (network.first !== address.bits) {
    return refuse(`${text} has host bits set; the network is ${formatCidr(network)}`);
  }
  return { ok: true, networks: [network] };
}

function readRange(text: string, [from, to]: readonly [string, string], family: Family): ReadNetworks {
  const first = readAddress(from);
  const last = readAddress(to);
  if (!first || !last) return refuse(unreadable(text, family));
  if (first.family !== last.family)
    return refuse(`${quoted(text)} mixes IPv4 and IPv6; both ends must be of one family`);
  if (first.family !== family) return refuse(wrongFamily(text, family));
  if (last.bits < first.bits) {
    return refuse(
      `the range ${quoted(text)} ends before it begins; write ${formatAddress(last)}-${formatAddress(first)}`,
    );
  }
  const networks = splitRange(family, first.bits, last.bits);
  const disguised = networks.find((network) => unmapped(network) !== network);
  return disguised ? refuse(mapped(text, disguised)) : { ok: true, networks };
}

function unreadable(text: string, family: Family): string {
  if (text.includes('%')) return `${quoted(text)} has a zone, which means nothing on another machine; remove it`;
  const examples =
    family === 4
      ? '10.5.3.4, 10.5.0.0/16 or 10.5.0.0-10.5.3.255'
      : '2001:db8::1, 2001:db8::/32 or 2001:db8::-2001:db8::ff';
  return `${quoted(text)} is no IPv${family} address, network or range; write for example ${examples}`;
}

function badPrefix(text: string, mask: string, host: string, family: Family): string {
  const prefix = family === 4 ? prefixOfNetmask(mask) : undefined;
  if (prefix !== undefined) return `${quoted(text)} has a netmask; write the prefix length, ${host.trim()}/${prefix}`;
  return `the prefix length of ${quoted(text)} must be a number from 0 to ${widthOf(family)}`;
}

function mapped(text: string, network: Network): string {
  return `${quoted(text)} is IPv4 written as IPv6; write ${formatNetwork(unmapped(network))} in an IPv4 field`;
}

function wrongFamily(text: string, family: Family): string {
  return `${quoted(text)} is IPv${family === 4 ? 6 : 4}; this field takes IPv${family}`;
}

function parseNetworks(text: string, family: Family): ParsedValue {
  const read = readNetworks(text, family);
  if (!read.ok) return read;
  return {
    ok: true,
    values: read.networks.map((network) => ({ value: formatNetwork(network), typed: { net: formatCidr(network) } })),
  };
}

/** IPv4 address, network or range; a range that is no CIDR becomes the fewest networks that cover it exactly. */
export const ipv4: FieldType<'ipv4'> = defineFieldType({
  type: 'ipv4',
  title: 'IPv4 address or network',
  example: '192.0.2.0/24',
  read: (text) => parseNetworks(text, 4),
});

/** IPv6 address, network or range in RFC 5952 text; ranges as for IPv4. */
export const ipv6: FieldType<'ipv6'> = defineFieldType({
  type: 'ipv6',
  title: 'IPv6 address or network',
  example: '2001:db8::/32',
  read: (text) => parseNetworks(text, 6),
});
