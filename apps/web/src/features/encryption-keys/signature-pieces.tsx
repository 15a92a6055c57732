import type { SignatureCheck } from '@cerebrate/contract';
import { Badge } from '../../ui/index.js';
import { text } from './text.js';

const words = text.signatures;

/** The page of a recorded answer. */
export const checkAddress = ({ id }: { readonly id: number }): string => `/encryptionKeys/signatures/view/${id}`;

/** Whether one of the signatures holds. */
export const Validity = ({ isValid }: { readonly isValid: boolean }) => (
  <Badge tone={isValid ? 'ok' : 'broken'} icon={isValid ? 'check-circle' : 'x-circle'}>
    {isValid ? words.good : words.notGood}
  </Badge>
);

/** The organisations that signed, else the people and the keys as far as they are known. */
export function signersOf({ signatures }: SignatureCheck): string {
  const names = signatures.flatMap(({ organisations, owners, fingerprint, keyIds }) => {
    if (organisations.length > 0) return organisations.map(({ name }) => name);
    if (owners.length > 0) return owners.map(({ name }) => name);
    return [fingerprint?.slice(-16) ?? keyIds[0] ?? words.nobody];
  });
  return [...new Set(names)].join(', ');
}
