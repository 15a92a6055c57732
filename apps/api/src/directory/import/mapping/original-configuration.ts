import {
  type ImportMapping,
  type ImportMappingEntry,
  type ImportTransform,
  importFields,
  metaTargetOf,
  Uuid,
} from '@cerebrate/contract';
import * as z from 'zod';
import { InvalidInput } from '../../../kernel/index.js';

/** What an importer configuration of the original program says, in our terms. */
export interface OriginalConfiguration {
  readonly format: 'csv' | 'json';
  /** For JSON: where the records are. */
  readonly recordPath: string | undefined;
  readonly mapping: ImportMapping;
  /** Headers to be sent when the source is an address. */
  readonly sourceHeaders: Readonly<Record<string, string>>;
  readonly warnings: readonly string[];
}

const Field = z.union([
  z.string().min(1),
  z.strictObject({ path: z.string().min(1), override: z.boolean().optional(), massage: z.string().max(60).optional() }),
]);

/** The file format of the original's importer command, as its documentation shows it (FEATURES CLI-01). */
const Configuration = z.strictObject({
  format: z.enum(['csv', 'json'], { error: "must be 'csv' or 'json'" }).default('json'),
  mapping: z.record(z.string().min(1).max(191), Field),
  metaTemplateUUID: Uuid.optional(),
  sourceHeaders: z.record(z.string(), z.string()).default({}),
});

/**
 * The functions the original's files name, as transforms of ours. There any method could be named; here nothing else can
 * be. `genUUID` made a new random uuid each time; ours is made of the value, so that a second import finds the first.
 */
const massages: Readonly<Record<string, readonly ImportTransform[]>> = {
  genUUID: [{ by: 'uuid' }],
  nullToEmptyString: [],
};

/**
 * Reads an importer configuration of the original. Names that are no organisation field are fields of the template in
 * `metaTemplateUUID`; without one they are left out, as there, with a warning. Throws `InvalidInput` at `configuration`.
 */
export function readOriginalConfiguration(given: unknown): OriginalConfiguration {
  const parsed = Configuration.safeParse(given);
  if (!parsed.success) {
    const issues = parsed.error.issues.map((issue) => ({
      path: ['configuration', ...issue.path.map(String)],
      message: issue.message,
    }));
    throw new InvalidInput(`configuration: ${issues[0]?.path.slice(1).join('.')} ${issues[0]?.message}`, issues);
  }
  const { format, mapping, metaTemplateUUID, sourceHeaders } = parsed.data;
  const entries = Object.entries(mapping).map(([field, value]) => ({
    field,
    ...(typeof value === 'string' ? { path: value } : value),
  }));
  const recordPath = format === 'json' ? commonPath(entries) : undefined;
  const left: string[] = [];
  const taken = entries.flatMap((entry): ImportMappingEntry[] => {
    const target = targetOf(entry.field, metaTemplateUUID);
    if (target === undefined) left.push(entry.field);
    if (target === undefined) return [];
    const path = recordPath === undefined ? entry.path : entry.path.slice(recordPath.length + 1);
    return [{ target, from: [path], transforms: transformsOf(entry), keep: entry.override === false }];
  });
  const warnings =
    left.length === 0 ? [] : [`Left out, since the configuration names no metaTemplateUUID: ${left.join(', ')}.`];
  return { format, recordPath, mapping: taken, sourceHeaders, warnings };
}

function targetOf(field: string, templateUuid: string | undefined): string | undefined {
  if ((importFields as readonly string[]).includes(field) && field !== 'country') return field;
  return templateUuid === undefined ? undefined : metaTargetOf(templateUuid, field);
}

function transformsOf({ field, massage }: { field: string; massage?: string | undefined }): ImportTransform[] {
  if (massage === undefined) return [];
  const found = Object.hasOwn(massages, massage) ? massages[massage] : undefined;
  if (found) return [...found];
  const known = Object.keys(massages).join(', ');
  throw InvalidInput.at(
    ['configuration', 'mapping', field, 'massage'],
    `'${massage}' is no transformation we have; the original's are ${known}`,
  );
}

/** The part of every path up to its first `{n}`: where the records are. All fields must be in the same list. */
function commonPath(entries: readonly { field: string; path: string }[]): string {
  const [first] = entries;
  if (!first) throw InvalidInput.at(['configuration', 'mapping'], 'names no field');
  const found = /^(?:[^.{}]+\.)*?\{[ns*]\}/.exec(first.path)?.[0];
  for (const { field, path } of entries)
    if (found === undefined || !path.startsWith(`${found}.`))
      throw InvalidInput.at(
        ['configuration', 'mapping', field],
        `'${path}' does not lead into the list of records${found ? ` '${found}'` : ', for example {n}.name'}`,
      );
  return found ?? '{n}';
}
