import { accept, defineFieldType, type FieldType, quoted, type Refusal, refuse } from './field-type.js';

const highest = 4_294_967_295;

/** Reads `64500`, `AS64500`, `as 64500`, `ASN64500` and asdot `1.10` (RFC 5396) to a number 0..4294967295. */
export function readAsNumber(text: string): { readonly ok: true; readonly asn: number } | Refusal {
  const [, high, low] = /^(?:asn?\s*)?([0-9]+)(?:\.([0-9]+))?$/i.exec(text) ?? [];
  if (high === undefined) return refuse(`${quoted(text)} is no AS number; write for example 64500 or AS64500`);
  const asn = low === undefined ? Number(high) : fromAsdot(Number(high), Number(low));
  if (asn > highest) return refuse(`${quoted(text)} is no AS number; they end at ${highest} (asdot 65535.65535)`);
  return { ok: true, asn };
}

function fromAsdot(high: number, low: number): number {
  return high > 65_535 || low > 65_535 ? Number.POSITIVE_INFINITY : high * 65_536 + low;
}

/** Autonomous system number; canonical text is the plain decimal number, as the original's nodes write it. */
export const asn: FieldType<'asn'> = defineFieldType({
  type: 'asn',
  title: 'AS number',
  example: 'AS64500',
  read(text) {
    const read = readAsNumber(text);
    return read.ok ? accept(String(read.asn), { asn: read.asn }) : read;
  },
});
