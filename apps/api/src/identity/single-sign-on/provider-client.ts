import { Inject, Injectable } from '@nestjs/common';
import { createRemoteJWKSet, customFetch, type JWTVerifyGetKey } from 'jose';
import { LRUCache } from 'lru-cache';
import * as oidc from 'openid-client';
import { NotAllowed, Remote, RemoteFailed, type RemotePeer, Settings } from '../../kernel/index.js';
import { isComplete, type Provider, providerOf, ssoSignIn } from './provider-settings.js';

/** Signatures by a key of the provider; never by a secret, never none. */
export const signatureAlgorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
]; // prettier-ignore

/** What was found out about the provider. */
export interface Discovered {
  readonly provider: Provider;
  readonly configuration: oidc.Configuration;
  /** The keys it signs with; fetched when first needed and when an unknown one is met. */
  readonly keys: JWTVerifyGetKey;
}

/** Nobody waits longer for a provider: a person stands before the page. */
const timeoutMs = 10_000;

/** Knows the provider: its addresses by OpenID Connect discovery, its keys, and who we are to it. */
@Injectable()
export class ProviderClient {
  /** By everything the answer depends on: changed settings are another provider. */
  readonly #discovered = new LRUCache<string, Discovered>({ max: 4, ttl: 600_000 });

  constructor(
    @Inject(Settings) private readonly settings: Settings,
    @Inject(Remote) private readonly remote: Remote,
  ) {}

  /** The provider people sign in at. Throws `NotAllowed` while that is off, `RemoteFailed` when it does not answer. */
  async ready(): Promise<Discovered> {
    const read = await this.settings.reader();
    if (!read(ssoSignIn) || !isComplete(read))
      throw new NotAllowed('signing in through a provider is switched off on this instance');
    return this.discover(providerOf(read));
  }

  /** Finds the provider's addresses; remembered for a while. Throws `RemoteFailed`. */
  async discover(provider: Provider): Promise<Discovered> {
    const key = JSON.stringify(provider);
    const known = this.#discovered.get(key);
    if (known) return known;
    const found = await this.#discover(provider);
    this.#discovered.set(key, found);
    return found;
  }

  /** Asks again next time. */
  forget(): void {
    this.#discovered.clear();
  }

  async #discover(provider: Provider): Promise<Discovered> {
    const fetch = this.remote.fetchFor(peerOf(provider));
    const isPlain = provider.issuer.startsWith('http://');
    try {
      const configuration = await oidc.discovery(
        new URL(provider.issuer),
        provider.clientId,
        { client_secret: provider.clientSecret, [oidc.clockTolerance]: provider.tolerance },
        oidc.ClientSecretBasic(provider.clientSecret),
        {
          timeout: timeoutMs / 1000,
          [oidc.customFetch]: fetch as oidc.CustomFetch,
          execute: isPlain ? [oidc.allowInsecureRequests] : [],
        },
      );
      const jwksUri = configuration.serverMetadata().jwks_uri;
      if (!jwksUri) throw new Error('it publishes no keys');
      const keys = createRemoteJWKSet(new URL(jwksUri), {
        [customFetch]: fetch as never,
        timeoutDuration: timeoutMs,
        cooldownDuration: 5_000,
      });
      return { provider, configuration, keys };
    } catch (error) {
      throw providerFault(provider, error);
    }
  }
}

/** The provider as a remote: its name in messages, what must never be told. */
export const peerOf = ({ label, clientSecret }: Provider): RemotePeer => ({
  name: label,
  timeoutMs,
  secrets: [clientSecret],
});

/** Whatever went wrong with the provider, as one `RemoteFailed` in words for a person. */
export function providerFault(provider: Provider, error: unknown): RemoteFailed {
  const found = causes(error).find((one) => one instanceof RemoteFailed);
  if (found) return found as RemoteFailed;
  const {
    message,
    code,
    error: told,
    error_description: description,
    cause,
  } = error as Error & {
    code?: string;
    error?: string;
    error_description?: string;
  };
  const words = told
    ? `${told}${description ? `: ${description}` : ''}`
    : [message, code, cause instanceof Error ? cause.message : undefined].filter(Boolean).join('; ');
  const { status } = error as { status?: number };
  return new RemoteFailed(
    provider.label,
    status ?? null,
    words.replaceAll(provider.clientSecret || '\0', '•••').slice(0, 300),
  );
}

function causes(error: unknown): unknown[] {
  return error instanceof Error ? [error, ...causes(error.cause)] : [];
}
