import { holdsAddress, type Network, readAddress, readNetwork } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import {
  type Authenticator,
  CONFIG,
  type Config,
  type HeldBy,
  type Identified,
  NotAllowed,
  type SettingReader,
  Settings,
  Store,
  sql,
} from '../../kernel/index.js';
import { CarriedKeys } from '../auth-keys/carried-keys.js';
import { Digest } from '../auth-keys/digest.js';
import { BearerTokens } from '../single-sign-on/bearer-tokens.js';
import { type FactRow, factColumns, factsOf, principalOf } from '../users/user-principal.js';
import { type Caller, Callers, type KeyFacts } from './callers.js';
import { Limiter } from './limiter.js';
import { isForeignWrite } from './own-origin.js';
import { SessionCookie } from './session-cookie.js';
import { Traces } from './traces.js';
import { factorRoles, localMethods, proofMs } from './two-factor.settings.js';

/**
 * Tells who sent a request, by auth key (WIRE-CONTRACT §1.1) or session cookie. A valid key frees from the session's
 * token; a header that is no key changes nothing about what a cookie must bring.
 */
@Injectable()
export class RequestAuthenticator implements Authenticator {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(Digest) private readonly digest: Digest,
    @Inject(Callers) private readonly callers: Callers,
    @Inject(Limiter) private readonly limiter: Limiter,
    @Inject(SessionCookie) private readonly cookie: SessionCookie,
    @Inject(Traces) private readonly traces: Traces,
    @Inject(BearerTokens) private readonly bearerTokens: BearerTokens,
    @Inject(Settings) private readonly settings: Settings,
    @Inject(CarriedKeys) private readonly carriedKeys: CarriedKeys,
  ) {}

  /**
   * See `Authenticator`. Throws `TooManyRequests` for an address that tries keys, and `NotAllowed` for a write that
   * another site's page made a browser send.
   */
  async identify(request: FastifyRequest): Promise<Identified | null> {
    const key = authKeyOf(request.headers.authorization);
    if (key !== null) return this.#byAuthKey(key, request);
    const token = bearerTokenOf(request.headers.authorization);
    if (token !== null) return this.#byBearerToken(token, request);
    if (isForeignWrite(request, this.config.baseUrl))
      throw new NotAllowed('this change was asked for by a page of another site; use the pages of this instance');
    const secret = this.cookie.read(request);
    return secret ? this.#bySession(secret, request) : null;
  }

  async #byAuthKey(key: string, request: FastifyRequest): Promise<Identified | null> {
    const digest = this.digest.of(key);
    const caller = await this.callers.find(digest.toString('base64'), () => this.#keyHolder(key, digest));
    if (!caller?.key) {
      await this.limiter.countUnknownKey(request.ip);
      return null;
    }
    const { id, limits, networks } = caller.key;
    if (!isTakenFrom(networks, request.ip)) {
      this.traces.keyRefused(id, request.ip);
      return null;
    }
    this.traces.keyUsed(id, request.ip);
    return {
      principal: principalOf(caller.facts, {
        channel: 'api',
        authKeyId: id,
        sessionId: null,
        ip: request.ip,
        requestId: request.id,
        limits,
      }),
    };
  }

  /** A token of the provider of single sign-on: the linked user, with that user's rights. */
  async #byBearerToken(token: string, request: FastifyRequest): Promise<Identified | null> {
    const caller = await this.callers.find(this.digest.of(token).toString('base64'), () =>
      this.bearerTokens.caller(token),
    );
    if (!caller) {
      await this.limiter.countUnknownKey(request.ip);
      return null;
    }
    const arrival = {
      channel: 'api',
      authKeyId: null,
      sessionId: null,
      ip: request.ip,
      requestId: request.id,
    } as const;
    return { principal: principalOf(caller.facts, arrival) };
  }

  async #bySession(secret: string, request: FastifyRequest): Promise<Identified | null> {
    const digest = this.digest.of(secret);
    const caller = await this.callers.find(digest.toString('base64'), () => this.#sessionHolder(digest));
    if (!caller?.session) return null;
    const { id, csrfToken, provedAt } = caller.session;
    this.traces.sessionSeen(id, request.ip);
    const principal = principalOf(caller.facts, {
      channel: 'browser',
      authKeyId: null,
      sessionId: id,
      ip: request.ip,
      requestId: request.id,
    });
    const read = await this.settings.reader();
    const heldBy = holdOf(caller, read);
    request.heldBy = heldBy;
    return { principal, csrfToken, heldBy, isProved: provedAt + proofMs(read) > Date.now() };
  }

  /** What must be done first in the session with this secret; null when nothing, or when there is no such session. */
  async heldBy(secret: string): Promise<HeldBy | null> {
    const caller = await this.#sessionHolder(this.digest.of(secret));
    return caller && holdOf(caller, await this.settings.reader());
  }

  /** Expired key, disabled user and unknown key are one answer: nobody. */
  async #keyHolder(key: string, digest: Buffer): Promise<Caller | null> {
    const row = await this.#keyRow(digest);
    if (row) return keyCaller(row);
    await this.carriedKeys.take(key, digest);
    // looked for again in any case: another request with this key may have taken it a moment ago
    const renewed = await this.#keyRow(digest);
    return renewed ? keyCaller(renewed) : null;
  }

  async #keyRow(digest: Buffer): Promise<(FactRow & KeyRow) | undefined> {
    const [row] = await this.store.readPrepared<FactRow & KeyRow>(sql`
      select k.id as key_id, k.expires_at, k.read_only, k.resources, k.networks, ${factColumns}
      from auth_keys k join users u on u.id = k.user_id join roles r on r.id = u.role_id
      where k.digest = ${digest} and not u.disabled`);
    return row;
  }

  async #sessionHolder(digest: Buffer): Promise<Caller | null> {
    const [row] = await this.store.readPrepared<
      FactRow & {
        session_id: string;
        csrf_token: string;
        expires_at: Date;
        proved_at: Date;
        method: string;
        has_factor: boolean;
        owes_password: boolean;
      }
    >(sql`
      select s.id as session_id, s.csrf_token, s.expires_at, s.proved_at, s.method, ${factColumns},
        exists (select from password_demands d where d.user_id = u.id) as owes_password,
        exists (select from totp_factors t where t.user_id = u.id)
          or exists (select from passkeys k where k.user_id = u.id) as has_factor
      from sessions s join users u on u.id = s.user_id join roles r on r.id = u.role_id
      where s.digest = ${digest} and not u.disabled`);
    if (!row) return null;
    return {
      facts: factsOf(row),
      key: null,
      session: {
        id: row.session_id,
        csrfToken: row.csrf_token,
        method: row.method,
        provedAt: row.proved_at.getTime(),
        hasFactor: row.has_factor,
        owesPassword: row.owes_password,
      },
      expiresAt: row.expires_at.getTime(),
    };
  }
}

interface KeyRow {
  readonly key_id: number;
  readonly expires_at: Date | null;
  readonly read_only: boolean;
  readonly resources: string[] | null;
  readonly networks: string[];
}

const keyCaller = (row: FactRow & KeyRow): Caller => ({
  facts: factsOf(row),
  key: keyFactsOf(row),
  session: null,
  expiresAt: row.expires_at?.getTime() ?? Infinity,
});

function keyFactsOf({ key_id: id, read_only: readOnly, resources, networks }: KeyRow): KeyFacts {
  const isTiedToNetworks = networks.length > 0;
  const limits =
    readOnly || resources || isTiedToNetworks
      ? Object.freeze({ readOnly, resources: resources && new Set(resources), isTiedToNetworks })
      : undefined;
  return { id, limits, networks: networks.flatMap((text) => readNetwork(text) ?? []) };
}

/** Whether the address (that of the client, behind proxies one trusts) is in one of the networks; none: everywhere. */
function isTakenFrom(networks: readonly Network[], ip: string): boolean {
  if (networks.length === 0) return true;
  const address = readAddress(ip.replace(/%.*$/, ''));
  return address !== undefined && networks.some((network) => holdsAddress(network, address));
}

/**
 * The 40 characters of an `Authorization` header, bare as the original takes them or after `Bearer`; null for any other
 * length. The alphabet is not checked (WIRE-CONTRACT §1.1).
 */
function authKeyOf(header: string | undefined): string | null {
  if (!header) return null;
  const key = header.length === 40 ? header : header.replace(/^Bearer +/i, '');
  return key.length === 40 ? key : null;
}

/** A JSON web token after `Bearer`; null for anything else. */
const bearerTokenOf = (header: string | undefined): string | null =>
  /^Bearer +([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(header?.slice(0, 16_384) ?? '')?.[1] ?? null;
/**
 * What must be done first in such a session. Whoever came in through another program proved there what that asks for;
 * whoever came by passkey need not know the password.
 */
function holdOf({ session, facts }: Caller, read: SettingReader): HeldBy | null {
  if (!session) return null;
  if (session.method === 'password' && session.owesPassword) return 'password';
  const needsFactor = read(factorRoles).includes(facts.roleId ?? 0);
  return needsFactor && !session.hasFactor && localMethods.has(session.method) ? 'factor' : null;
}
