/** One row of a table of the original, its columns by their names there. */
export type OriginalRow = Readonly<Record<string, unknown>>;

/** A PHP Cerebrate as its rows: read from its database or over its API. */
export interface Original {
  /** What it is called in reports; never holds a password or a key. */
  readonly name: string;
  /** `api`: no hashes of passwords and keys, no secrets and no table the API does not tell of. */
  readonly kind: 'database' | 'api';
  /** The tables it can tell of. */
  tables(): Promise<ReadonlySet<string>>;
  count(table: string): Promise<number>;
  /** All rows of a table, some hundred at a time, by id from `after` on where the table has one. */
  batches(table: string, after?: number): AsyncGenerator<readonly OriginalRow[]>;
  /** What it holds and does not tell of, with the reason; asked for when everything else was read. */
  untold?(): Promise<readonly Untold[]>;
  close(): Promise<void>;
}

/** Rows that stay there; null where their number is not told either. */
export interface Untold {
  readonly table: string;
  readonly rows: number | null;
  readonly reason: string;
}

/** The original cannot be read; the message says what would mend it. */
export class OriginalUnreadable extends Error {}
