import type { RegistrationPayload } from '@cerebrate/contract';
import type { Fact } from '../../ui/index.js';
import { text } from './text.js';

/** A registration in words. */
export function wishFacts(wish: RegistrationPayload): readonly Fact[] {
  const { facts } = text.registration;
  return [
    { label: facts.name, value: `${wish.firstName} ${wish.lastName}` },
    { label: facts.email, value: wish.email, copy: true },
    { label: facts.username, value: wish.username },
    {
      label: facts.organisation,
      value: [wish.organisationName, wish.organisationUuid].filter((part) => part !== '').join(' · ') || null,
    },
    ...(wish.provider ? [{ label: facts.provider, value: text.registration.provider(wish.provider.issuer) }] : []),
    { label: facts.note, value: wish.note || null, wide: true },
  ];
}
