import { Inject, Injectable } from '@nestjs/common';
import * as oidc from 'openid-client';
import { CONFIG, type Config, RemoteFailed, SealBroken, Sealer } from '../../kernel/index.js';
import { type Discovered, ProviderClient, providerFault } from './provider-client.js';

/** What a browser must bring back from the provider; sealed into a cookie, so that nothing is kept of who never returns. */
interface Departure {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly redirect: string;
  readonly at: number;
}

/** What the provider said of a person, verified. */
export interface Arrival {
  readonly issuer: string;
  readonly subject: string;
  readonly sid: string | null;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly idToken: string;
  /** The page that was asked for. */
  readonly redirect: string;
}

/** The way back was not the way there: another browser, a second use, or too late. */
export class FlowExpired extends Error {}
/** The person said no at the provider. */
export class FlowCancelled extends Error {}

export const callbackPath = '/social-auth/callback/keycloak';
/** A person may take that long to sign in there. */
const longestMs = 15 * 60_000;
const sealedFor = 'sso departure';

/**
 * OpenID Connect authorization code with PKCE, state and nonce (FEATURES KCL-01). The browser carries what belongs to
 * this one sign-in in a sealed cookie named after its state: a forged or foreign answer has none.
 */
@Injectable()
export class SsoFlow {
  constructor(
    @Inject(ProviderClient) private readonly client: ProviderClient,
    @Inject(Sealer) private readonly sealer: Sealer,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Where the provider sends the browser back to. */
  get callbackUrl(): string {
    return this.config.baseUrl + callbackPath;
  }

  /** Where to send the browser, and the cookie it must bring back. Throws `RemoteFailed`, `NotAllowed`. */
  async depart(redirect: string): Promise<{ url: string; cookie: string; state: string }> {
    const { configuration } = await this.client.ready();
    const departure: Departure = {
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
      verifier: oidc.randomPKCECodeVerifier(),
      redirect,
      at: Date.now(),
    };
    const url = oidc.buildAuthorizationUrl(configuration, {
      redirect_uri: this.callbackUrl,
      scope: 'openid profile email',
      state: departure.state,
      nonce: departure.nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(departure.verifier),
      code_challenge_method: 'S256',
    });
    return { url: url.href, cookie: this.sealer.seal(JSON.stringify(departure), sealedFor), state: departure.state };
  }

  /**
   * What the provider says of the person who comes back with this query. Throws `FlowExpired`, `FlowCancelled`,
   * `RemoteFailed`, `NotAllowed`.
   */
  async arrive(queryText: string, cookie: string | undefined): Promise<Arrival> {
    const departure = this.#departure(cookie);
    const discovered = await this.client.ready();
    const { configuration, provider } = discovered;
    const url = new URL(`${this.callbackUrl}?${queryText}`);
    if (url.searchParams.get('state') !== departure.state) throw new FlowExpired();
    if (url.searchParams.get('error') === 'access_denied') throw new FlowCancelled();
    try {
      const tokens = await oidc.authorizationCodeGrant(configuration, url, {
        pkceCodeVerifier: departure.verifier,
        expectedState: departure.state,
        expectedNonce: departure.nonce,
        idTokenExpected: true,
      });
      const idToken = tokens.claims();
      if (!idToken || !tokens.id_token) throw new Error('there is no ID token in the answer');
      return {
        issuer: configuration.serverMetadata().issuer,
        subject: idToken.sub,
        sid: typeof idToken['sid'] === 'string' ? idToken['sid'] : null,
        claims: await this.#withUserInfo(discovered, tokens.access_token, idToken),
        idToken: tokens.id_token,
        redirect: departure.redirect,
      };
    } catch (error) {
      throw error instanceof RemoteFailed ? error : providerFault(provider, error);
    }
  }

  /** Providers may keep name and e-mail for the userinfo endpoint; what the ID token says wins, and is enough without. */
  async #withUserInfo(
    { configuration }: Discovered,
    accessToken: string,
    claims: oidc.IDToken,
  ): Promise<Record<string, unknown>> {
    if (claims['email'] !== undefined || !configuration.serverMetadata().userinfo_endpoint) return { ...claims };
    const more = await oidc.fetchUserInfo(configuration, accessToken, claims.sub).catch(() => ({}));
    return { ...more, ...claims };
  }

  #departure(cookie: string | undefined): Departure {
    if (cookie === undefined) throw new FlowExpired();
    try {
      const departure = JSON.parse(this.sealer.open(cookie, sealedFor)) as Departure;
      if (departure.at + longestMs < Date.now()) throw new FlowExpired();
      return departure;
    } catch (error) {
      throw error instanceof SealBroken ? new FlowExpired() : error;
    }
  }
}
