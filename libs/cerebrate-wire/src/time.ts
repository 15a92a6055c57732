/** Pattern of a time on the wire: UTC, whole seconds, numeric offset, never `Z` (contract 0; peers compare the text). */
export const wireTimePattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/;

/** `2026-11-22T01:09:28+00:00`. Fractions of a second are cut, not rounded. */
export const wireTime = (time: Date): string => `${time.toISOString().slice(0, 19)}+00:00`;

/** `2026-11-22 01:09:28`, as times stand in CSV (contract 2.8). */
export const csvTime = (time: Date): string => time.toISOString().slice(0, 19).replace('T', ' ');

/** The same, from a time as it stands on the wire; other text is returned as it is. */
export const csvTimeOf = (text: string): string =>
  wireTimePattern.test(text) ? text.slice(0, 19).replace('T', ' ') : text;

const parseable = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d:?\d\d)?)?$/;

/**
 * Reads a time a peer or a script sent: a date, optionally with time of day and offset; without offset it is UTC.
 * Null when it is none, or no day of the calendar.
 */
export function parseWireTime(text: string): Date | null {
  const match = parseable.exec(text.trim());
  if (!match) return null;
  const [, day = '', clock = '00:00:00', offset = 'Z'] = match;
  const zone = /^[+-]\d{4}$/.test(offset) ? `${offset.slice(0, 3)}:${offset.slice(3)}` : offset;
  const time = new Date(`${day}T${clock}${zone}`);
  if (Number.isNaN(time.getTime())) return null;
  const plain = new Date(`${day}T00:00:00Z`);
  return plain.toISOString().startsWith(day) ? time : null;
}
