import { accept, defineFieldType, type FieldType, quoted, refuse } from './field-type.js';

/** Any text, kept as written but for white space around it. */
export const text: FieldType<'text'> = defineFieldType({
  type: 'text',
  title: 'Text',
  example: 'any text',
  multiline: true,
  read: (raw) => accept(raw),
});

/** One of the field's list of values; the list itself is checked by `validateFieldValue`. */
export const select: FieldType<'select'> = defineFieldType({
  type: 'select',
  title: 'Choice from a list',
  example: 'one of the list',
  read: (raw) => accept(raw),
});

const words: Readonly<Record<string, boolean>> = {
  '1': true,
  true: true,
  yes: true,
  on: true,
  '0': false,
  false: false,
  no: false,
  off: false,
};

/** Yes or no, kept as `1` and `0` as the original stores them (WIRE-CONTRACT §8.1). */
export const boolean: FieldType<'boolean'> = defineFieldType({
  type: 'boolean',
  title: 'Yes or no',
  example: '1',
  read(raw) {
    const word = raw.toLowerCase();
    const value = Object.hasOwn(words, word) ? words[word] : undefined;
    if (value === undefined) return refuse(`${quoted(raw)} is neither yes nor no; write 1 or 0`);
    return accept(value ? '1' : '0', { bool: value });
  },
});

/** A day of the Gregorian calendar, `YYYY-MM-DD`, years 0001 to 9999. */
export const date: FieldType<'date'> = defineFieldType({
  type: 'date',
  title: 'Date',
  example: '2026-11-22',
  read(raw) {
    const [, year, month, day] = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(raw) ?? [];
    if (year === undefined) return refuse(`${quoted(raw)} is no date; write it as YYYY-MM-DD, for example 2026-11-22`);
    if (!isCalendarDay(Number(year), Number(month), Number(day)))
      return refuse(`${quoted(raw)} is not in the calendar`);
    return accept(raw, { date: raw });
  },
});

function isCalendarDay(year: number, month: number, day: number): boolean {
  if (year < 1 || month < 1 || month > 12 || day < 1) return false;
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return day <= (days[month - 1] ?? 0);
}

/** Whole number of up to 100 digits, any sign; canonical text has no plus, no leading zeros and no `-0`. */
export const integer: FieldType<'integer'> = defineFieldType({
  type: 'integer',
  title: 'Whole number',
  example: '42',
  read(raw) {
    const [, sign, leading] = /^([+-]?)([0-9]+)$/.exec(raw) ?? [];
    if (leading === undefined) return refuse(`${quoted(raw)} is no whole number; write digits only, for example 42`);
    const digits = leading.replace(/^0+(?=[0-9])/, '');
    if (digits.length > 100) return refuse(`${quoted(raw)} has more than 100 digits`);
    const canonical = sign === '-' && digits !== '0' ? `-${digits}` : digits;
    return accept(canonical, { num: canonical });
  },
});
