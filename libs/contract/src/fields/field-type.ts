/**
 * What the database keeps beside a value's text so that it can be found by meaning (DATA-MODEL §3.2). A key is
 * present only when the value has that meaning.
 */
export interface TypedColumns {
  /** CIDR text, always with the prefix length: `10.5.3.4/32`, `2001:db8::/32`. */
  readonly net?: string;
  /** 0..4294967295. */
  readonly asn?: number;
  /** Decimal digits with an optional minus, for PostgreSQL `numeric`. */
  readonly num?: string;
  /** `YYYY-MM-DD`. */
  readonly date?: string;
  readonly bool?: boolean;
  /** ASCII labels from the top down, `lu.circl.www`, so that a suffix search is a prefix search. */
  readonly domain?: string;
}

/** One value ready to be stored: the text to keep, show and send, and what it means. */
export interface CanonicalValue {
  readonly value: string;
  readonly typed: TypedColumns;
}

/** A refusal in one sentence that quotes the value and says the remedy. */
export interface Refusal {
  readonly ok: false;
  readonly message: string;
}

/** What reading a value gives: usually one value; a network range that is no CIDR gives several. */
export type ParsedValue = { readonly ok: true; readonly values: readonly CanonicalValue[] } | Refusal;

/**
 * A kind of meta-field value. `parse` is pure, never throws, takes time linear in the text, and is idempotent: each
 * value it returns parses to itself.
 */
export interface FieldType<Type extends string = string> {
  readonly type: Type;
  /** What a person reads when choosing a type. */
  readonly title: string;
  /** A value that parses, shown as the placeholder of an input. */
  readonly example: string;
  parse(raw: string): ParsedValue;
}

/** Longest text of any value, in UTF-16 units. The original's column held 191; longer ones are served as they are. */
export const longestValue = 4000;

/** What `defineFieldType` takes: `read` gets trimmed, non-empty, storable text. */
export interface FieldTypeDefinition<Type extends string> {
  readonly type: Type;
  readonly title: string;
  readonly example: string;
  /** Line breaks and tabs are part of the value; refused otherwise. */
  readonly multiline?: boolean;
  readonly read: (text: string) => ParsedValue;
}

/**
 * Makes a field type: every type trims, refuses empty text, text over `longestValue`, control characters and broken
 * Unicode (PostgreSQL cannot hold U+0000, UTF-8 cannot hold lone surrogates) before its own reader runs.
 */
export function defineFieldType<Type extends string>(definition: FieldTypeDefinition<Type>): FieldType<Type> {
  const { type, title, example, multiline = false, read } = definition;
  return Object.freeze({
    type,
    title,
    example,
    parse(raw: string): ParsedValue {
      const text = raw.trim();
      if (text === '') return refuse('a value is needed');
      if (text.length > longestValue) return refuse(`is longer than ${longestValue} characters; shorten it`);
      if (hasUnstorableCharacter(text, multiline)) {
        return refuse('has control characters or broken Unicode; remove them');
      }
      return read(text);
    },
  });
}

/** The outcome of a reader that found exactly one value. */
export function accept(value: string, typed: TypedColumns = {}): ParsedValue {
  return { ok: true, values: [{ value, typed }] };
}

/** The outcome of a reader that found none. */
export function refuse(message: string): Refusal {
  return { ok: false, message };
}

/** The value in quotes for a message, shortened to 60 characters. */
export function quoted(text: string): string {
  const characters = Array.from(text.slice(0, 240));
  return characters.length > 60 || text.length > 240 ? `"${characters.slice(0, 60).join('')}…"` : `"${text}"`;
}

const controlCharacter = /[\p{Cc}\p{Surrogate}]/u;
const controlCharacterOfParagraphs = /[^\P{Cc}\t\n\r]|\p{Surrogate}/u;

function hasUnstorableCharacter(text: string, multiline: boolean): boolean {
  return (multiline ? controlCharacterOfParagraphs : controlCharacter).test(text);
}
