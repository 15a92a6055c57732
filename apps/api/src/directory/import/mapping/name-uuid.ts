import { createHash } from 'node:crypto';

/** Our own namespace for uuids made of names; any fixed uuid serves. */
const namespace = Buffer.from('5b0d6f0c9a2e4d43b0c7f2a1f6e1c9d4', 'hex');

/** The version 5 uuid of a text (RFC 9562 §5.5): the same text gives the same uuid on every node and in every run. */
export function nameUuid(text: string): string {
  const hash = createHash('sha1').update(namespace).update(text, 'utf8').digest().subarray(0, 16);
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  const hex = hash.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
