import type { Original } from './original.js';
import type { Finding } from './pass.js';

/** What became of some rows. */
export interface Moved {
  added: number;
  changed: number;
  unchanged: number;
  joined: number;
}

/** What became of the rows of one table. */
export interface TableReport extends Moved {
  readonly table: string;
  readonly there: number;
  refused: number;
}

/** What a run moved, and what a person should look at. */
export interface MovingReport {
  readonly source: string;
  readonly isDry: boolean;
  readonly tables: readonly TableReport[];
  readonly findings: readonly Finding[];
  /** Tables with rows that have no place here, with the reason. */
  readonly left: readonly { readonly table: string; readonly rows: number; readonly reason: string }[];
}

const leftBehind: Readonly<Record<string, string>> = {
  social_profiles: 'tokens of the identity provider are not taken: users sign in there once more',
};

/** Counts while rows move. */
export class Reporter {
  readonly #tables = new Map<string, Moved & { there: number }>();
  readonly #left: { table: string; rows: number; reason: string }[] = [];

  constructor(
    private readonly original: Original,
    private readonly isDry: boolean,
  ) {}

  /** Some rows of a table moved. */
  count(table: string, moved: Moved): void {
    const total = this.#tables.get(table) ?? { added: 0, changed: 0, unchanged: 0, joined: 0, there: 0 };
    for (const key of ['added', 'changed', 'unchanged', 'joined'] as const) total[key] += moved[key];
    this.#tables.set(table, total);
  }

  /** Rows that only join others, or history: not counted one by one. */
  took(table: string, added: number): void {
    if (!this.#tables.has(table)) this.count(table, { added, changed: 0, unchanged: 0, joined: 0 });
  }

  /** Counts what is there: all rows, and those without a place here. */
  async countLeft(): Promise<void> {
    const there = await this.original.tables();
    for (const [table, total] of this.#tables) total.there = await this.original.count(table);
    for (const [table, reason] of Object.entries(leftBehind)) {
      const rows = there.has(table) ? await this.original.count(table) : 0;
      if (rows > 0) this.#left.push({ table, rows, reason });
    }
  }

  /** The report. */
  report(findings: readonly Finding[]): MovingReport {
    const tables = [...this.#tables].map(([table, total]) => ({
      table,
      ...total,
      refused: findings.filter((one) => one.table === table && one.kind === 'refused').length,
    }));
    return { source: this.original.name, isDry: this.isDry, tables, findings, left: this.#left };
  }
}
