import { knownColumns } from './columns.js';
import type { Fields } from './fields.js';
import type { Original, Untold } from './original.js';
import type { Finding } from './pass.js';

/** What became of some rows. */
export interface Moved {
  added: number;
  changed: number;
  unchanged: number;
  joined: number;
}

/** No row at all. */
export const nothing = (): Moved => ({ added: 0, changed: 0, unchanged: 0, joined: 0 });

/** What became of the rows of one table: all that are there are one of the five. */
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
  /** Tables with rows, and columns with values, that have no place here or are not told of there, with the reason. */
  readonly left: readonly Untold[];
}

const leftBehind: Readonly<Record<string, string>> = {
  social_profiles: 'tokens of the identity provider are not taken: users sign in there once more',
};
/** What the original needs for the moment or for itself: counts of attempts, sessions, the steps of its schema. */
const passing = /^(flood_protections|bruteforces|sessions|(.*_)?phinxlog)$/;

/** Counts while rows move. */
export class Reporter {
  readonly #tables = new Map<string, Moved & { there: number }>();
  readonly #strange = new Map<string, number>();
  readonly #left: Untold[] = [];

  constructor(
    private readonly original: Original,
    private readonly isDry: boolean,
  ) {}

  /** A table is told of, also when it holds nothing. */
  begin(table: string): void {
    this.count(table, nothing());
  }

  /** Some rows of a table moved. */
  count(table: string, moved: Moved): void {
    const total = this.#tables.get(table) ?? { ...nothing(), there: 0 };
    for (const key of ['added', 'changed', 'unchanged', 'joined'] as const) total[key] += moved[key];
    this.#tables.set(table, total);
  }

  /** Counts values in columns that nobody here reads. */
  look(rows: readonly Fields[]): void {
    const [first] = rows;
    const known = first && knownColumns[first.table];
    if (!known || this.original.kind !== 'database') return;
    for (const column of first.columns.filter((one) => !known.includes(one))) {
      const full = rows.filter((row) => !['', '0'].includes(row.text(column) ?? '')).length;
      const place = `${first.table}.${column}`;
      if (full > 0) this.#strange.set(place, (this.#strange.get(place) ?? 0) + full);
    }
  }

  /** Counts what is there: all rows, and what has no place here. */
  async countLeft(): Promise<void> {
    for (const [table, total] of this.#tables) total.there = await this.original.count(table);
    for (const table of [...(await this.original.tables())].sort()) {
      if (this.#tables.has(table) || passing.test(table)) continue;
      const rows = await this.original.count(table);
      const reason = leftBehind[table] ?? 'is no table of the original that anything here reads: look what is in it';
      if (rows > 0) this.#left.push({ table, rows, reason });
    }
    for (const [table, rows] of this.#strange)
      this.#left.push({
        table,
        rows,
        reason: 'is no column of the original that anything here reads: look what is in it',
      });
    this.#left.push(...((await this.original.untold?.()) ?? []));
  }

  /** The report. */
  report(findings: readonly Finding[]): MovingReport {
    const refused = new Map<string, number>();
    for (const { table, kind } of findings) if (kind === 'refused') refused.set(table, (refused.get(table) ?? 0) + 1);
    const tables = [...this.#tables].map(([table, total]) => ({ table, ...total, refused: refused.get(table) ?? 0 }));
    return { source: this.original.name, isDry: this.isDry, tables, findings, left: this.#left };
  }
}
