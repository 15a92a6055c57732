import * as z from 'zod';
import { defineSetting, type SettingReader, settings } from '../../kernel/index.js';
import { keepsADoor, signInMethods } from '../sign-in/sign-in-methods.js';

const place = { category: 'Authentication', group: 'Keycloak' } as const;
const claim = z
  .string()
  .trim()
  .min(1, 'is needed')
  .max(100)
  .regex(/^[^\s"'<>]+$/, 'must be the name of a claim');
const address = z
  .string()
  .trim()
  .max(500)
  .refine((text) => text === '' || isWebAddress(text), 'must start with http:// or https:// and hold no user name');

function isWebAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, hash, search } = new URL(text);
  return /^https?:$/.test(protocol) && username === '' && password === '' && hash === '' && search === '';
}

/** Whether people sign in at the provider; the original's name for it (WIRE-CONTRACT §9.4). */
export const ssoSignIn = settings.add(
  defineSetting({
    ...place,
    id: 'keycloak.enabled',
    label: 'Sign in through the provider',
    description: 'People sign in at Keycloak or another OpenID Connect provider. Set it up on the page Keycloak first.',
    input: 'switch',
    schema: z.boolean(),
    default: false,
    guard: (value, read) =>
      keepsADoor('keycloak')(value, read) ??
      (value && !isComplete(read) ? 'Fill in address, realm, client ID and client secret first.' : null),
  }),
);
signInMethods.add({ id: 'keycloak', enabled: ssoSignIn });

/** What the sign-in cannot do without stays filled in while it is on. */
const neededWhileOn = (value: string, read: SettingReader): string | null =>
  value === '' && read(ssoSignIn) ? 'Switch signing in through the provider off first.' : null;

/** Which kind of provider it is: what only Keycloak offers is used with Keycloak alone. */
export const ssoKind = settings.add(
  defineSetting({
    ...place,
    id: 'keycloak.kind',
    label: 'Provider',
    description: 'Keycloak can also be kept in step: accounts, attributes and mappers. Others are for signing in.',
    input: 'select',
    choices: [
      { value: 'keycloak', label: 'Keycloak' },
      { value: 'oidc', label: 'Another OpenID Connect provider' },
    ],
    schema: z.enum(['keycloak', 'oidc'], 'must be keycloak or oidc'),
    default: 'keycloak',
  }),
);

const isKeycloak = (read: SettingReader): boolean => read(ssoKind) === 'keycloak';
const forKeycloak = { id: 'keycloak.kind', isMet: isKeycloak, told: 'Only with Keycloak.' };

/** What the sign-in page calls the provider. */
export const ssoLabel = settings.add(
  defineSetting({
    ...place,
    id: 'keycloak.label',
    label: 'Name of the provider',
    description: 'What the button on the sign-in page says: Sign in with …',
    input: 'text',
    schema: z.string().trim().min(1, 'is needed').max(60),
    default: 'Keycloak',
  }),
);

export const keycloakUrl = settings.add(
  defineSetting({
    ...place,
    dependsOn: forKeycloak,
    id: 'keycloak.provider.baseUrl',
    label: 'Address of Keycloak',
    description: 'Such as https://sso.example.org; everything before /realms.',
    input: 'url',
    schema: address.transform((text) => text.replace(/\/+$/, '')),
    default: '',
    guard: (value, read) => (isKeycloak(read) ? neededWhileOn(value, read) : null),
    fault: (url) => unprotected(url),
  }),
);

export const keycloakRealm = settings.add(
  defineSetting({
    ...place,
    dependsOn: forKeycloak,
    id: 'keycloak.provider.realm',
    label: 'Realm',
    description: 'The name of the realm, as it stands in its addresses.',
    input: 'text',
    schema: z
      .string()
      .trim()
      .max(255)
      .regex(/^[^\s/?#%]*$/, 'must be the name as it stands in the address'),
    default: '',
    guard: (value, read) => (isKeycloak(read) ? neededWhileOn(value, read) : null),
  }),
);

export const ssoIssuer = settings.add(
  defineSetting({
    ...place,
    dependsOn: { id: 'keycloak.kind', isMet: (read) => !isKeycloak(read), told: 'Only with another provider.' },
    id: 'keycloak.issuer',
    label: 'Issuer',
    description: 'The address of the provider; /.well-known/openid-configuration is found below it.',
    input: 'url',
    schema: address,
    default: '',
    guard: (value, read) => (!isKeycloak(read) ? neededWhileOn(value, read) : null),
    fault: (url) => unprotected(url),
  }),
);

const unprotected = (url: string) =>
  url.startsWith('http://')
    ? ({ severity: 'warning', message: 'Not protected: anybody between here and there can read along.' } as const)
    : null;

export const ssoClientId = settings.add(
  defineSetting({
    ...place,
    id: 'keycloak.provider.applicationId',
    label: 'Client ID',
    description: 'What the provider calls this instance.',
    input: 'text',
    schema: z.string().trim().max(255),
    default: '',
    guard: neededWhileOn,
  }),
);

export const ssoClientSecret = settings.add(
  defineSetting({
    ...place,
    id: 'keycloak.provider.applicationSecret',
    label: 'Client secret',
    description: 'Sealed at rest and never shown.',
    input: 'secret',
    secret: true,
    schema: z.string().trim().max(500),
    default: '',
    guard: neededWhileOn,
  }),
);

/** The original stores this as text; both are read. */
export const ssoTolerance = settings.add(
  defineSetting({
    ...place,
    id: 'keycloak.screw',
    label: 'Tolerance of clocks in seconds',
    description: 'How far the clock of the provider may be from ours.',
    input: 'number',
    schema: z.int().min(0, 'must be 0 to 300').max(300, 'must be 0 to 300'),
    default: 10,
  }),
);

export const ssoRequiresVerifiedEmail = settings.add(
  defineSetting({
    ...place,
    id: 'keycloak.require_verified_email',
    label: 'First sign-in needs a confirmed e-mail',
    description:
      'Whoever signs in for the first time is matched by user name and e-mail. Where people may enter an address of their own at the provider, only a confirmed one proves anything. A provider that does not say whether it is confirmed counts as one that did not confirm it.',
    input: 'switch',
    schema: z.boolean(),
    default: true,
    fault: (value) =>
      value
        ? null
        : { severity: 'warning', message: 'Whoever may write their own e-mail there may become anybody here.' },
  }),
);

export const ssoAsksForAccounts = settings.add(
  defineSetting({
    ...place,
    id: 'keycloak.request_accounts',
    label: 'Unknown people ask for an account',
    description:
      'Whoever signs in at the provider and is unknown here asks for an account by it: a request in the inbox, which administrators approve or decline. Otherwise they are refused. Nobody is let in by the provider alone.',
    input: 'switch',
    schema: z.boolean(),
    default: false,
  }),
);

const mapping = { ...place, group: 'Keycloak claims', input: 'text', schema: claim } as const;

export const usernameClaim = settings.add(
  defineSetting({
    ...mapping,
    id: 'keycloak.mapping.username',
    label: 'Claim of the user name',
    description: 'Must be the user name here, in any letter case.',
    default: 'preferred_username',
  }),
);
export const emailClaim = settings.add(
  defineSetting({
    ...mapping,
    id: 'keycloak.mapping.email',
    label: 'Claim of the e-mail',
    description: "Must be the person's e-mail here, in any letter case.",
    default: 'email',
  }),
);
export const firstNameClaim = settings.add(
  defineSetting({
    ...mapping,
    id: 'keycloak.mapping.first_name',
    label: 'Claim of the first name',
    description: 'Shown when a sign-in is refused, so that the person sees whom the provider takes them for.',
    default: 'given_name',
  }),
);
export const familyNameClaim = settings.add(
  defineSetting({
    ...mapping,
    id: 'keycloak.mapping.family_name',
    label: 'Claim of the last name',
    description: 'Shown when a sign-in is refused.',
    default: 'family_name',
  }),
);
export const organisationClaim = settings.add(
  defineSetting({
    ...mapping,
    id: 'keycloak.mapping.org_uuid',
    label: 'Claim of the organisation',
    description: 'Compared when drift is watched; never changes an organisation here.',
    default: 'org_uuid',
  }),
);
export const roleClaim = settings.add(
  defineSetting({
    ...mapping,
    id: 'keycloak.mapping.role_name',
    label: 'Claim of the role',
    description: 'Compared when drift is watched; never gives a role here.',
    default: 'role_name',
  }),
);

/** A claim never changes rights; the option is only to be told when it says something else than we do. */
export const ssoWatchesDrift = settings.add(
  defineSetting({
    ...place,
    group: 'Keycloak claims',
    id: 'keycloak.watch_drift',
    label: 'Watch for drift',
    description: 'When organisation or role in a token differ from those here, the audit log and the account say so.',
    input: 'switch',
    schema: z.boolean(),
    default: false,
  }),
);

export const ssoTakesBearerTokens = settings.add(
  defineSetting({
    ...place,
    id: 'keycloak.bearer',
    label: 'API takes tokens of the provider',
    description:
      'Access tokens that the provider made for this client open the API, with the rights of the linked user and nothing more.',
    input: 'switch',
    schema: z.boolean(),
    default: true,
  }),
);

/** Everything that is known of the provider. */
export interface Provider {
  readonly kind: 'keycloak' | 'oidc';
  readonly label: string;
  readonly issuer: string;
  /** Keycloak's own address; empty for others. */
  readonly baseUrl: string;
  readonly realm: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly tolerance: number;
}

/** The provider as the settings describe it; fields that are not filled in are empty. */
export function providerOf(read: SettingReader): Provider {
  const kind = isKeycloak(read) ? 'keycloak' : 'oidc';
  const baseUrl = read(keycloakUrl);
  const realm = read(keycloakRealm);
  const keycloakIssuer = baseUrl === '' || realm === '' ? '' : `${baseUrl}/realms/${encodeURIComponent(realm)}`;
  return {
    kind,
    label: read(ssoLabel),
    issuer: kind === 'keycloak' ? keycloakIssuer : read(ssoIssuer),
    baseUrl: kind === 'keycloak' ? baseUrl : '',
    realm,
    clientId: read(ssoClientId),
    clientSecret: read(ssoClientSecret),
    tolerance: read(ssoTolerance),
  };
}

/** Whether enough is known to sign in at the provider. */
export function isComplete(read: SettingReader): boolean {
  const { issuer, clientId, clientSecret } = providerOf(read);
  return issuer !== '' && clientId !== '' && clientSecret !== '';
}
