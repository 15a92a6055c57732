import { LRUCache } from 'lru-cache';
import type { EventDefinition } from '../events/event.js';
import type { Events } from '../events/events.js';

/**
 * Answers kept until something they depend on changes: totals of unchanged lists, facts of callers. Dropped whole by
 * any of the given events, and never used while events do not arrive, so an answer is at most as old as a notification
 * is slow (milliseconds between processes, nothing within one).
 */
export class KeptAnswers<V extends object> {
  readonly #kept: LRUCache<string, V>;
  #generation = 0;

  constructor(
    private readonly events: Events,
    dependsOn: readonly EventDefinition<object>[],
    max = 500,
  ) {
    this.#kept = new LRUCache({ max });
    const drop = () => {
      this.#generation++;
      this.#kept.clear();
    };
    for (const event of dependsOn) events.on(event, drop);
    events.onGap(drop);
  }

  /** The kept answer under this key, or the one `find` gives, which is kept if nothing changed while it was sought. */
  async get(key: string, find: () => Promise<V>): Promise<V> {
    if (!this.events.isLive) return find();
    const known = this.#kept.get(key);
    if (known !== undefined) return known;
    const generation = this.#generation;
    const found = await find();
    if (generation === this.#generation) this.#kept.set(key, found);
    return found;
  }
}
