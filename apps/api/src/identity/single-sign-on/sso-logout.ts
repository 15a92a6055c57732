import { Inject, Injectable } from '@nestjs/common';
import { type JWTPayload, jwtVerify } from 'jose';
import * as oidc from 'openid-client';
import {
  CONFIG,
  type Config,
  DomainError,
  InvalidInput,
  type Principal,
  Sealer,
  Store,
  sql,
  systemPrincipal,
  TooManyRequests,
} from '../../kernel/index.js';
import { accessChanged } from '../access-changed.js';
import { Limiter } from '../sign-in/limiter.js';
import { SessionsService } from '../sign-in/sessions.service.js';
import { ProviderClient, signatureAlgorithms } from './provider-client.js';

/** The page the provider sends people back to after a sign-out. */
export const afterSignOutPath = '/users/login';
const logoutEvent = 'http://schemas.openid.net/event/backchannel-logout';
/** Below the limiter's window, so that a used token is remembered for as long as it is good. */
const freshSeconds = 240;
const failuresOfAnAddress = 60;

/** Ending sessions on both sides: ours first, then the provider's; and ours when the provider says so (FEATURES KCL-19). */
@Injectable()
export class SsoLogout {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Sealer) private readonly sealer: Sealer,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(ProviderClient) private readonly client: ProviderClient,
    @Inject(SessionsService) private readonly sessions: SessionsService,
    @Inject(Limiter) private readonly limiter: Limiter,
  ) {}

  /** Where the provider sends people back to. */
  get afterSignOutUrl(): string {
    return this.config.baseUrl + afterSignOutPath;
  }

  /**
   * Ends this session; answers where the browser goes to end the provider's, or null when the session did not begin
   * there, or the provider cannot be reached: being signed out here never depends on it.
   */
  async signOut(principal: Principal): Promise<string | null> {
    const begun = await this.store.readOne<{ id_token: string; issuer: string }>(
      sql`select id_token, issuer from sso_sessions where session_id = ${principal.sessionId}`,
    );
    await this.sessions.signOut(principal);
    if (!begun) return null;
    try {
      const { configuration } = await this.client.ready();
      const { issuer, end_session_endpoint: address } = configuration.serverMetadata();
      if (issuer !== begun.issuer || !address) return null;
      return oidc.buildEndSessionUrl(configuration, {
        id_token_hint: this.sealer.open(begun.id_token, `sso session ${principal.sessionId}`),
        post_logout_redirect_uri: this.afterSignOutUrl,
      }).href;
    } catch (error) {
      if (error instanceof DomainError) return null;
      throw error;
    }
  }

  /**
   * Back-channel logout (OpenID Connect Back-Channel Logout 1.0 §2.6): ends the sessions that the signed token names.
   * Answers how many ended. Throws `InvalidInput` for a token that is not the provider's, not for us, old or used.
   */
  async endByToken(form: string, ip: string): Promise<number> {
    const token = new URLSearchParams(form).get('logout_token');
    if (!token) throw await this.#refused(ip, 'is needed');
    const { configuration, provider, keys } = await this.client.ready();
    const { issuer } = configuration.serverMetadata();
    const claims = await jwtVerify(token, keys, {
      issuer,
      audience: provider.clientId,
      algorithms: signatureAlgorithms,
      clockTolerance: provider.tolerance,
      maxTokenAge: freshSeconds,
      requiredClaims: ['jti', 'events'],
    }).then(
      ({ payload }) => payload,
      async (error: Error) => {
        throw error instanceof DomainError ? error : await this.#refused(ip, `is refused: ${error.message}`);
      },
    );
    const fault = faultOf(claims) ?? ((await this.limiter.spend(`logout ${claims.jti}`)) ? null : 'was used before');
    if (fault !== null) throw await this.#refused(ip, fault);
    const sid = typeof claims['sid'] === 'string' ? claims['sid'] : null;
    // a Keycloak that ends every session of a person sends one token, which names one of them (seen with 26.4)
    const isOneOfMany = provider.kind === 'keycloak' && claims.sub !== undefined;
    return this.#end(issuer, claims.sub ?? null, isOneOfMany ? null : sid);
  }

  async #end(issuer: string, subject: string | null, sid: string | null): Promise<number> {
    return this.store.work(systemPrincipal('single sign-on'), async (work) => {
      const ended = await work.query<{ user_id: number; username: string }>(sql`
        delete from sessions s using sso_sessions x, users u
        where x.session_id = s.id and u.id = s.user_id and x.issuer = ${issuer}
          and (${subject}::text is null or x.subject = ${subject}) and (${sid}::text is null or x.sid = ${sid})
        returning s.user_id, u.username::text`);
      for (const { user_id: entityId, username } of ended)
        work.log({
          kind: 'user',
          entityId,
          entityUuid: null,
          title: username,
          action: 'logout',
          after: { by: 'the provider' },
        });
      if (ended.length > 0) work.emit(accessChanged, {});
      return ended.length;
    });
  }

  async #refused(ip: string, message: string): Promise<InvalidInput | TooManyRequests> {
    await this.limiter.countCall('logout tokens', ip, failuresOfAnAddress);
    return InvalidInput.at(['logout_token'], message);
  }
}

function faultOf(claims: JWTPayload): string | null {
  const events = claims['events'] as Record<string, unknown> | null;
  if (typeof events !== 'object' || events === null || typeof events[logoutEvent] !== 'object')
    return 'is no logout token: its event is missing';
  if (claims['nonce'] !== undefined) return 'is no logout token: it has a nonce';
  if (claims.sub === undefined && typeof claims['sid'] !== 'string') return 'names neither a subject nor a session';
  return null;
}
