import * as z from 'zod';
import { defineSetting, type SettingReader, settings } from '../../kernel/index.js';
import { isComplete, ssoKind } from '../single-sign-on/provider-settings.js';

const place = { category: 'Authentication', group: 'Keycloak accounts' } as const;

/** Attributes that are always pushed (FEATURES KCL-08, 09; the original's names). */
export const fixedAttributes = ['role_name', 'role_uuid', 'org_name', 'org_uuid'] as const;

/** Whether users are kept in step in Keycloak; the database's triggers read it under this name. */
export const keycloakPush = settings.add(
  defineSetting({
    ...place,
    id: 'keycloak.push',
    label: 'Keep accounts in step',
    description:
      'Every change of a user, their name, e-mail, role, organisation or mapped fields goes to Keycloak by itself. Accounts of before are compared and made on the page Keycloak.',
    input: 'switch',
    schema: z.boolean(),
    default: false,
    guard: (value, read) =>
      value && !(read(ssoKind) === 'keycloak' && isComplete(read))
        ? 'Fill in address, realm, client ID and client secret of a Keycloak first.'
        : null,
  }),
);

const dependsOn = {
  id: 'keycloak.push',
  isMet: (read: SettingReader) => read(keycloakPush),
  told: 'Needs accounts that are kept in step.',
};

const reserved: readonly string[] = [...fixedAttributes, 'username', 'email', 'firstName', 'lastName', 'locale'];

/** The names in a list that a person typed, each once. */
export const namesIn = (text: string): string[] => [
  ...new Set(
    text
      .split(',')
      .map((one) => one.trim())
      .filter((one) => one !== ''),
  ),
];

/** The user meta-fields that go along, so that other programs can decide by the token (FEATURES KCL-10). */
export const mappedFields = settings.add(
  defineSetting({
    ...place,
    dependsOn,
    id: 'keycloak.user_meta_mapping',
    label: 'User meta-fields that are pushed',
    description: 'Names of meta-fields, separated by commas; each becomes an attribute and a claim of that name.',
    input: 'text',
    schema: z
      .string()
      .trim()
      .max(2000)
      .regex(/^[\w\s.,-]*$/, 'must be names of letters, digits, dots, dashes and underscores, separated by commas')
      .refine(
        (text) => !namesIn(text).some((one) => reserved.includes(one)),
        `must not hold ${fixedAttributes.join(', ')}`,
      ),
    default: '',
  }),
);
export const sendsWelcome = settings.add(
  defineSetting({
    ...place,
    dependsOn,
    id: 'keycloak.welcome',
    label: 'New accounts get an e-mail',
    description: 'Keycloak writes to whom an account was made for, with a link to choose a password.',
    input: 'switch',
    schema: z.boolean(),
    default: true,
  }),
);

/** The time of grace; the database's triggers read it under this name. */
settings.add(
  defineSetting({
    ...place,
    dependsOn,
    id: 'keycloak.delete_after_days',
    label: 'Days before an account is deleted',
    description: 'The account of a deleted user is disabled at once and deleted after this time; 0 deletes at once.',
    input: 'number',
    schema: z.int().min(0, 'must be 0 to 365').max(365, 'must be 0 to 365'),
    default: 14,
  }),
);

/** Suspending who is not seen any more (FEATURES KCL-21); works without Keycloak, too. */
export const inactiveMonths = settings.add(
  defineSetting({
    category: 'Authentication',
    group: 'Lifecycle',
    id: 'users.suspend_after_months',
    label: 'Suspend after months without a sign-in',
    description:
      'A user who neither signed in nor used a key for this long is disabled, by a job each night; 0 suspends nobody. The last administrators and the emergency administrator stay.',
    input: 'number',
    schema: z.int().min(0, 'must be 0 to 60').max(60, 'must be 0 to 60'),
    default: 0,
  }),
);
