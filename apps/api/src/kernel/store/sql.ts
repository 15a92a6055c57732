import sql, { empty, join, raw, type Sql } from 'sql-template-tag';

export { empty, join, raw, type Sql, sql };

/** `a and b and c`; `true` for no condition. */
export function allOf(conditions: readonly Sql[]): Sql {
  return conditions.length === 0
    ? sql`true`
    : join(
        conditions.map((condition) => sql`(${condition})`),
        ' and ',
      );
}

/** `a or b or c`; `false` for no condition, so that an empty choice never means everybody. */
export function anyOf(conditions: readonly Sql[]): Sql {
  return conditions.length === 0
    ? sql`false`
    : sql`(${join(
        conditions.map((condition) => sql`(${condition})`),
        ' or ',
      )})`;
}

/** A table alias or column written by us, never by a caller. Throws on anything but a plain identifier. */
export function name(identifier: string): Sql {
  if (!/^[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)?$/.test(identifier)) throw new Error(`'${identifier}' is no identifier`);
  return raw(identifier);
}

/** Escapes `%`, `_` and `\` so that the text means itself inside LIKE. */
export const likeText = (text: string): string => text.replace(/[\\%_]/g, (character) => `\\${character}`);
