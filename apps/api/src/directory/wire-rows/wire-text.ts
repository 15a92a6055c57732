import { name, type Sql, sql } from '../../kernel/index.js';

const mostTimes = 20_000;
const times = new Map<string, string>();

/** The seconds since 1970 of a column, cut and not rounded; far cheaper to send than a formatted time. */
export const secondsOf = (column: string): Sql => sql`floor(date_part('epoch', ${name(column)}))::int8`;

/** A moment as the wire has it, `2026-11-22T01:09:28+00:00`, from seconds since 1970 in digits (WIRE-CONTRACT §0). */
export function timeText(seconds: string): string {
  const known = times.get(seconds);
  if (known !== undefined) return known;
  const text = `${new Date(Number(seconds) * 1000).toISOString().slice(0, 19)}+00:00`;
  // Records of one import share their moment, so that a few texts serve for all of them.
  if (times.size >= mostTimes) times.clear();
  times.set(seconds, text);
  return text;
}

/** The same in SQL, for the few rows whose JSON the database builds. */
export const timeJson = (column: string): Sql =>
  sql`to_char(${name(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"+00:00"')`;
