import { allOf, anyOf, type Sql, sql } from '../kernel/index.js';

/** Words beyond these are not looked at: a sentence finds by its beginning. */
const mostWords = 8;
const shortestInside = 3;
const shortestAlike = 4;

/** The words of a search that hold a letter or digit; the others say nothing. */
export const wordsOf = (text: string): string[] =>
  text
    .split(/\s+/)
    .filter((word) => /[\p{L}\p{N}]/u.test(word))
    .slice(0, mostWords);

/**
 * `column`, which is folded text under a trigram index, holds every word in any order. A word of one or two letters must
 * begin a word there: anywhere inside it would be in nearly everything, and no index would help.
 */
export function holdsWords(column: Sql, text: string): Sql {
  const words = wordsOf(text);
  if (words.length === 0) return sql`false`;
  return allOf(
    words.map((word) => {
      const folded = sql`fold_text(${word})`;
      if (word.length >= shortestInside) return sql`${column} like ${inside(folded)}`;
      return anyOf([sql`${column} like ${plain(folded)} || '%'`, sql`${column} like '% ' || ${plain(folded)} || '%'`]);
    }),
  );
}

/** `lower(column)` under a trigram index holds the text somewhere; a shorter text must be the whole of it. */
export const holdsText = (lowered: Sql, text: string): Sql =>
  text.length >= shortestInside
    ? sql`${lowered} like ${inside(sql`lower(${text})`)}`
    : sql`${lowered} like ${plain(sql`lower(${text})`)}`;

/** Whether a slip of the finger may be looked for: in a short word every other word is one. */
export const mayBeMistyped = (text: string): boolean => wordsOf(text).some((word) => word.length >= shortestAlike);

/** How well folded text answers the search: 0 it is the text, 1 begins with it, 2 a word does, 3 holds it, 4 its words only. */
export const nearness = (column: Sql, text: string): Sql =>
  sql`case when ${column} = fold_text(${text}) then 0
    when starts_with(${column}, fold_text(${text})) then 1
    when position(' ' || fold_text(${text}) in ${column}) > 0 then 2
    when position(fold_text(${text}) in ${column}) > 0 then 3 else 4 end`;

const inside = (text: Sql): Sql => sql`'%' || ${plain(text)} || '%'`;

/** Meaning itself inside LIKE; escaped after folding, which may make a wildcard of a look-alike. */
const plain = (text: Sql): Sql => sql`replace(replace(replace(${text}, '\\', '\\\\'), '%', '\\%'), '_', '\\_')`;
