import { randomUUID } from 'node:crypto';
import { cut } from '../../kernel/index.js';
import type { OriginalRow } from './original.js';

const uuidShape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The columns of one row of the original, read as what they are meant to be. */
export class Fields {
  readonly #row: OriginalRow;
  #given: string | undefined;

  constructor(
    readonly table: string,
    row: OriginalRow,
    keyOf: (fields: Fields) => number = ({ id }) => id,
  ) {
    this.#row = row;
    this.key = keyOf(this);
  }

  /** What the row is noted under: its id, or what stands for one where the table has none. */
  readonly key: number;

  /** What its columns are called. */
  get columns(): readonly string[] {
    return Object.keys(this.#row);
  }

  /** The row's id; 0 where the table has none. */
  get id(): number {
    return this.integer('id') ?? 0;
  }

  /** What a person knows the row by. */
  get title(): string {
    const named = ['name', 'username', 'email', 'value', 'field', 'title', 'type'].map((key) => this.text(key));
    return cut(named.find((text) => text) ?? '', 120);
  }

  /** The whole row as text that is the same whenever the row is. */
  get body(): string {
    return JSON.stringify(this.#row, (_key, value: unknown) =>
      value !== null && typeof value === 'object' && 'type' in value && value.type === 'Buffer' && 'data' in value
        ? Buffer.from(value.data as number[]).toString('base64')
        : value,
    );
  }

  /** Whatever stands in the column. */
  raw(key: string): unknown {
    return this.#row[key];
  }

  /** Text as it stands there; null when it is absent. PostgreSQL holds no NUL, so none is kept. */
  text(key: string): string | null {
    const value = this.#row[key];
    if (value === null || value === undefined) return null;
    return (Buffer.isBuffer(value) ? value : Buffer.from(String(value))).toString('utf8').replaceAll('\0', '');
  }

  /** As `text`, cut to so many signs; blank counts as absent. */
  line(key: string, longest = 191): string | null {
    const text = this.text(key)?.trim();
    return text ? cut(text, longest) : null;
  }

  /** As `line`, but nothing written stays what it is: the original answers "" where it stands, and peers mind. */
  words(key: string): string | null {
    const text = this.text(key)?.trim();
    return text === undefined ? null : cut(text, 191);
  }

  /** A whole number; null for anything else. */
  integer(key: string): number | null {
    const text = this.text(key);
    return text !== null && /^-?\d{1,15}$/.test(text) ? Number(text) : null;
  }

  /** Whether the column says yes: as PHP reads it, every number but 0 does. */
  flag(key: string): boolean {
    const value = this.#row[key];
    if (Buffer.isBuffer(value)) return value.some((byte) => byte > 0);
    if (value === null || value === undefined || value === false) return false;
    return !['', '0', 'false'].includes(String(value));
  }

  /** As `flag`; the given answer when nothing stands there. */
  flagOr(key: string, otherwise: boolean): boolean {
    return this.#row[key] === null || this.#row[key] === undefined ? otherwise : this.flag(key);
  }

  /** A moment; null when there is none. Numbers are Unix seconds, 0 is none. */
  moment(key: string): Date | null {
    const value = this.#row[key];
    if (value === null || value === undefined || value === '' || value === 0) return null;
    const moment =
      value instanceof Date ? value : typeof value === 'number' ? new Date(value * 1000) : new Date(String(value));
    return Number.isNaN(moment.getTime()) ? null : moment;
  }

  /** When the row was made and last changed. */
  get moments(): { created: Date; modified: Date } {
    const modified = this.moment('modified') ?? this.moment('created') ?? new Date(0);
    return { created: this.moment('created') ?? modified, modified };
  }

  /** Whether a moment stands there that is none, as MySQL's 0000-00-00. */
  hasNoMoment(key: string): boolean {
    const value = this.#row[key];
    return value instanceof Date && Number.isNaN(value.getTime());
  }

  /** Lets the row have another uuid than its own: that of the record it became, or a new one. */
  giveUuid(uuid: string = randomUUID()): void {
    this.#given = uuid;
  }

  /** The row's uuid, or undefined where it has none that is one. */
  get ownUuid(): string | undefined {
    const text = this.text('uuid')?.trim().toLowerCase();
    return text && uuidShape.test(text) ? text : undefined;
  }

  /** The uuid the record has here: the one it was given, the row's own, or a new one. */
  get uuid(): string {
    this.#given ??= this.ownUuid ?? randomUUID();
    return this.#given;
  }

  /** JSON in a column; undefined for what is none. */
  json(key: string): unknown {
    const value = this.#row[key];
    if (value !== null && typeof value === 'object' && !Buffer.isBuffer(value) && !(value instanceof Date))
      return value;
    try {
      return JSON.parse(this.text(key) ?? '') as unknown;
    } catch {
      return undefined;
    }
  }
}
