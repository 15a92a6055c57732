import { isIPv6 } from 'node:net';
import { readAddress } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { Store, sql, systemPrincipal, TooManyRequests } from '../../kernel/index.js';
import { Digest } from '../auth-keys/digest.js';

/** Seconds over which attempts are counted (the original's figure, FEATURES SEC-01). */
export const windowSeconds = 300;

/** Failed attempts allowed in one window; the next one is refused unseen. */
export const attemptLimits = { name: 10, address: 50, instance: 3000, unknownKeys: 300 } as const;

interface Count {
  key: string;
  count: number;
  /** Seconds until the oldest counted attempts no longer count. */
  wait: number;
}

/**
 * Counts attempts to get in, for all processes together. Attempts are counted before they are judged, so that many at
 * once do not slip through; a success takes its own back. Names are counted in their normal form, so that neither
 * letter case nor anything else about the request makes a second account of one.
 */
@Injectable()
export class Limiter {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Digest) private readonly digest: Digest,
  ) {}

  /** Counts an attempt to sign in by password. Throws `TooManyRequests` when name, address or instance had too many. */
  async countSignIn(username: string, ip: string): Promise<void> {
    const limits = new Map<string, number>([
      [this.#nameKey(username), attemptLimits.name],
      [`address ${networkOf(ip)}`, attemptLimits.address],
      ['instance', attemptLimits.instance],
    ]);
    await this.#count(limits);
  }

  /** Counts an attempt to sign in by a passkey alone, which names nobody. Throws `TooManyRequests`. */
  async countPasskey(ip: string): Promise<void> {
    await this.#count(
      new Map([
        [`address ${networkOf(ip)}`, attemptLimits.address],
        ['instance', attemptLimits.instance],
      ]),
    );
  }

  /** The attempt was a success: the name starts anew, address and instance get this one back. */
  async forgive(username: string, ip: string): Promise<void> {
    const name = this.#nameKey(username);
    const given = [`address ${networkOf(ip)}`, 'instance'];
    await this.store.work(systemPrincipal('limiter'), async (work) => {
      // in the order in which they are counted, or two that succeed at once would wait for each other
      await work.query(sql`
        select from attempts where key = any(${[...given, name]}) and (key = ${name} or window_start = ${currentMinute})
        order by key, window_start for update`);
      await work.query(sql`delete from attempts where key = ${name}`);
      await work.query(sql`
        update attempts set count = count - 1
        where key = any(${given}) and window_start = ${currentMinute} and count > 0`);
    });
  }

  /** Counts a key nobody has. Throws `TooManyRequests` when this address tried too many; valid keys are never held up. */
  async countUnknownKey(ip: string): Promise<void> {
    await this.#count(new Map([[`keys ${networkOf(ip)}`, attemptLimits.unknownKeys]]));
  }

  /** Counts a call of a stranger. Throws `TooManyRequests` when its address made more than `limit` of that purpose in a window. */
  async countCall(purpose: string, ip: string, limit: number): Promise<void> {
    await this.#count(new Map([[`${purpose} ${networkOf(ip)}`, limit]]));
  }

  /** Uses up what counts once; false when it was used within the window. */
  async spend(key: string): Promise<boolean> {
    try {
      await this.#count(new Map([[key, 1]]));
      return true;
    } catch (error) {
      if (error instanceof TooManyRequests) return false;
      throw error;
    }
  }

  /** A typed name may be a mistyped password: only its digest is kept. */
  #nameKey(username: string): string {
    return `name ${this.digest.of(`name ${username}`).toString('base64url')}`;
  }

  /** A refusal rolls its own count back: who comes back after the time that was told is let in. */
  async #count(limits: ReadonlyMap<string, number>): Promise<void> {
    const keys = [...limits.keys()];
    await this.store.work(systemPrincipal('limiter'), async (work) => {
      await work.query(sql`
        insert into attempts (key, window_start, count)
        select key, ${currentMinute}, 1 from unnest(${keys}::text[]) key order by key
        on conflict (key, window_start) do update set count = attempts.count + 1`);
      const counts = await work.query<Count>(sql`
        select key, sum(count)::int as count, ceil(extract(epoch from min(window_start) - now()) + ${windowSeconds})::int as wait
        from attempts where key = any(${keys}) and ${isCounted} group by key`);
      const over = counts.filter(({ key, count }) => count > (limits.get(key) ?? 0));
      if (over.length > 0) throw refusal(Math.max(1, ...over.map(({ wait }) => wait)));
      // What is no longer counted is swept now and then, on the way.
      if (counts.some(({ count }) => count % 20 === 1))
        await work.query(sql`delete from attempts where ctid = any(array(
          select ctid from attempts where not ${isCounted} for update skip locked))`);
    });
  }
}

/** Counts are kept by the minute; those of the last five make the window that slides. */
const currentMinute = sql`date_trunc('minute', now())`;
const isCounted = sql`(window_start > now() - ${windowSeconds} * interval '1 second')`;

const refusal = (seconds: number): TooManyRequests =>
  new TooManyRequests(
    `too many attempts; try again in ${seconds < 90 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`}`,
    seconds,
  );

/** What counts as one address: an IPv4 address, or an IPv6 network of 64 bits, which one host has to itself. */
function networkOf(ip: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1];
  if (mapped) return mapped;
  const address = isIPv6(ip) ? readAddress(ip) : undefined;
  return address ? (address.bits >> 64n).toString(16) : ip;
}
