import ipaddr from 'ipaddr.js';

/** IP version. */
export type Family = 4 | 6;

/** One address as a number of 32 or 128 bits. */
export interface Address {
  readonly family: Family;
  readonly bits: bigint;
}

/** One CIDR network: `first` has no host bits set. */
export interface Network {
  readonly family: Family;
  readonly first: bigint;
  readonly prefix: number;
}

/** Number of bits in an address. */
export function widthOf(family: Family): 32 | 128 {
  return family === 4 ? 32 : 128;
}

/**
 * Reads one address: four decimal parts without leading zeros, or any RFC 4291 form of IPv6 (also with a dotted
 * tail) without a zone. Anything else, including the short and octal IPv4 forms of old libraries, gives undefined.
 */
export function readAddress(text: string): Address | undefined {
  if (isDottedDecimal(text)) return { family: 4, bits: bitsOf(ipaddr.IPv4.parse(text).octets, 8) };
  const plain = text.includes('.') ? withoutDottedTail(text) : text;
  if (plain === undefined || plain.length > 39 || !/^[0-9a-f:]+$/i.test(plain) || /[0-9a-f]{5}/i.test(plain)) {
    return undefined;
  }
  try {
    return { family: 6, bits: bitsOf(ipaddr.IPv6.parse(plain).parts, 16) };
  } catch {
    return undefined;
  }
}

/** Four decimal parts without leading zeros. The first look spares the library a thrown error for all other text. */
function isDottedDecimal(text: string): boolean {
  return /^[0-9.]{7,15}$/.test(text) && ipaddr.IPv4.isValidFourPartDecimal(text);
}

/** `::ffff:1.2.3.4` → `::ffff:102:304`; undefined when the tail is no address or something follows it. */
function withoutDottedTail(text: string): string | undefined {
  const cut = text.lastIndexOf(':') + 1;
  const tail = text.slice(cut);
  if (cut === 0 || !isDottedDecimal(tail)) return undefined;
  const [a = 0, b = 0, c = 0, d = 0] = ipaddr.IPv4.parse(tail).octets;
  return `${text.slice(0, cut)}${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
}

/** By way of hexadecimal text: one conversion is several times quicker than a shift for each part. */
function bitsOf(parts: readonly number[], size: 8 | 16): bigint {
  return BigInt(`0x${parts.map((part) => part.toString(16).padStart(size / 4, '0')).join('')}`);
}

/** The address as text: dotted decimal, or RFC 5952 (lower case, longest run of zeros folded). */
export function formatAddress({ family, bits }: Address): string {
  const hex = bits.toString(16).padStart(widthOf(family) / 4, '0');
  const parts = (hex.match(family === 4 ? /../g : /..../g) ?? []).map((part) => Number.parseInt(part, 16));
  return family === 4 ? parts.join('.') : new ipaddr.IPv6(parts).toRFC5952String();
}

/** A prefix length written in plain decimal and within the family's width; undefined otherwise. */
export function readPrefix(text: string, family: Family): number | undefined {
  if (!/^(?:0|[1-9][0-9]{0,2})$/.test(text)) return undefined;
  const prefix = Number(text);
  return prefix <= widthOf(family) ? prefix : undefined;
}

/** `255.255.240.0` → 20; undefined for what is no netmask. */
export function prefixOfNetmask(text: string): number | undefined {
  if (!isDottedDecimal(text)) return undefined;
  return ipaddr.IPv4.parse(text).prefixLengthFromSubnetMask() ?? undefined;
}

/** The network of this prefix length that holds the address; host bits are cleared. */
export function networkAround({ family, bits }: Address, prefix: number): Network {
  const hostBits = BigInt(widthOf(family) - prefix);
  return { family, first: (bits >> hostBits) << hostBits, prefix };
}

/**
 * An IPv4-mapped IPv6 network (`::ffff:0:0/96` and below, RFC 4291 §2.5.5.2) as the IPv4 network it stands for;
 * every other network as it is.
 */
export function unmapped(network: Network): Network {
  if (network.family !== 6 || network.prefix < 96 || network.first >> 32n !== 0xffffn) return network;
  return { family: 4, first: network.first & 0xffff_ffffn, prefix: network.prefix - 96 };
}

/** One network as CIDR, or one address as the network of itself; host bits are cleared. Undefined for anything else. */
export function readNetwork(text: string): Network | undefined {
  const [host = '', mask, more] = text.split('/');
  const address = readAddress(host);
  if (!address || more !== undefined) return undefined;
  const prefix = mask === undefined ? widthOf(address.family) : readPrefix(mask, address.family);
  return prefix === undefined ? undefined : unmapped(networkAround(address, prefix));
}

/** Whether the network holds the address; an IPv4-mapped address counts as the IPv4 address it stands for. */
export function holdsAddress(network: Network, address: Address): boolean {
  const { family, first } = unmapped({ family: address.family, first: address.bits, prefix: widthOf(address.family) });
  return family === network.family && networkAround({ family, bits: first }, network.prefix).first === network.first;
}

/** CIDR text with the prefix length always written, as the typed column takes it. */
export function formatCidr(network: Network): string {
  return `${formatAddress({ family: network.family, bits: network.first })}/${network.prefix}`;
}

/** CIDR text, but a lone address without its `/32` or `/128`: how the original writes and echoes values. */
export function formatNetwork(network: Network): string {
  const address = formatAddress({ family: network.family, bits: network.first });
  return network.prefix === widthOf(network.family) ? address : `${address}/${network.prefix}`;
}

/**
 * The fewest CIDR networks that cover exactly `first`..`last`, in order. At most 62 for IPv4 and 254 for IPv6.
 * Promises nothing when `last` is below `first`.
 */
export function splitRange(family: Family, first: bigint, last: bigint): Network[] {
  const width = widthOf(family);
  const networks: Network[] = [];
  for (let start = first; start <= last; ) {
    const aligned = start === 0n ? width : magnitude(start & -start);
    const hostBits = Math.min(aligned, magnitude(last - start + 1n));
    networks.push({ family, first: start, prefix: width - hostBits });
    start += 1n << BigInt(hostBits);
  }
  return networks;
}

/** Position of the highest bit set in a positive number. */
function magnitude(bits: bigint): number {
  return bits.toString(2).length - 1;
}

/** `a-b`, `a - b`, also with the dashes a word processor makes of it; undefined without exactly two ends. */
export function rangeEnds(text: string): [string, string] | undefined {
  const ends = text.split(/[-\u2013\u2014]/);
  const [from, to] = ends.map((end) => end.trim());
  return ends.length === 2 && from && to ? [from, to] : undefined;
}
