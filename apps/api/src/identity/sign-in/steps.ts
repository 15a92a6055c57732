import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Store, sql, systemPrincipal, type Work } from '../../kernel/index.js';
import { Digest } from '../auth-keys/digest.js';

/** What a browser is in the middle of: before it has a session, or within one. */
type BrowserPurpose = 'sign-in' | 'factor';
type SessionPurpose = 'proof' | 'enrol-totp' | 'enrol-passkey';

/** How long a step may take; and how often an answer may be wrong before it starts anew. */
const goodFor = sql`interval '10 minutes'`;
const mostTries = 5;

/** A browser between password and session. */
export interface Step {
  readonly id: string;
  readonly userId: number | null;
  /** The version the user's row had: a changed account starts anew. */
  readonly userVersion: number | null;
}

/**
 * What is held between two calls of one browser: who gave the right password, the challenge a passkey must answer, a
 * secret that an app has to confirm. Bound to a cookie's secret, of which the digest is kept, or to a session; each is
 * taken once and ends after ten minutes. A step opens nothing: it is not a session and the gate does not know it.
 */
@Injectable()
export class Steps {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Digest) private readonly digest: Digest,
  ) {}

  /** Begins a step of a browser without a session and gives the secret for its cookie. */
  async begin(purpose: BrowserPurpose, user: { id: number; version: number } | null): Promise<string> {
    const secret = randomBytes(32).toString('base64url');
    await this.#work(async (work) => {
      await work.query(sql`delete from sign_in_steps where expires_at < now()`);
      await work.query(sql`
        insert into sign_in_steps (digest, user_id, user_version, purpose, expires_at)
        values (${this.digest.of(secret)}, ${user?.id ?? null}, ${user?.version ?? null}, ${purpose}, now() + ${goodFor})`);
    });
    return secret;
  }

  /** The step of that secret and purpose, while it lasts. */
  async find(secret: string | undefined, purpose: BrowserPurpose): Promise<Step | null> {
    if (!secret) return null;
    const row = await this.store.readOne<{ id: string; user_id: number | null; user_version: number | null }>(sql`
      select id::text, user_id, user_version from sign_in_steps
      where digest = ${this.digest.of(secret)} and purpose = ${purpose} and expires_at > now()`);
    return row ? { id: row.id, userId: row.user_id, userVersion: row.user_version } : null;
  }

  /** Counts an answer before it is judged; false, and the step has ended, when there were too many. */
  async countTry({ id }: Step): Promise<boolean> {
    return this.#work(async (work) => {
      const [row] = await work.query<{ tries: number }>(
        sql`update sign_in_steps set tries = tries + 1 where id = ${id} returning tries`,
      );
      if (row && row.tries <= mostTries) return true;
      await work.query(sql`delete from sign_in_steps where id = ${id}`);
      return false;
    });
  }

  /** Ends a step; false when it had ended: of two that finish it at once one goes on. */
  async end(work: Work, { id }: Step): Promise<boolean> {
    return (await work.query(sql`delete from sign_in_steps where id = ${id} returning id`)).length > 0;
  }

  /** Holds a text in a step, in place of the one held before. */
  async hold({ id }: Step, text: string): Promise<void> {
    await this.#work(
      async (work) => void (await work.query(sql`update sign_in_steps set held = ${text} where id = ${id}`)),
    );
  }

  /** Takes what the step holds: it is held no longer. */
  async take({ id }: Step): Promise<string | null> {
    return this.#work(async (work) => {
      const [row] = await work.query<{ held: string | null }>(
        sql`select held from sign_in_steps where id = ${id} for update`,
      );
      await work.query(sql`update sign_in_steps set held = null where id = ${id}`);
      return row?.held ?? null;
    });
  }

  /** Holds a text within a session for a purpose, in place of the one held before. */
  async holdInSession(sessionId: string, purpose: SessionPurpose, text: string): Promise<void> {
    await this.#work(
      async (work) =>
        void (await work.query(sql`
          insert into sign_in_steps (session_id, purpose, held, expires_at)
          values (${sessionId}, ${purpose}, ${text}, now() + ${goodFor})
          on conflict (session_id, purpose) do update set held = excluded.held, expires_at = excluded.expires_at`)),
    );
  }

  /** What the session holds for a purpose, and goes on holding. */
  async readInSession(sessionId: string, purpose: SessionPurpose): Promise<string | null> {
    const row = await this.store.readOne<{ held: string | null }>(sql`
      select held from sign_in_steps where session_id = ${sessionId} and purpose = ${purpose} and expires_at > now()`);
    return row?.held ?? null;
  }

  /** Takes what the session holds for a purpose. */
  async takeInSession(sessionId: string, purpose: SessionPurpose): Promise<string | null> {
    return this.#work(async (work) => {
      const [row] = await work.query<{ held: string | null; is_good: boolean }>(sql`
        delete from sign_in_steps where session_id = ${sessionId} and purpose = ${purpose}
        returning held, expires_at > now() as is_good`);
      return row?.is_good ? row.held : null;
    });
  }

  #work<T>(act: (work: Work) => Promise<T>): Promise<T> {
    return this.store.work(systemPrincipal('sign-in'), act);
  }
}
