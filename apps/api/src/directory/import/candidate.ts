import { createHash } from 'node:crypto';
import {
  countryCodeOf,
  foldText,
  type ImportOptions,
  type Issue,
  line,
  type MetaFieldInput,
  metaFieldOfTarget,
  NewOrganisation,
  OrganisationChanges,
  readEmail,
} from '@cerebrate/contract';
import type * as z from 'zod';
import { type CompiledMapping, columnsOf, type MappedValues, RowRefused } from './mapping/compiled-mapping.js';

/** A person to be aligned with the organisation of a record. */
export interface Contact {
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly position: string | null;
  readonly alignment: string;
}

/** What a record says about one organisation, read but not yet held against the directory. */
export interface Candidate {
  readonly row: number;
  readonly values: MappedValues;
  /** What the record is known by, for telling it from others of its file; null when it is known by nothing. */
  readonly key: string | null;
  /** The texts by which its organisation is looked for. */
  readonly sought: readonly string[];
  /** Scalar fields: a text, or null to empty the field. Absent keys stay as they are. */
  readonly fields: Readonly<
    Partial<Record<'uuid' | 'name' | 'url' | 'country' | 'sector' | 'type' | 'contacts', string | null>>
  >;
  /** What a source calls nationality when it is no country; undefined when the source says nothing of it. */
  readonly nationalityText: string | null | undefined;
  readonly created: Date | undefined;
  readonly tags: readonly string[];
  /** In the order of the mapping; `place` in issues counts them. */
  readonly metaFields: readonly {
    readonly target: string;
    readonly templateUuid: string;
    readonly field: string;
    readonly values: readonly string[];
  }[];
  readonly contact: Contact | undefined;
}

const shortText = line(191);

const scalars = ['uuid', 'name', 'url', 'sector', 'type', 'contacts'] as const;

/** Reads what a record says. Throws `RowRefused` naming column and value. Pure. */
export function candidateOf(
  row: number,
  values: MappedValues,
  mapping: CompiledMapping,
  match: string,
  options: ImportOptions,
): Candidate {
  const single = (target: string) => singleValue(values, target, mapping);
  const fields: Record<string, string | null> = {};
  for (const target of scalars) {
    if (!values.has(target)) continue;
    const text = single(target);
    if (text !== undefined) fields[target] = text;
    else if (options.overwriteEmpty && target !== 'uuid' && target !== 'name') fields[target] = null;
  }
  const nationalityText = readNationality(values, single, fields, options);
  const sought = (values.get(match) ?? []).map((text) => text.trim());
  return {
    row,
    values,
    key: sought.length === 0 ? null : keyOf(match, sought),
    sought,
    fields,
    nationalityText,
    created: readCreated(single('created'), mapping),
    tags: [...new Set([...(values.get('tags') ?? []).map((tag) => tag.trim()), ...options.tags])],
    metaFields: metaFieldsOf(values, options),
    contact: readContact(single),
  };
}

/** The one value of a target that holds one; several different ones are a contradiction. */
function singleValue(values: MappedValues, target: string, mapping: CompiledMapping): string | undefined {
  const found = [...new Set((values.get(target) ?? []).map((text) => text.trim()))];
  const entry = mapping.entries.get(target);
  if (found.length > 1 && entry)
    throw new RowRefused(`${columnsOf(entry)}: gives ${found.length} values for '${target}', which takes one`);
  return found[0];
}

/** `country` must be one; `nationality` is kept as text when it is none, as with what peers send. */
function readNationality(
  values: MappedValues,
  single: (target: string) => string | undefined,
  fields: Record<string, string | null>,
  options: ImportOptions,
): string | null | undefined {
  for (const target of ['country', 'nationality'] as const) {
    if (!values.has(target)) continue;
    const text = single(target);
    if (text === undefined && !options.overwriteEmpty) continue;
    const code = text === undefined ? null : (countryCodeOf(text) ?? null);
    fields['country'] = target === 'country' ? (code ?? text ?? null) : code;
    if (target === 'country' || code !== null || text === undefined) return null;
    const words = shortText.safeParse(text);
    if (!words.success) throw new RowRefused(`nationality: ${quoted(text)} ${words.error.issues[0]?.message}`);
    return words.data;
  }
  return undefined;
}

function readCreated(text: string | undefined, mapping: CompiledMapping): Date | undefined {
  if (text === undefined) return undefined;
  // MISP and Cerebrate write UTC without saying so.
  const written = /^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d$/.test(text) ? `${text.replace(' ', 'T')}Z` : text;
  const moment = new Date(written);
  const entry = mapping.entries.get('created');
  if (Number.isNaN(moment.getTime()) || moment.getUTCFullYear() < 1 || moment.getUTCFullYear() > 9999)
    throw new RowRefused(
      `${entry ? columnsOf(entry) : 'created'}: ${quoted(text)} is no date; write it as 2026-01-31T12:00:00Z`,
    );
  return moment;
}

function metaFieldsOf(values: MappedValues, options: ImportOptions): Candidate['metaFields'] {
  return [...values].flatMap(([target, texts]) => {
    const field = metaFieldOfTarget(target);
    return field && (texts.length > 0 || options.overwriteEmpty) ? [{ target, ...field, values: texts }] : [];
  });
}

function readContact(single: (target: string) => string | undefined): Contact | undefined {
  const written = single('contact.email');
  if (written === undefined) return undefined;
  const read = readEmail(written);
  if (!read.ok) throw new RowRefused(`contact.email: ${read.message}`);
  const text = (target: string, fallback: string) => {
    const parsed = shortText.safeParse(single(target) ?? fallback);
    if (!parsed.success) throw new RowRefused(`${target}: ${parsed.error.issues[0]?.message}`);
    return parsed.data;
  };
  return {
    email: read.email,
    firstName: text('contact.firstName', ''),
    lastName: text('contact.lastName', ''),
    position: text('contact.position', '') || null,
    alignment: text('contact.alignment', 'Member') || 'Member',
  };
}

function keyOf(match: string, sought: readonly string[]): string {
  if (match === 'name') return foldText(sought[0] ?? '');
  if (match === 'uuid') return (sought[0] ?? '').toLowerCase();
  return [...sought]
    .map((text) => text.toLowerCase())
    .sort()
    .join('\n');
}

/** 64 bits of a text as PostgreSQL's `bigint` takes them: what a report keeps to know a key or content again. */
export function fingerprint(text: string): string {
  return createHash('sha1').update(text, 'utf8').digest().readBigInt64BE(0).toString();
}

/** Fingerprint of everything a record says. */
export const contentOf = ({ values }: Candidate): string => fingerprint(JSON.stringify([...values]));

/** The input of a new organisation, checked by the contract. Throws `RowRefused`. */
export function newOrganisationOf(candidate: Candidate, mapping: CompiledMapping): NewOrganisation {
  return parsed(NewOrganisation, { ...candidate.fields, tags: [...candidate.tags] }, candidate, mapping);
}

/** The changes of a known organisation, checked by the contract. Throws `RowRefused`. */
export function changesOf(candidate: Candidate, mapping: CompiledMapping): OrganisationChanges {
  parsed(TagsOnly, { tags: [...candidate.tags] }, candidate, mapping);
  return parsed(OrganisationChanges, candidate.fields, candidate, mapping);
}

const TagsOnly = NewOrganisation.pick({ tags: true });

/** The meta-fields of a candidate as the contract takes them. */
export const metaFieldInputOf = (candidate: Candidate): MetaFieldInput =>
  candidate.metaFields.map(({ templateUuid, field, values }) => ({ templateUuid, field, values: [...values] }));

function parsed<T extends z.ZodType>(
  schema: T,
  input: object,
  candidate: Candidate,
  mapping: CompiledMapping,
): z.output<T> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw new RowRefused(
    reasonOf(
      result.error.issues.map(({ path, message }) => ({ path: path.map(String), message })),
      candidate,
      mapping,
    ),
  );
}

/** The first faults in words: column, value, what is wrong with it. */
export function reasonOf(issues: readonly Issue[], candidate: Candidate, mapping: CompiledMapping): string {
  const told = issues.slice(0, 3).map(({ path, message }) => {
    const isMeta = path[0] === 'metaFields';
    const meta = isMeta ? candidate.metaFields[Number(path[1])] : undefined;
    const target = meta?.target ?? String(path[0] ?? '');
    const entry = mapping.entries.get(target) ?? mapping.entries.get(target === 'country' ? 'nationality' : target);
    const column = entry ? columnsOf(entry) : target;
    if (meta) return `${column}: ${message}`;
    const text = candidate.values.get(entry?.target ?? target)?.[Number(path[1] ?? 0)];
    return `${column}: ${text === undefined ? '' : `${quoted(text)} `}${message}`;
  });
  return told.join('; ') + (issues.length > 3 ? `; and ${issues.length - 3} more` : '');
}

/** A value in a message, shortened. */
export const quoted = (text: string): string =>
  `'${Array.from(text.slice(0, 200)).slice(0, 60).join('')}${text.length > 60 ? '…' : ''}'`;
