import type { EncryptionKeyRow, InspectedKey } from '@cerebrate/contract';
import { keyWords } from '../../parts/encryption-keys/index.js';
import { type Fact, RelativeTime } from '../../ui/index.js';
import { text } from './text.js';

/** What a key is good for, in words. */
export const usesOf = ({ canEncrypt, canSign }: Pick<InspectedKey, 'canEncrypt' | 'canSign'>): string =>
  canEncrypt && canSign ? text.uses.both : canEncrypt ? text.uses.encrypt : canSign ? text.uses.sign : text.uses.none;

/** `rsa 4096`. */
export const algorithmOf = ({ algorithm, bits }: Pick<InspectedKey, 'algorithm' | 'bits'>): string | null =>
  algorithm === null ? null : /\d{3}/.test(algorithm) || bits === null ? algorithm : `${algorithm} ${bits}`;

/** Groups of four, as people compare them. */
export const spaced = (fingerprint: string): string => fingerprint.replace(/(.{4})(?=.)/g, '$1 ');

/** What was read from a key, as facts of a record or a preview. */
export function keyFacts(key: InspectedKey | EncryptionKeyRow): readonly Fact[] {
  const { facts } = text;
  return [
    {
      label: facts.fingerprint,
      value: key.fingerprint === null ? null : spaced(key.fingerprint),
      ...(key.fingerprint === null ? {} : { copy: key.fingerprint }),
      mono: true,
      wide: true,
    },
    { label: facts.userIds, value: key.userIds.join(', ') || null, wide: true },
    { label: facts.emails, value: key.emails.join(', ') || null },
    { label: facts.keyIds, value: key.keyIds.join(', ') || null, mono: true },
    { label: facts.type, value: keyWords.types[key.type] },
    { label: facts.algorithm, value: algorithmOf(key) },
    { label: facts.can, value: usesOf(key) },
    { label: facts.made, value: key.madeAt === null ? null : <RelativeTime at={key.madeAt} /> },
    {
      label: facts.expires,
      value: key.expiresAt === null ? facts.never : <RelativeTime at={key.expiresAt} />,
    },
  ];
}
