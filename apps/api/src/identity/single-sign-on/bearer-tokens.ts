import { Inject, Injectable } from '@nestjs/common';
import { type CryptoKey, decodeProtectedHeader, type JWTPayload, jwtVerify } from 'jose';
import { DomainError, Settings, Store, sql } from '../../kernel/index.js';
import type { Caller } from '../sign-in/callers.js';
import { verifiedByKeycloak } from '../sign-in/keycloak.js';
import { type FactRow, factColumns, factsOf } from '../users/user-principal.js';
import { type Discovered, ProviderClient, signatureAlgorithms } from './provider-client.js';
import { ssoSignIn, ssoTakesBearerTokens } from './provider-settings.js';

/**
 * Access tokens of the provider as a way into the API: verified by keycloak-connect where it is a Keycloak's usual
 * token, else by jose; then the linked user's own rights, whatever the token says of roles.
 */
@Injectable()
export class BearerTokens {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Settings) private readonly settings: Settings,
    @Inject(ProviderClient) private readonly client: ProviderClient,
  ) {}

  /** The linked, enabled user of a token that is the provider's, for us, an access token and in its time; else null. */
  async caller(token: string): Promise<Caller | null> {
    const read = await this.settings.reader();
    if (!read(ssoSignIn) || !read(ssoTakesBearerTokens)) return null;
    const discovered = await this.client.ready();
    const claims = await this.#verified(token, discovered);
    if (!claims?.sub || typeof claims.exp !== 'number') return null;
    const [row] = await this.store.readPrepared<FactRow>(sql`
      select ${factColumns} from sso_accounts a join users u on u.id = a.user_id join roles r on r.id = u.role_id
      where a.issuer = ${discovered.configuration.serverMetadata().issuer} and a.subject = ${claims.sub} and not u.disabled`);
    if (!row) return null;
    const expiresAt = (claims.exp + discovered.provider.tolerance) * 1000;
    return { facts: factsOf(row), key: null, session: null, expiresAt };
  }

  async #verified(token: string, discovered: Discovered): Promise<JWTPayload | null> {
    try {
      const claims = await this.#signed(token, discovered);
      return isForUs(claims, discovered.provider.clientId) ? claims : null;
    } catch (error) {
      if (error instanceof DomainError) throw error;
      return null;
    }
  }

  async #signed(token: string, { provider, configuration, keys }: Discovered): Promise<JWTPayload> {
    const header = decodeProtectedHeader(token);
    const { issuer } = configuration.serverMetadata();
    if (provider.kind === 'keycloak' && header.alg === 'RS256')
      return verifiedByKeycloak(token, {
        issuer,
        clientId: provider.clientId,
        tolerance: provider.tolerance,
        key: async (kid) =>
          (await keys({ alg: 'RS256', ...(kid ? { kid } : {}) }, { payload: '', signature: '' })) as CryptoKey,
      });
    const { payload, protectedHeader } = await jwtVerify(token, keys, {
      issuer,
      algorithms: signatureAlgorithms,
      clockTolerance: provider.tolerance,
      requiredClaims: ['exp', 'sub'],
    });
    // ID and logout tokens are signed by the same keys: an access token says what it is (RFC 9068; Keycloak in `typ`)
    const isAccessToken = /^(application\/)?at\+jwt$/i.test(protectedHeader.typ ?? '') || payload['typ'] === 'Bearer';
    if (!isAccessToken) throw new Error('no access token');
    return payload;
  }
}

/** A token made for another program must not open ours. */
function isForUs(
  { aud, azp, client_id: client }: JWTPayload & { azp?: unknown; client_id?: unknown },
  us: string,
): boolean {
  const audiences = Array.isArray(aud) ? aud : [aud];
  return audiences.includes(us) || azp === us || client === us;
}
