import {
  countryCodeOf,
  countryName,
  type ImportTransform,
  type ImportTransformName,
  readAsNumber,
} from '@cerebrate/contract';
import { nameUuid } from './name-uuid.js';

type Step = (values: readonly string[], separator: string) => string[];

const each =
  (change: (value: string) => string): Step =>
  (values) =>
    values.map((value) => change(value.trim()));

/**
 * What each named transform does: the whole list, no method is ever looked up by a name from a file. A value that a
 * transform cannot read stays as it is, so that the field's own rule refuses it with its reason. `range` is read when
 * two columns are put together, before any other.
 */
const steps: Readonly<Record<Exclude<ImportTransformName, 'range'>, Step>> = {
  trim: each((value) => value),
  lower: each((value) => value.toLowerCase()),
  upper: each((value) => value.toUpperCase()),
  split: (values, separator) =>
    values
      .flatMap((value) => value.split(separator))
      .map((value) => value.trim())
      .filter((value) => value !== ''),
  join: (values, separator) => (values.length === 0 ? [] : [values.join(separator === '' ? ', ' : separator)]),
  first: (values) => values.slice(0, 1),
  country: each((value) => countryCodeOf(value) ?? value),
  countryName: each((value) => countryName(countryCodeOf(value) ?? '') ?? value),
  date: each(readDay),
  asn: each((value) => {
    const read = readAsNumber(value);
    return read.ok ? String(read.asn) : value;
  }),
  phone: each(readPhone),
  ipv4: (values) => values.filter((value) => !value.includes(':')),
  ipv6: (values) => values.filter((value) => value.includes(':')),
  uuid: each(nameUuid),
};

/** Sends values through the transforms in their order. */
export function transformed(values: readonly string[], transforms: readonly ImportTransform[]): string[] {
  let current = [...values];
  for (const { by, separator = '' } of transforms) if (by !== 'range') current = steps[by](current, separator);
  return current;
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/**
 * A day as `YYYY-MM-DD`: also with a time behind it, `23.08.2019`, `August 23, 2019`, `23 Aug 2019` and RFC 5322 dates.
 * `01/02/2019` means two days to two readers and is left to be refused.
 */
function readDay(value: string): string {
  const iso = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ].*)?$/.exec(value);
  if (iso) return dayOf(iso[1], iso[2], iso[3]);
  const dotted = /^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})$/.exec(value);
  if (dotted) return dayOf(dotted[3], dotted[2], dotted[1]);
  const american = /^([a-z]{3,9})\.? (\d{1,2}),? (\d{4})$/i.exec(value);
  if (american) return dayOf(american[3], monthOf(american[1]), american[2]) || value;
  const worded = /^(?:[a-z]{3,9}, ?)?(\d{1,2}) ([a-z]{3,9})\.? (\d{4})(?: .*)?$/i.exec(value);
  return (worded && dayOf(worded[3], monthOf(worded[2]), worded[1])) || value;
}

function monthOf(name = ''): string {
  const place = months.indexOf(name.slice(0, 3).toLowerCase());
  return place < 0 ? '' : String(place + 1);
}

function dayOf(year = '', month = '', day = ''): string {
  return month === '' ? '' : `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

/** Digits with a plus before them and hyphens within; `00` before a country code becomes the plus. */
function readPhone(value: string): string {
  const plain = value.replace(/\(0\)/g, '').replace(/[\s()./\u2010-\u2015]/g, '');
  return plain.replace(/^00(?=[1-9])/, '+');
}
