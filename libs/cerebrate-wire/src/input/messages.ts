import { phpTruthy } from '../php.js';
import type { WireBody } from './body.js';
import { scalarText } from './fields.js';

/** A registration as the original's form and API send it; the password is left behind. */
export interface RegistrationInput {
  readonly username: string;
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly organisationName: string;
  readonly organisationUuid: string;
}

/** Body of `/users/register` and `/inbox/createEntry/User/Registration` (contract 5.6). */
export const readRegistration = (body: WireBody): RegistrationInput => ({
  username: textIn(body, 'username'),
  email: textIn(body, 'email'),
  firstName: textIn(body, 'first_name'),
  lastName: textIn(body, 'last_name'),
  organisationName: textIn(body, 'org_name'),
  organisationUuid: textIn(body, 'org_uuid').toLowerCase(),
});

/** How a registration is processed: `individual_id` -1 or absent makes a new person (contract 5.6). */
export function readRegistrationDecision(body: WireBody): Readonly<Record<string, unknown>> {
  const person = numberIn(body, 'individual_id');
  const given = {
    individualId: person === undefined || person <= 0 ? null : person,
    email: textIn(body, 'email') || undefined,
    firstName: textIn(body, 'first_name') || undefined,
    lastName: textIn(body, 'last_name') || undefined,
    position: textIn(body, 'position') || undefined,
    username: textIn(body, 'username') || undefined,
    organisationId: numberIn(body, 'org_id') ?? numberIn(body, 'organisation_id'),
    roleId: numberIn(body, 'role_id'),
    disabled: phpTruthy(body['disabled']),
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

const textIn = (body: WireBody, key: string): string => (scalarText(body[key]) ?? '').trim();

function numberIn(body: WireBody, key: string): number | undefined {
  const text = textIn(body, key);
  return /^-?\d{1,9}$/.test(text) ? Number(text) : undefined;
}
