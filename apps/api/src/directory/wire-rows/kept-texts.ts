import { LRUCache } from 'lru-cache';
import { metaTemplateChanged } from '../../fields/index.js';
import type { Events } from '../../kernel/index.js';

/** What of a record's JSON depends on nothing but the record at one version. */
export interface RecordText {
  readonly version: number;
  /** The record's `created`, in seconds. */
  readonly created: string;
  /** The columns, from the opening brace to `modified`. */
  readonly head: string;
  /** The values, as `valuesTemplate` makes them. */
  readonly values: string;
}

/** Of one process: enough for 84,159 organisations with 800,000 values. */
const mostBytes = 128 * 1024 * 1024;
/** What an entry costs beside its texts. */
const entryBytes = 200;

/**
 * Texts of records read lately, so that neither the database nor this process puts them together again. Each belongs to
 * one version of its record, and every read compares the version: whatever changes a record or its values counts it up
 * (decision 011). Templates change values without that; then all is forgotten.
 */
export class KeptTexts {
  readonly #kept = new LRUCache<number, RecordText>({
    maxSize: mostBytes,
    sizeCalculation: ({ head, values }) => entryBytes + head.length + values.length,
  });
  #generation = 0;

  constructor(private readonly events: Events) {
    const forget = () => {
      this.#generation++;
      this.#kept.clear();
    };
    events.on(metaTemplateChanged, forget);
    events.onGap(forget);
  }

  /** Counts how often all was forgotten; noted before a read, handed back with what it found. */
  get generation(): number {
    return this.#generation;
  }

  /** Whether something is kept of each of these records. */
  hasAll(ids: readonly number[]): boolean {
    return this.events.isLive && ids.every((id) => this.#kept.has(id));
  }

  /** The text of a record at a version, if it is kept. */
  of(id: number, version: number): RecordText | undefined {
    const known = this.#kept.get(id);
    return known?.version === version ? known : undefined;
  }

  /** Keeps what was read at `generation`, unless all was forgotten since. */
  keep(id: number, text: RecordText, generation: number): void {
    if (generation === this.#generation && this.events.isLive) this.#kept.set(id, text);
  }
}
