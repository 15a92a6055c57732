import * as z from 'zod';
import { line } from '../shapes.js';

export const importFormats = ['csv', 'json', 'ndjson'] as const;
export type ImportFormat = (typeof importFormats)[number];

/** Delimiters that are offered; others do not occur in the field. */
export const importDelimiters = [',', ';', '\t', '|'] as const;

/** How the file is read. `delimiter` and `header` count for CSV, `recordPath` for JSON. */
export const ImportReading = z
  .strictObject({
    format: z.enum(importFormats),
    encoding: z.enum(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252']).default('utf-8'),
    delimiter: z.enum(importDelimiters).default(','),
    /** Whether the first line names the columns; otherwise they are `column 1`, `column 2`, … */
    header: z.boolean().default(true),
    /** Where the records are, `{n}` standing for each element of a list: `{n}`, `data.{n}`. */
    recordPath: z
      .string()
      .max(200)
      .regex(/^(?:[^.{}]+\.)*\{[ns*]\}$/, 'must lead to a list, for example {n} or data.{n}')
      .default('{n}'),
  })
  .meta({ id: 'ImportReading' });
export type ImportReading = z.infer<typeof ImportReading>;

/** Organisation fields a column can fill; `nationality` takes any text and `country` only a country. */
export const importFields = [
  'uuid',
  'name',
  'url',
  'country',
  'nationality',
  'sector',
  'type',
  'contacts',
  'created',
  'tags',
] as const;
/** Fields of a person who becomes aligned with the organisation. */
export const importContactFields = [
  'contact.email',
  'contact.firstName',
  'contact.lastName',
  'contact.position',
  'contact.alignment',
] as const;

const metaTarget = /^meta:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\/.{1,191}$/;
const isTarget = (text: string): boolean =>
  (importFields as readonly string[]).includes(text) ||
  (importContactFields as readonly string[]).includes(text) ||
  metaTarget.test(text);

/** What a mapping fills: a field, a contact's field, or `meta:<template uuid>/<field>`. */
export const ImportTarget = z
  .string()
  .max(240)
  .refine(isTarget, 'is nothing an import can fill; see GET /imports/targets')
  .meta({ id: 'ImportTarget' });

/** The template and field of a `meta:` target, or undefined for any other. */
export function metaFieldOfTarget(target: string): { templateUuid: string; field: string } | undefined {
  return metaTarget.test(target) ? { templateUuid: target.slice(5, 41), field: target.slice(42) } : undefined;
}

/** The target that fills a field of a template. */
export const metaTargetOf = (templateUuid: string, field: string): string =>
  `meta:${templateUuid.toLowerCase()}/${field}`;

/**
 * What may be done to values on their way, a closed list. Each takes the list of values found and gives another list:
 * `split` cuts each at a separator, `join` makes one of all, `first` keeps one, `country` gives the alpha-2 code and
 * `countryName` the English name, `date` the day as 2026-01-31, `asn` the plain number, `phone` digits with a plus,
 * `range` makes `start-end` of two columns, `ipv4` and `ipv6` keep the networks of one family, `uuid` makes the same
 * uuid of the same text each time.
 */
export const importTransforms = [
  'trim',
  'lower',
  'upper',
  'split',
  'join',
  'first',
  'country',
  'countryName',
  'date',
  'asn',
  'phone',
  'range',
  'ipv4',
  'ipv6',
  'uuid',
] as const;
export type ImportTransformName = (typeof importTransforms)[number];

export const ImportTransform = z
  .strictObject({ by: z.enum(importTransforms), separator: z.string().min(1).max(10).optional() })
  .superRefine(({ by, separator }, context) => {
    if (by === 'split' && separator === undefined)
      context.addIssue({ code: 'custom', path: ['separator'], message: "is needed to split, for example ';'" });
    if (by !== 'split' && by !== 'join' && separator !== undefined)
      context.addIssue({ code: 'custom', path: ['separator'], message: `means nothing to '${by}'; remove it` });
  })
  .meta({ id: 'ImportTransform' });
export type ImportTransform = z.infer<typeof ImportTransform>;

const SourcePath = z.string().min(1).max(300);

/** One field and where its values come from: columns (their values follow each other), or the same text for every record. */
export const ImportMappingEntry = z
  .strictObject({
    target: ImportTarget,
    from: z.array(SourcePath).max(20).default([]),
    constant: line(4000, 1).optional(),
    transforms: z.array(ImportTransform).max(20).default([]),
    /** A value the record has already stays: the original's `override: false`. */
    keep: z.boolean().default(false),
  })
  .superRefine(({ from, constant, transforms }, context) => {
    if (from.length > 0 === (constant !== undefined))
      context.addIssue({
        code: 'custom',
        path: ['from'],
        message: 'name at least one column, or give a constant, not both',
      });
    if (transforms.some(({ by }) => by === 'range') && from.length !== 2)
      context.addIssue({
        code: 'custom',
        path: ['from'],
        message: "needs two columns, first and last address, for 'range'",
      });
  })
  .meta({ id: 'ImportMappingEntry' });
export type ImportMappingEntry = z.infer<typeof ImportMappingEntry>;

export const ImportMapping = z
  .array(ImportMappingEntry)
  .max(200)
  .superRefine((entries, context) => {
    const seen = new Set<string>();
    for (const [index, { target }] of entries.entries()) {
      if (seen.has(target))
        context.addIssue({
          code: 'custom',
          path: [index, 'target'],
          message: `'${target}' is filled twice; name all its columns in one entry`,
        });
      seen.add(target);
    }
  });
export type ImportMapping = z.infer<typeof ImportMapping>;

/** By what a record of the source finds its organisation: uuid, name (without case and accents), or a meta-field's value. */
export const ImportMatch = z
  .string()
  .max(240)
  .refine(
    (text) => text === 'uuid' || text === 'name' || metaTarget.test(text),
    "must be 'uuid', 'name' or a meta-field",
  );

export const ImportOptions = z
  .strictObject({
    /** Whether organisations may be added, changed, or both. */
    mode: z.enum(['both', 'create', 'update']).default('both'),
    /** An empty column empties the field; otherwise the field keeps its value. */
    overwriteEmpty: z.boolean().default(false),
    /** Given to every organisation of the source. */
    tags: z.array(line(191, 1)).max(20).default([]),
    /** Whether values of a field with many take the place of the stored ones or join them. */
    metaFields: z.enum(['replace', 'merge']).default('replace'),
  })
  .meta({ id: 'ImportOptions' });
export type ImportOptions = z.infer<typeof ImportOptions>;
