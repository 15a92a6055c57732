import type pg from 'pg';
import type { Store } from '../store/store.js';
import { type EmittedEvent, type EventDefinition, origin } from './event.js';

type Listener = (payload: object) => void;

/**
 * Delivers committed events to listeners: in this process before the writing call returns, in every other over
 * PostgreSQL's LISTEN/NOTIFY. A broken connection is
 * opened again; `onGap` listeners learn that events may have been missed meanwhile and drop what they kept.
 */
export class Events {
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #everything = new Set<(name: string, payload: object) => void>();
  readonly #gaps = new Set<() => void>();
  #client: pg.Client | undefined;
  #closed = false;

  constructor(private readonly store: Store) {
    store.useListeners((events) => {
      for (const event of events) this.#deliver(event);
    });
  }

  /** Whether events arrive now; a cache that relies on them must not answer otherwise. */
  get isLive(): boolean {
    return this.#client !== undefined;
  }

  /** Calls back for each event of that kind; returns the function that stops it. */
  on<P extends object>(event: EventDefinition<P>, listener: (payload: P) => void): () => void {
    const set = this.#listeners.get(event.name) ?? new Set<Listener>();
    this.#listeners.set(event.name, set);
    set.add(listener as Listener);
    return () => set.delete(listener as Listener);
  }

  /** Calls back for every event; used by the live feed to browsers. */
  onAny(listener: (name: string, payload: object) => void): () => void {
    this.#everything.add(listener);
    return () => this.#everything.delete(listener);
  }

  /** Calls back when events may have been missed. */
  onGap(listener: () => void): void {
    this.#gaps.add(listener);
  }

  /** Starts listening. */
  async open(): Promise<void> {
    const client = await this.store.listener();
    client.on('notification', ({ payload }) => this.#hear(payload ?? ''));
    client.on('error', () => undefined);
    client.on('end', () => this.#client === client && this.#lost());
    await client.query('listen cerebrate_events');
    this.#client = client;
    for (const gap of this.#gaps) gap();
  }

  /** Stops listening. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#client?.end();
  }

  #hear(text: string): void {
    const event = JSON.parse(text) as EmittedEvent & { origin: string };
    if (event.origin !== origin) this.#deliver(event);
  }

  #deliver({ name, payload }: EmittedEvent): void {
    for (const listener of this.#listeners.get(name) ?? []) listener(payload);
    for (const listener of this.#everything) listener(name, payload);
  }

  #lost(): void {
    this.#client = undefined;
    if (this.#closed) return;
    for (const gap of this.#gaps) gap();
    const again = () => {
      if (this.#closed) return;
      this.open().catch(() => setTimeout(again, 1000).unref());
    };
    setTimeout(again, 200).unref();
  }
}
