import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import { LOG, Settings, type Sql, Store, sql, systemPrincipal } from '../../kernel/index.js';
import { idleMs, longestMs, seenEveryMs } from './session-life.js';

/**
 * Writes down when keys and sessions were last used, at most once a minute each and beside the request, which never
 * waits for it. What is lost in a crash is a minute of "last used".
 */
@Injectable()
export class Traces {
  readonly #written = new LRUCache<string, true>({ max: 20_000, ttl: seenEveryMs });
  readonly #running = new Set<Promise<void>>();

  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Settings) private readonly settings: Settings,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  /** The key was used from this address. */
  keyUsed(authKeyId: number, ip: string): void {
    this.#leave(
      `key:${authKeyId}`,
      async () => sql`update auth_keys set last_used_at = now(), last_used_ip = ${ip} where id = ${authKeyId}`,
    );
  }

  /** The key was sent from an address it is not taken from. */
  keyRefused(authKeyId: number, ip: string): void {
    this.#leave(
      `refused:${authKeyId}`,
      async () => sql`update auth_keys set last_refused_at = now(), last_refused_ip = ${ip} where id = ${authKeyId}`,
    );
  }

  /** The session was used from this address: it ends later, but never later than its absolute end. */
  sessionSeen(sessionId: string, ip: string): void {
    this.#leave(`session:${sessionId} ${ip}`, async () => {
      const read = await this.settings.reader();
      return sql`update sessions set seen_at = now(), seen_ip = ${ip}, expires_at = least(
            now() + ${idleMs(read) / 1000} * interval '1 second',
            created + ${longestMs(read) / 1000} * interval '1 second')
          where id = ${sessionId}`;
    });
  }

  /** Resolves when what is being written is written; for the end of the process and for tests. */
  async settled(): Promise<void> {
    await Promise.all(this.#running);
  }

  /** Before the store is closed. */
  beforeApplicationShutdown(): Promise<void> {
    return this.settled();
  }

  #leave(key: string, statement: () => Promise<Sql>): void {
    if (this.#written.has(key)) return;
    this.#written.set(key, true);
    const writing = statement()
      .then((text) => this.store.work(systemPrincipal('traces'), async (work) => void (await work.query(text))))
      .catch((error: Error) =>
        this.log.warn({ error: error.message }, 'the use of a key or session was not written down'),
      )
      .finally(() => this.#running.delete(writing));
    this.#running.add(writing);
  }
}
