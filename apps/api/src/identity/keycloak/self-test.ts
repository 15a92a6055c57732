import type { SelfTest, SetUpAct } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config, DomainError, NotFound, RemoteFailed, Settings } from '../../kernel/index.js';
import { ProviderClient } from '../single-sign-on/provider-client.js';
import { isComplete, type Provider, providerOf, ssoSignIn } from '../single-sign-on/provider-settings.js';
import { SsoFlow } from '../single-sign-on/sso-flow.js';
import { SsoLogout } from '../single-sign-on/sso-logout.js';
import { KeycloakAccounts } from './keycloak-accounts.js';
import type { KeycloakAdmin, KeycloakClient } from './keycloak-admin.js';
import { KeycloakMappers } from './keycloak-mappers.js';
import { fixedAttributes, keycloakPush } from './push-settings.js';
import {
  attributesStep,
  type ClientTarget,
  clientFaults,
  discoveryFault,
  discoveryStep,
  matches,
  noClient,
  roleFault,
  type Step,
  settingsStep,
  setUpValues,
  switchSteps,
  tokenFault,
} from './self-test-steps.js';

export const backChannelPath = '/social-auth/backchannel-logout/keycloak';

/**
 * Looks at the provider step by step, from an empty realm to one that does everything, and names for each step what is
 * missing and what to enter where (FEATURES Annex B, required service-account roles).
 */
@Injectable()
export class KeycloakSelfTest {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(Settings) private readonly settings: Settings,
    @Inject(ProviderClient) private readonly client: ProviderClient,
    @Inject(SsoFlow) private readonly flow: SsoFlow,
    @Inject(SsoLogout) private readonly logout: SsoLogout,
    @Inject(KeycloakAccounts) private readonly accounts: KeycloakAccounts,
    @Inject(KeycloakMappers) private readonly mappers: KeycloakMappers,
  ) {}

  /** Tests everything; never throws for what is wrong there. */
  async run(): Promise<SelfTest> {
    const read = await this.settings.reader();
    const provider = providerOf(read);
    const steps: Step[] = [];
    const isFilled = isComplete(read);
    steps.push(settingsStep(provider, isFilled));
    if (isFilled) await this.#test(provider, steps);
    if (isFilled) steps.push(...switchSteps(read(ssoSignIn), provider.kind === 'keycloak' ? read(keycloakPush) : null));
    return {
      values: setUpValues(provider, this.#target()),
      steps: steps.map((step) => ({ remedy: null, act: null, ...step })),
      isReady: steps.every(({ state }) => state !== 'failed') && isFilled,
    };
  }

  /** Does one step at the provider. Throws `RemoteFailed` naming the missing role, `NotFound`. */
  async act(act: SetUpAct): Promise<SelfTest> {
    const admin = await this.accounts.admin();
    admin.forgetToken();
    if (act === 'add-mappers') await this.mappers.bring();
    if (act === 'declare-attributes') await declareAttributes(admin, await this.accounts.fields());
    if (act === 'mend-client') await mendClient(admin, this.#target());
    return this.run();
  }

  async #test(provider: Provider, steps: Step[]): Promise<void> {
    this.client.forget();
    const discovered = await look(steps, discoveryFault(provider), () => this.client.discover(provider));
    if (!discovered) return;
    steps.push(discoveryStep(discovered, provider));
    if (provider.kind !== 'keycloak') return;
    const admin = await this.accounts.admin();
    admin.forgetToken();
    if (!(await look(steps, tokenFault(provider), () => admin.token()))) return;
    steps.push({
      id: 'service-account',
      label: 'Service account',
      state: 'ok',
      told: 'Client ID and secret are right.',
    });
    await look(steps, roleFault('manage-users', 'users', 'Users'), () => manageUsers(admin, steps));
    const client = await look(steps, roleFault('view-clients', 'client', 'Client'), () => admin.client());
    if (client) await this.#testClient(client, steps);
    else if (client === null) steps.push(noClient(provider));
    await look(steps, roleFault('manage-realm', 'attributes', 'Attributes'), async () =>
      steps.push(attributesStep(await admin.userProfile(), [...fixedAttributes, ...(await this.accounts.fields())])),
    );
    await mailStep(admin, steps);
  }

  async #testClient(client: KeycloakClient, steps: Step[]): Promise<void> {
    const faults = clientFaults(client, this.#target());
    const mayMend = client.access?.['configure'] === true;
    steps.push({
      id: 'client',
      label: 'Client',
      state: faults.length > 0 ? 'failed' : 'ok',
      told: faults.length > 0 ? faults.join(' ') : 'Redirect, sign-out and back-channel addresses are right.',
      remedy: faults.length > 0 ? 'Enter the values of this page in Clients, our client, Settings.' : null,
      act: faults.length > 0 && mayMend ? 'mend-client' : null,
    });
    await look(steps, roleFault('view-clients', 'mappers', 'Mappers'), async () => {
      const { missing, surplus } = await this.mappers.plan(client);
      const names = missing.map(({ name }) => name);
      const isFine = missing.length === 0 && surplus.length === 0;
      steps.push({
        id: 'mappers',
        label: 'Mappers',
        state: isFine ? 'ok' : 'warning',
        told: isFine
          ? 'Every attribute gets into tokens.'
          : [
              names.length > 0 ? `These do not get into tokens: ${names.join(', ')}.` : '',
              surplus.length > 0 ? `No longer mapped: ${surplus.map(({ name }) => name).join(', ')}.` : '',
            ]
              .join(' ')
              .trim(),
        remedy: isFine
          ? null
          : `Add them here, for which the service account needs the role manage-clients for a moment; or by hand: Clients, our client, Client scopes, dedicated scope, Add mapper, User Attribute.`,
        act: isFine ? null : 'add-mappers',
      });
    });
  }

  #target(): ClientTarget {
    return {
      redirectUri: this.flow.callbackUrl,
      afterSignOut: this.logout.afterSignOutUrl,
      backChannel: this.config.baseUrl + backChannelPath,
    };
  }
}

/** Runs one look; a fault of the provider becomes a failed step, and undefined. */
async function look<T>(
  steps: Step[],
  asStep: (fault: RemoteFailed) => Step,
  act: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    steps.push(asStep(error instanceof RemoteFailed ? error : new RemoteFailed('The provider', null, error.message)));
    return undefined;
  }
}

/** Seeing people is one role, changing them another: an account tells whether we may. */
async function manageUsers(admin: KeycloakAdmin, steps: Step[]): Promise<void> {
  const roles = rolesIn(await admin.token());
  for await (const account of admin.accounts(1)) {
    if (account.access?.['manage'] === false) throw new RemoteFailed('Keycloak', 403, 'manage-users');
    break;
  }
  if (roles !== null && !roles.includes('manage-users') && !roles.includes('realm-admin'))
    throw new RemoteFailed('Keycloak', 403, 'manage-users');
  const more = (roles ?? []).filter((role) =>
    ['realm-admin', 'impersonation', 'manage-identity-providers', 'create-client'].includes(role),
  );
  steps.push({
    id: 'users',
    label: 'Users',
    state: more.length > 0 ? 'warning' : 'ok',
    told: `The service account may read and change accounts.${more.length > 0 ? ` It has more rights than needed: ${more.join(', ')}.` : ''}`,
    remedy: more.length > 0 ? 'Take the roles away that are not in the list above.' : null,
  });
}

/** The roles of realm-management in our own token, where Keycloak puts them; null when it does not. */
function rolesIn(token: string): string[] | null {
  const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as {
    resource_access?: Record<string, { roles?: string[] }>;
  };
  if (!claims.resource_access) return null;
  return claims.resource_access['realm-management']?.roles ?? [];
}

async function mendClient(admin: KeycloakAdmin, target: ClientTarget): Promise<void> {
  const client = await admin.client();
  if (!client) throw new NotFound('Keycloak shows no client of that ID to the service account (role view-clients)');
  const { access: _access, ...kept } = client;
  const after = (client.attributes['post.logout.redirect.uris'] ?? '').split('##').filter((one) => one !== '');
  await admin.updateClient({
    ...kept,
    standardFlowEnabled: true,
    redirectUris: withOne(client.redirectUris, target.redirectUri),
    attributes: {
      ...client.attributes,
      'post.logout.redirect.uris': withOne(after, target.afterSignOut).join('##'),
      'backchannel.logout.url': target.backChannel,
      'backchannel.logout.session.required': 'true',
      'pkce.code.challenge.method': 'S256',
    },
  });
}

/** Adds what is not declared, for administrators alone: nobody may write their own role. */
async function declareAttributes(admin: KeycloakAdmin, fields: readonly string[]): Promise<void> {
  const profile = await admin.userProfile();
  if (!profile) return;
  const declared = new Set(profile.attributes.map(({ name }) => name));
  const missing = [...fixedAttributes, ...fields].filter((name) => !declared.has(name));
  const rights = { view: ['admin'], edit: ['admin'] };
  await admin.updateUserProfile({
    ...profile,
    attributes: [
      ...profile.attributes,
      ...missing.map((name) => ({ name, displayName: name, permissions: rights, multivalued: fields.includes(name) })),
    ],
  });
}

async function mailStep(admin: KeycloakAdmin, steps: Step[]): Promise<void> {
  const step = { id: 'mail', label: 'E-mail' };
  try {
    const { smtpServer } = await admin.realm();
    const isSet = Object.keys(smtpServer ?? {}).length > 0;
    if (smtpServer === undefined) throw new RemoteFailed('Keycloak', 403, 'view-realm');
    steps.push({
      ...step,
      state: isSet ? 'ok' : 'warning',
      told: isSet ? 'Keycloak can send e-mail.' : 'Keycloak has no mail server: nobody is asked to choose a password.',
      remedy: isSet ? null : 'Realm settings, Email.',
    });
  } catch (error) {
    if (!(error instanceof RemoteFailed)) throw error;
    steps.push({
      ...step,
      state: 'skipped',
      told: 'Not looked at: the service account does not see the settings of the realm, and need not.',
      remedy: 'Realm settings, Email must name a mail server, so that new people are asked to choose a password.',
    });
  }
}

const withOne = (list: readonly string[], one: string): string[] =>
  list.some((pattern) => matches(pattern, one)) ? [...list] : [...list, one];
