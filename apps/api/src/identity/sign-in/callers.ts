import type { Network } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { directoryChanged } from '../../directory/index.js';
import { type CredentialLimits, Events } from '../../kernel/index.js';
import { accessChanged } from '../access-changed.js';
import type { UserFacts } from '../users/user-principal.js';

/** An auth key as it limits its caller. */
export interface KeyFacts {
  readonly id: number;
  readonly limits: CredentialLimits | undefined;
  /** Where it is taken from; empty: everywhere. */
  readonly networks: readonly Network[];
}

/** Who a credential belongs to, as found in the database. */
export interface Caller {
  readonly facts: UserFacts;
  readonly key: KeyFacts | null;
  readonly session: CallersSession | null;
  /** Milliseconds since 1970; Infinity for a key that never expires. */
  readonly expiresAt: number;
}

/** What of a session decides what may be done in it. */
export interface CallersSession {
  readonly id: string;
  readonly csrfToken: string;
  readonly method: string;
  readonly provedAt: number;
  readonly hasFactor: boolean;
  /** An administrator set the password; it must be changed first. */
  readonly owesPassword: boolean;
}

/** A caller is asked for again after this time even when no event told of a change. */
const longestMs = 30_000;

/**
 * Remembers callers by the digest of their credential, so that a request by a known key costs no statement. Forgets
 * all of them when anybody's access changed, anywhere; while no events arrive nothing is remembered or used.
 */
@Injectable()
export class Callers {
  readonly #kept = new LRUCache<string, Caller>({ max: 10_000, ttl: longestMs });
  /** Counts what was forgotten: an answer that was under way meanwhile must not be kept. */
  #generation = 0;

  constructor(@Inject(Events) private readonly events: Events) {
    events.on(accessChanged, () => this.#forget());
    events.on(directoryChanged, ({ noun }) => noun === 'orgGroup' && this.#forget());
    events.onGap(() => this.#forget());
  }

  /** The caller with this digest: remembered, or looked up; null when there is none or its time is over. */
  async find(digest: string, lookUp: () => Promise<Caller | null>): Promise<Caller | null> {
    const caller = this.events.isLive
      ? (this.#kept.get(digest) ?? (await this.#learn(digest, lookUp)))
      : await lookUp();
    return caller && caller.expiresAt > Date.now() ? caller : null;
  }

  async #learn(digest: string, lookUp: () => Promise<Caller | null>): Promise<Caller | null> {
    const generation = this.#generation;
    const caller = await lookUp();
    if (caller && generation === this.#generation && this.events.isLive) this.#kept.set(digest, caller);
    return caller;
  }

  #forget(): void {
    this.#generation++;
    this.#kept.clear();
  }
}
