import { PassThrough } from 'node:stream';
import type { LiveNoun } from '@cerebrate/contract';
import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { accessChanged, userFacts } from '../../identity/index.js';
import {
  Events,
  holds,
  type Principal,
  raw,
  recordsChanged,
  Store,
  sql,
  TooManyRequests,
  toldNouns,
} from '../../kernel/index.js';
import { notificationAdded } from '../notifications/delivery.js';

/** Streams one person, and all together, may hold open in one process. */
const mostOfOne = 12;
const mostOfAll = 2000;
const beatEveryMs = 25_000;
/** Changes are gathered for so long before they are told. */
const gatherMs = 500;
/** Of more changed records than this in one go, the number is told as this many. */
const mostTold = 500;
/** Of so many the number and version are told, so that an open record knows of its own change. */
const mostNamed = 50;

interface ChangedRecord {
  readonly id: number;
  readonly version: number;
}

interface Stream {
  readonly principal: Principal;
  readonly out: PassThrough;
}

/**
 * The live feed to browsers (server-sent events): each learns of its own notifications, and of how many records within
 * its view changed. Fed by the events of every process. A stream ends when the rights of its holder change or events may
 * have been missed; the browser opens a new one and loads anew.
 */
@Injectable()
export class LiveFeed implements OnApplicationBootstrap {
  readonly #streams = new Set<Stream>();
  #changed = new Map<LiveNoun, Set<number>>();
  #many = new Set<LiveNoun>();
  #gathering: NodeJS.Timeout | undefined;
  #checking: NodeJS.Timeout | undefined;
  #beat: NodeJS.Timeout | undefined;

  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Events) private readonly events: Events,
  ) {}

  /** Begins to listen. */
  onApplicationBootstrap(): void {
    this.events.on(notificationAdded, ({ userId }) => {
      for (const { principal, out } of this.#streams)
        if (principal.userId === userId) send(out, 'notification', { at: Date.now() });
    });
    toldNouns.freeze();
    this.events.on(recordsChanged, ({ kind, ids }) => {
      if (ids.length === 0) this.#many.add(kind);
      const changed = this.#changed.get(kind) ?? new Set();
      for (const id of ids) changed.add(id);
      this.#changed.set(kind, changed);
      this.#gathering ??= setTimeout(() => void this.#tellChanges(), gatherMs).unref();
    });
    this.events.on(accessChanged, () => {
      this.#checking ??= setTimeout(() => void this.#checkRights(), gatherMs).unref();
    });
    this.events.onGap(() => this.#endAll());
    this.#beat = setInterval(() => {
      for (const { out } of this.#streams) out.write(': beat\n\n');
    }, beatEveryMs).unref();
  }

  /** Ends every stream so that the server can close. */
  beforeApplicationShutdown(): void {
    clearInterval(this.#beat);
    clearTimeout(this.#gathering);
    clearTimeout(this.#checking);
    this.#endAll();
  }

  /** How many are open; a figure for the metrics. */
  get size(): number {
    return this.#streams.size;
  }

  /** Opens a stream. Throws `TooManyRequests` for somebody who holds too many. */
  open(principal: Principal): PassThrough {
    const own = [...this.#streams].filter((stream) => stream.principal.userId === principal.userId).length;
    if (own >= mostOfOne || this.#streams.size >= mostOfAll)
      throw new TooManyRequests('too many live streams are open; close a window', 30);
    const out = new PassThrough();
    const stream = { principal, out };
    this.#streams.add(stream);
    out.on('close', () => this.#streams.delete(stream));
    out.on('error', () => this.#streams.delete(stream));
    out.write('retry: 3000\n\n');
    send(out, 'open', {});
    return out;
  }

  /** To each stream the changed records that its holder sees; to nobody a word of the others. */
  async #tellChanges(): Promise<void> {
    this.#gathering = undefined;
    const changed = [...this.#changed].map(([noun, ids]) => [noun, [...ids].slice(0, mostTold)] as const);
    const many = this.#many;
    this.#changed = new Map();
    this.#many = new Set();
    const found = new Map<string, Promise<ChangedRecord[]>>();
    for (const [noun, ids] of changed)
      for (const { principal, out } of this.#streams) {
        const who = `${noun}:${principal.userId}`;
        const records = found.get(who) ?? this.#visible(noun, ids, principal).catch(() => []);
        found.set(who, records);
        const isMany = many.has(noun) && principal.flags.perm_community_admin;
        const seen = await records;
        const count = isMany ? mostTold : seen.length;
        if (count > 0) send(out, 'changed', { noun, count, isMany, records: seen.slice(0, mostNamed) });
      }
  }

  /** A record that is gone is seen by nobody any more: its reader learns of it at the next load. */
  async #visible(noun: LiveNoun, ids: readonly number[], principal: Principal): Promise<ChangedRecord[]> {
    const { table, allow, see } = toldNouns.get(noun);
    if (ids.length === 0 || !holds(principal, allow)) return [];
    return this.store.read<ChangedRecord>(
      sql`select x.id, x.version from ${raw(table)} x where x.id = any(${ids}::int[]) and ${see(principal, 'x')} order by x.id`,
    );
  }

  /** Ends the streams of whoever is disabled, signed out, or has other rights than when the stream was opened. */
  async #checkRights(): Promise<void> {
    this.#checking = undefined;
    for (const { principal, out } of [...this.#streams]) {
      const still = await this.#isStill(principal).catch(() => false);
      if (!still) out.end();
    }
  }

  async #isStill(principal: Principal): Promise<boolean> {
    const facts = await userFacts(this.store, sql`u.id = ${principal.userId}`);
    if (!facts) return false;
    const door = await this.store.readOne(
      principal.sessionId !== null
        ? sql`select from sessions where id = ${principal.sessionId}`
        : sql`select from auth_keys where id = ${principal.authKeyId}`,
    );
    const rights = ({ flags, organisationId, administeredOrganisationIds: groups }: typeof facts | Principal) =>
      JSON.stringify([flags, organisationId, groups]);
    return door !== undefined && rights(facts) === rights(principal);
  }

  #endAll(): void {
    for (const { out } of [...this.#streams]) out.end();
  }
}

const send = (out: PassThrough, event: string, told: object): void => {
  // Who does not read is dropped rather than remembered for.
  if (out.writableLength > 64 * 1024) out.destroy();
  else out.write(`event: ${event}\ndata: ${JSON.stringify(told)}\n\n`);
};
