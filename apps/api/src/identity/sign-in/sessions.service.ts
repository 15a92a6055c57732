import { randomBytes, randomUUID } from 'node:crypto';
import { normalisedUsername, type Session, type SignedInBrowser, type SignIn } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import {
  anonymous,
  NotAllowed,
  NotAuthenticated,
  NotFound,
  type Principal,
  Settings,
  type Sql,
  Store,
  sql,
  type Work,
} from '../../kernel/index.js';
import { accessChanged } from '../access-changed.js';
import { Digest } from '../auth-keys/digest.js';
import { UserEntity } from '../users/user.entity.js';
import { type FactRow, factColumns, factsOf, principalOf } from '../users/user-principal.js';
import { Limiter } from './limiter.js';
import { isPassword } from './passwords.js';
import { SessionEntity } from './session.entity.js';
import { idleMs, longestMs } from './session-life.js';
import { readSession } from './session-view.js';
import { isBreakGlass, passwordSignIn } from './sign-in-methods.js';

/** What is known of the browser that wants in. */
export interface Visitor {
  readonly ip: string;
  readonly userAgent: string | null;
  readonly requestId: string;
  /** The session the browser already has; it ends with a new sign-in. */
  readonly formerSessionId: string | null;
}

/** A signed-in browser: what it is told, and the secret only its cookie holds. */
export interface Opened {
  readonly session: Session;
  readonly secret: string;
  /** How long the cookie may live, in milliseconds. */
  readonly livesMs: number;
}

/** One sentence for every way to fail, so that nothing tells whether the user exists (DEMANDS §2.5, rule 7). */
const refusal = (): NotAuthenticated =>
  new NotAuthenticated('user name or password is wrong, or the account is disabled');

/** Signing in and out, and the list of one's signed-in browsers. */
@Injectable()
export class SessionsService {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Digest) private readonly digest: Digest,
    @Inject(Limiter) private readonly limiter: Limiter,
    @Inject(Settings) private readonly settings: Settings,
  ) {}

  /** Who the caller is; a stranger is told that. */
  describe(principal: Principal): Promise<Session> {
    return readSession(this.store, principal);
  }

  /**
   * Opens a session with a new secret, whatever the browser brought. Throws `TooManyRequests`, and one and the same
   * `NotAuthenticated`, after the same work, for an unknown name, a wrong password and a disabled account.
   */
  async signIn(input: SignIn, visitor: Visitor): Promise<Opened> {
    const read = await this.settings.reader();
    const username = normalisedUsername(input.username);
    await this.limiter.countSignIn(username, visitor.ip);
    const user = await this.store.readOne<FactRow & { disabled: boolean; hash: string | null }>(sql`
      select u.disabled, u.password_hash as hash, ${factColumns}
      from users u join roles r on r.id = u.role_id where u.username = ${username}`);
    const isRight = await isPassword(user?.hash ?? null, input.password);
    const isOpen = read(passwordSignIn) || (user !== undefined && isRight && isBreakGlass(read, user));
    if (!user || !isRight || user.disabled || !isOpen) {
      await this.#recordFailure(username, user?.id ?? null, visitor);
      throw isOpen ? refusal() : new NotAllowed('signing in by password is switched off on this instance');
    }
    const id = randomUUID();
    const principal = principalOf(factsOf(user), {
      channel: 'browser',
      authKeyId: null,
      sessionId: id,
      ip: visitor.ip,
      requestId: visitor.requestId,
    });
    const secret = await this.store.work(principal, (work) => this.#open(work, user.id, user.hash, visitor));
    await this.limiter.forgive(username, visitor.ip);
    return { session: await this.describe(principal), secret, livesMs: longestMs(read) };
  }

  /**
   * Opens a session for somebody who proved elsewhere who they are; `beside` runs in the same work and knows the new
   * session's id. Throws `NotAuthenticated` for a user who is gone or disabled by now.
   */
  async openFor(
    userId: number,
    visitor: Visitor,
    beside: (work: Work, sessionId: string) => Promise<void>,
  ): Promise<Opened> {
    const user = await this.store.readOne<FactRow & { hash: string | null }>(sql`
      select u.password_hash as hash, ${factColumns}
      from users u join roles r on r.id = u.role_id where u.id = ${userId} and not u.disabled`);
    if (!user) throw refusal();
    const sessionId = randomUUID();
    const principal = principalOf(factsOf(user), {
      channel: 'browser',
      authKeyId: null,
      sessionId,
      ip: visitor.ip,
      requestId: visitor.requestId,
    });
    const secret = await this.store.work(principal, async (work) => {
      const opened = await this.#open(work, user.id, user.hash, visitor);
      await beside(work, sessionId);
      return opened;
    });
    return { session: await this.describe(principal), secret, livesMs: longestMs(await this.settings.reader()) };
  }

  /** Ends the session the caller came with; a caller by auth key has none. */
  async signOut(principal: Principal): Promise<void> {
    await this.#end(principal, sql`id = ${principal.sessionId}`);
  }

  /** Ends every session of the caller. */
  async signOutEverywhere(principal: Principal): Promise<void> {
    await this.#end(principal, sql`true`);
  }

  /** Ends one session of the caller. Throws `NotFound` for anybody else's. */
  async end(principal: Principal, id: string): Promise<void> {
    const ended = await this.#end(principal, sql`id = ${id}`);
    if (ended === 0) throw new NotFound('there is no such session of yours');
  }

  /** The caller's sessions that have not ended, latest use first. */
  async list(principal: Principal): Promise<SignedInBrowser[]> {
    const rows = await this.store.read<
      Pick<SessionEntity, 'id' | 'ip'> & { created: Date; seen_at: Date; expires_at: Date; user_agent: string | null }
    >(sql`
      select id, created, seen_at, expires_at, host(ip) as ip, user_agent from sessions
      where user_id = ${principal.userId} and expires_at > now() order by seen_at desc, id limit 200`);
    return rows.map((row) => ({
      id: row.id,
      created: row.created.toISOString(),
      seenAt: row.seen_at.toISOString(),
      expiresAt: row.expires_at.toISOString(),
      ip: row.ip,
      userAgent: row.user_agent,
      isCurrent: row.id === principal.sessionId,
    }));
  }

  /** The user's row is locked and compared again: a password changed or an account disabled meanwhile opens nothing. */
  async #open(work: Work, userId: number, checkedHash: string | null, visitor: Visitor): Promise<string> {
    const user = await work.find(UserEntity, { id: userId });
    if (!user || user.disabled || user.passwordHash !== checkedHash) throw refusal();
    await work.query(sql`delete from sessions where expires_at < now() or id = ${visitor.formerSessionId}`);
    const secret = randomBytes(32).toString('base64url');
    await work.insert(SessionEntity, {
      id: work.principal.sessionId ?? randomUUID(),
      digest: this.digest.of(secret),
      userId,
      csrfToken: randomBytes(32).toString('base64url'),
      created: work.now,
      seenAt: work.now,
      expiresAt: new Date(work.now.getTime() + idleMs(await this.settings.reader())),
      ip: visitor.ip,
      userAgent: visitor.userAgent,
    });
    work.log({ kind: 'user', entityId: user.id, entityUuid: user.uuid, title: user.username, action: 'login' });
    work.emit(accessChanged, {});
    return secret;
  }

  /** The name that was typed is not kept for an unknown user: people type passwords into that field. */
  async #recordFailure(username: string, userId: number | null, visitor: Visitor): Promise<void> {
    const stranger: Principal = { ...anonymous(visitor.requestId, visitor.ip), channel: 'browser' };
    const title = userId === null ? 'an unknown user name' : username;
    await this.store.work(stranger, async (work) =>
      work.log({ kind: 'user', entityId: userId, entityUuid: null, title, action: 'login_fail' }),
    );
  }

  async #end(principal: Principal, which: Sql): Promise<number> {
    return this.store.work(principal, async (work) => {
      const rows = await work.query<{ id: string }>(
        sql`delete from sessions where user_id = ${principal.userId} and ${which} returning id`,
      );
      if (rows.length > 0) {
        work.log({
          kind: 'user',
          entityId: principal.userId,
          entityUuid: null,
          title: principal.username,
          action: 'logout',
        });
        work.emit(accessChanged, {});
      }
      return rows.length;
    });
  }
}
