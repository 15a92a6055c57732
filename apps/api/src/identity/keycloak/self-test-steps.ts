import type { SelfTestStep, SetUpValue } from '@cerebrate/contract';
import type { RemoteFailed } from '../../kernel/index.js';
import type { Discovered } from '../single-sign-on/provider-client.js';
import type { Provider } from '../single-sign-on/provider-settings.js';
import type { KeycloakClient, UserProfile } from './keycloak-admin.js';

/** A step as it is found; what it does not say is nothing. */
export type Step = Omit<SelfTestStep, 'remedy' | 'act'> & Partial<Pick<SelfTestStep, 'remedy' | 'act'>>;

/** What the client must be like; both the test and the mending go by it. */
export interface ClientTarget {
  readonly redirectUri: string;
  readonly afterSignOut: string;
  readonly backChannel: string;
}

/** Pure: whether enough is filled in to ask anybody. */
export function settingsStep(provider: Provider, isFilled: boolean): Step {
  const empty = [
    provider.issuer === '' ? (provider.kind === 'keycloak' ? 'address or realm' : 'issuer') : '',
    provider.clientId === '' ? 'client ID' : '',
    provider.clientSecret === '' ? 'client secret' : '',
  ].filter((one) => one !== '');
  return {
    id: 'settings',
    label: 'Settings',
    state: isFilled ? 'ok' : 'failed',
    told: isFilled ? `We ask ${provider.issuer} as ${provider.clientId}.` : `Not filled in yet: ${empty.join(', ')}.`,
    remedy: isFilled ? null : 'Settings, Authentication, Keycloak.',
  };
}

/** The provider did not answer as one. */
export const discoveryFault =
  (provider: Provider) =>
  (fault: RemoteFailed): Step => ({
    id: 'discovery',
    label: 'Provider',
    state: 'failed',
    told: fault.message,
    remedy:
      provider.kind === 'keycloak'
        ? `${provider.issuer}/.well-known/openid-configuration must answer: check address and realm.`
        : 'Below the issuer, /.well-known/openid-configuration must answer with the same issuer.',
  });

/** Pure: what the provider says it can do. */
export function discoveryStep({ configuration }: Discovered, provider: Provider): Step {
  const metadata = configuration.serverMetadata();
  const lacks = [
    metadata.code_challenge_methods_supported?.includes('S256') === false ? 'PKCE with S256' : '',
    metadata.end_session_endpoint ? '' : 'sign-out at the provider',
    metadata['backchannel_logout_supported'] === true ? '' : 'back-channel logout',
  ].filter((one) => one !== '');
  const isPlain = provider.issuer.startsWith('http://');
  return {
    id: 'discovery',
    label: 'Provider',
    state: lacks.length > 0 || isPlain ? 'warning' : 'ok',
    told: `${metadata.issuer} answers.${lacks.length > 0 ? ` It does not offer: ${lacks.join(', ')}.` : ''}${isPlain ? ' Its address is not protected by TLS.' : ''}`,
    remedy: isPlain ? 'Use https:// outside of a trial.' : null,
  };
}

/** The service account was not let in. */
export const tokenFault =
  (provider: Provider) =>
  (fault: RemoteFailed): Step => {
    const isOff = /service account|unauthorized_client/i.test(fault.summary);
    return {
      id: 'service-account',
      label: 'Service account',
      state: 'failed',
      told: fault.message,
      remedy: isOff
        ? `Clients, ${provider.clientId}, Settings, Capability config: switch Client authentication and Service accounts roles on.`
        : `Compare client ID and secret with Clients, ${provider.clientId}, Credentials.`,
    };
  };

/** The service account may not; the step names the role. */
export const roleFault =
  (role: string, id: string, label: string) =>
  (fault: RemoteFailed): Step => ({
    id,
    label,
    state: 'failed',
    told: fault.remoteStatus === 403 ? `The service account lacks the role ${role}.` : fault.message,
    remedy:
      fault.remoteStatus === 403
        ? `Clients, our client, Service accounts roles, Assign role, Client roles: realm-management ${role}.`
        : null,
  });

/** The service account does not see our client. */
export const noClient = (provider: Provider): Step => ({
  id: 'client',
  label: 'Client',
  state: 'failed',
  told: `The service account sees no client ${provider.clientId}: it lacks the role view-clients.`,
  remedy: 'Clients, our client, Service accounts roles, Assign role, Client roles: realm-management view-clients.',
});

/** Pure: what is not as it must be at our client, a sentence each. */
export function clientFaults(client: KeycloakClient, target: ClientTarget): string[] {
  const after = (client.attributes['post.logout.redirect.uris'] ?? '').split('##');
  return [
    client.enabled ? '' : 'The client is disabled.',
    client.publicClient ? 'Client authentication is off.' : '',
    client.standardFlowEnabled ? '' : 'Standard flow is off.',
    client.redirectUris.some((one) => matches(one, target.redirectUri)) ? '' : 'The redirect URI is missing.',
    client.redirectUris.some((one) => /^(\*|https?:\/\/\*)/.test(one)) ? 'A redirect URI lets any site in.' : '',
    after.some((one) => matches(one, target.afterSignOut)) ||
    (after.includes('+') && client.redirectUris.some((one) => matches(one, target.afterSignOut)))
      ? ''
      : 'The post logout redirect URI is missing.',
    client.attributes['backchannel.logout.url'] === target.backChannel ? '' : 'The back-channel logout URL is missing.',
  ].filter((one) => one !== '');
}

/** Whether an address of a client, which may end in a star, holds for an address of ours. */
export const matches = (pattern: string, url: string): boolean =>
  pattern === url || (pattern.endsWith('*') && url.startsWith(pattern.slice(0, -1)));

/** Pure: whether accounts may have our attributes, and whether people could write them for themselves. */
export function attributesStep(profile: UserProfile | null, names: readonly string[]): Step {
  const step = { id: 'attributes', label: 'Attributes' };
  const declared = new Set(profile?.attributes.map(({ name }) => name));
  const missing = profile === null ? [] : names.filter((name) => !declared.has(name));
  const policy = profile?.unmanagedAttributePolicy ?? null;
  if (missing.length > 0 && policy === 'ENABLED')
    return {
      ...step,
      state: 'warning',
      told: 'Attributes that are not declared are allowed to everybody: people can write their own role or organisation.',
      remedy:
        'Declare them here, or set Realm settings, General, Unmanaged attributes to Only administrators can write.',
      act: 'declare-attributes',
    };
  if (missing.length > 0 && policy !== 'ADMIN_EDIT')
    return {
      ...step,
      state: 'failed',
      told: `Keycloak drops these attributes, since they are not declared: ${missing.join(', ')}.`,
      remedy:
        'Declare them here, for which the service account needs the role manage-realm for a moment; or set Realm settings, General, Unmanaged attributes to Only administrators can write.',
      act: 'declare-attributes',
    };
  return { ...step, state: 'ok', told: 'Keycloak keeps every attribute, and only administrators write them.' };
}

/** Pure: what is switched on here. */
export function switchSteps(signsIn: boolean, pushes: boolean | null): Step[] {
  const where = 'Settings, Authentication, Keycloak.';
  const steps: Step[] = [
    {
      id: 'sign-in',
      label: 'Sign-in',
      state: signsIn ? 'ok' : 'warning',
      told: signsIn ? 'People sign in through the provider.' : 'Signing in through the provider is switched off.',
      remedy: signsIn ? null : where,
    },
  ];
  if (pushes !== null)
    steps.push({
      id: 'push',
      label: 'Accounts',
      state: pushes ? 'ok' : 'warning',
      told: pushes ? 'Accounts are kept in step.' : 'Keeping accounts in step is switched off.',
      remedy: pushes ? null : where,
    });
  return steps;
}

/** Pure: exactly what to enter, in the order of Keycloak's pages. */
export function setUpValues(provider: Provider, target: ClientTarget): SetUpValue[] {
  const clientId = provider.clientId === '' ? 'cerebrate' : provider.clientId;
  const shared: SetUpValue[] = [
    { field: 'Valid redirect URIs', value: target.redirectUri, where: 'Clients, Create client, Login settings' },
    {
      field: 'Valid post logout redirect URIs',
      value: target.afterSignOut,
      where: 'Clients, Create client, Login settings',
    },
    {
      field: 'Backchannel logout URL',
      value: target.backChannel,
      where: `Clients, ${clientId}, Settings, Logout settings`,
    },
  ];
  const first = { field: 'Client ID', value: clientId, where: 'Clients, Create client' };
  if (provider.kind !== 'keycloak') return [first, ...shared];
  const capability = 'Clients, Create client, Capability config';
  const roles = `Clients, ${clientId}, Service accounts roles, Assign role, Client roles`;
  return [
    first,
    { field: 'Client authentication', value: 'On', where: capability },
    { field: 'Authentication flow', value: 'Standard flow, Service accounts roles; nothing else', where: capability },
    { field: 'PKCE Method', value: 'S256', where: capability },
    ...shared,
    {
      field: 'Backchannel logout session required',
      value: 'On',
      where: `Clients, ${clientId}, Settings, Logout settings`,
    },
    { field: 'Role', value: 'realm-management manage-users', where: roles },
    { field: 'Role', value: 'realm-management view-clients', where: roles },
    { field: 'Role, until mappers are added', value: 'realm-management manage-clients', where: roles },
    { field: 'Role, until attributes are declared', value: 'realm-management manage-realm', where: roles },
    { field: 'Client secret', value: 'Copy it into our settings', where: `Clients, ${clientId}, Credentials` },
  ];
}
