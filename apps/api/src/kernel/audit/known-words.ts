import { anyOf, likeText, type Sql, sql } from '../store/sql.js';

/** What a person is known by outside of their own records. */
export interface Known {
  /** E-mail addresses and full names. */
  readonly words: readonly string[];
  /** Names of fields whose value is about the person whatever it says: `member.<uuid>`. */
  readonly keys: readonly string[];
}

/** Condition: a text says something of what is known. */
export const knows = (text: Sql, { words, keys }: Known): Sql =>
  anyOf([...words, ...keys].map((word) => sql`${text} ilike ${`%${likeText(asJson(word))}%`}`));

/**
 * Pure: a value of a column (text, or JSON however deep) with `instead` for every mention. A word counts where it stands for
 * itself: `ann@a.example` is not mentioned by `joann@a.example`.
 */
export function withoutMentions(value: unknown, known: Known, instead: string): unknown {
  if (typeof value === 'string') return known.words.reduce((text, word) => text.replace(mention(word), instead), value);
  if (Array.isArray(value)) return value.map((part) => withoutMentions(part, known, instead));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [
      key,
      known.keys.includes(key) && part !== null ? instead : withoutMentions(part, known, instead),
    ]),
  );
}

const mention = (word: string): RegExp =>
  new RegExp(
    `(?<![\\p{L}\\p{N}._%+-])${word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\p{L}\\p{N}-]|\\.[\\p{L}\\p{N}])`,
    'giu',
  );

/** As the word stands inside JSON. */
const asJson = (word: string): string => JSON.stringify(word).slice(1, -1);
