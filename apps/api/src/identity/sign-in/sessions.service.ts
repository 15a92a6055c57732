import { randomBytes, randomUUID } from 'node:crypto';
import type { Session, SignedInBrowser } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import {
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
import { deviceOf } from './device.js';
import { SessionEntity } from './session.entity.js';
import { idleMs, longestMs } from './session-life.js';
import { readSession } from './session-view.js';

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
export const refusal = (): NotAuthenticated =>
  new NotAuthenticated('user name or password is wrong, or the account is disabled');

type Beside = (work: Work, sessionId: string) => Promise<void>;

/** Opening and ending sessions, and the lists of signed-in browsers. Who may have one is decided in `Entrance`. */
@Injectable()
export class SessionsService {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Digest) private readonly digest: Digest,
    @Inject(Settings) private readonly settings: Settings,
  ) {}

  /** Who the caller is; a stranger is told that. */
  describe(principal: Principal): Promise<Session> {
    return readSession(this.store, principal);
  }

  /**
   * Opens a session with a new secret for somebody who proved who they are by that method, whatever the browser brought;
   * `beside` runs in the same work, after the user's row was locked, and knows the new session's id. Throws
   * `NotAuthenticated` for a user who is gone or disabled by now.
   */
  async openFor(userId: number, visitor: Visitor, beside: Beside, method = 'elsewhere'): Promise<Opened> {
    const user = await this.store.readOne<FactRow>(sql`
      select ${factColumns} from users u join roles r on r.id = u.role_id where u.id = ${userId} and not u.disabled`);
    if (!user) throw refusal();
    const sessionId = randomUUID();
    const { ip, requestId } = visitor;
    const principal = principalOf(factsOf(user), { channel: 'browser', authKeyId: null, sessionId, ip, requestId });
    const secret = await this.store.work(principal, (work) =>
      this.#open(work, { userId, sessionId, method }, visitor, beside),
    );
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

  /** Ends every session of the caller but the one that asks. */
  async signOutOthers(principal: Principal): Promise<void> {
    await this.#end(principal, sql`id is distinct from ${principal.sessionId}`);
  }

  /** Ends one session of the caller. Throws `NotFound` for anybody else's. */
  async end(principal: Principal, id: string): Promise<void> {
    const ended = await this.#end(principal, sql`id = ${id}`);
    if (ended === 0) throw new NotFound('there is no such session of yours');
  }

  /** The caller's sessions that have not ended, latest use first. */
  list(principal: Principal): Promise<SignedInBrowser[]> {
    return this.ofUser(principal.userId ?? 0, principal.sessionId);
  }

  /** The sessions of a user whom the caller may look at; `current` is the one that asks. */
  async ofUser(userId: number, current: string | null): Promise<SignedInBrowser[]> {
    const rows = await this.store.read<BrowserRow>(sql`
      select id, created, seen_at, expires_at, host(ip) as ip, host(seen_ip) as seen_ip, user_agent, method from sessions
      where user_id = ${userId} and expires_at > now() order by seen_at desc, id limit 200`);
    return rows.map((row) => ({
      id: row.id,
      created: row.created.toISOString(),
      seenAt: row.seen_at.toISOString(),
      expiresAt: row.expires_at.toISOString(),
      ip: row.seen_ip ?? row.ip,
      signInIp: row.ip,
      userAgent: row.user_agent,
      device: deviceOf(row.user_agent),
      method: row.method,
      isCurrent: row.id === current,
    }));
  }

  /** Ends sessions of a user within the work of somebody who may; returns how many there were. */
  async endIn(work: Work, user: Pick<UserEntity, 'id' | 'uuid' | 'username'>, which: Sql = sql`true`): Promise<number> {
    const rows = await work.query(sql`delete from sessions where user_id = ${user.id} and ${which} returning id`);
    if (rows.length > 0) {
      work.log({ kind: 'user', entityId: user.id, entityUuid: user.uuid, title: user.username, action: 'logout' });
      work.emit(accessChanged, {});
    }
    return rows.length;
  }

  /** The user's row is locked: an account disabled meanwhile opens nothing. */
  async #open(
    work: Work,
    { userId, sessionId, method }: { userId: number; sessionId: string; method: string },
    visitor: Visitor,
    beside: Beside,
  ): Promise<string> {
    const user = await work.find(UserEntity, { id: userId });
    if (!user || user.disabled) throw refusal();
    await work.query(sql`delete from sessions where expires_at < now() or id = ${visitor.formerSessionId}`);
    const secret = randomBytes(32).toString('base64url');
    await work.insert(SessionEntity, {
      id: sessionId,
      digest: this.digest.of(secret),
      userId,
      csrfToken: randomBytes(32).toString('base64url'),
      created: work.now,
      provedAt: work.now,
      method,
      seenAt: work.now,
      expiresAt: new Date(work.now.getTime() + idleMs(await this.settings.reader())),
      ip: visitor.ip,
      seenIp: visitor.ip,
      userAgent: visitor.userAgent,
    });
    await beside(work, sessionId);
    work.log({ kind: 'user', entityId: user.id, entityUuid: user.uuid, title: user.username, action: 'login' });
    work.emit(accessChanged, {});
    return secret;
  }

  async #end(principal: Principal, which: Sql): Promise<number> {
    const { userId, username } = principal;
    return this.store.work(principal, async (work) => {
      const rows = await work.query<{ id: string }>(
        sql`delete from sessions where user_id = ${userId} and ${which} returning id`,
      );
      if (rows.length > 0) {
        work.log({ kind: 'user', entityId: userId, entityUuid: null, title: username, action: 'logout' });
        work.emit(accessChanged, {});
      }
      return rows.length;
    });
  }
}

interface BrowserRow {
  id: string;
  created: Date;
  seen_at: Date;
  expires_at: Date;
  ip: string | null;
  seen_ip: string | null;
  user_agent: string | null;
  method: string;
}
