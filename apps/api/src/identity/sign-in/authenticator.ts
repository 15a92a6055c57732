import { Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { type Authenticator, CONFIG, type Config, type Identified, Store, sql } from '../../kernel/index.js';
import { Digest } from '../auth-keys/digest.js';
import { principalOf, userFacts } from '../users/user-principal.js';

/** Tells who sent a request, by auth key (WIRE-CONTRACT §1.1) or session cookie. */
@Injectable()
export class RequestAuthenticator implements Authenticator {
  readonly #digest: Digest;

  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(CONFIG) config: Config,
  ) {
    this.#digest = new Digest(config.secretKey);
  }

  /** See `Authenticator`. */
  async identify(request: FastifyRequest): Promise<Identified | null> {
    const key = authKeyOf(request.headers.authorization);
    return key === null ? null : this.#byAuthKey(key, request);
  }

  async #byAuthKey(key: string, request: FastifyRequest): Promise<Identified | null> {
    const [found] = await this.store.readPrepared<{ id: number; user_id: number }>(
      sql`select id, user_id from auth_keys where digest = ${this.#digest.of(key)} and (expires_at is null or expires_at > now())`,
    );
    if (!found) return null;
    const facts = await userFacts(this.store, sql`u.id = ${found.user_id}`);
    if (!facts) return null;
    const arrival = { channel: 'api' as const, authKeyId: found.id, sessionId: null, ip: request.ip, requestId: request.id };
    return { principal: principalOf(facts, arrival) };
  }
}

/** The 40 characters of an `Authorization` header, bare or after `Bearer`; null for anything else. */
function authKeyOf(header: string | undefined): string | null {
  if (!header) return null;
  const key = header.replace(/^Bearer +/i, '');
  return key.length === 40 ? key : null;
}
