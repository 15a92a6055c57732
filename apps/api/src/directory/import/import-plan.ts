import type { FieldChange, ImportMapping, ImportOptions, ImportOutcome } from '@cerebrate/contract';
import { InvalidInput } from '../../kernel/index.js';
import type { Candidate } from './candidate.js';
import { type CompiledMapping, compileMapping } from './mapping/compiled-mapping.js';
import type { MatchBy, TemplateField } from './matching.js';

/** An import made ready for its records. */
export interface ImportPlan {
  readonly importId: number;
  readonly mapping: CompiledMapping;
  readonly match: string;
  readonly by: MatchBy;
  readonly options: ImportOptions;
}

/** A record that was read and mapped, or why it could not be. */
export type PreparedRow =
  | { readonly row: number; readonly candidate: Candidate; readonly fault?: undefined }
  | { readonly row: number; readonly fault: string; readonly candidate?: undefined };

/** What became of a record, as the report keeps it. `key` and `content` let a later record of the same file be known. */
export interface RowResult {
  readonly row: number;
  readonly outcome: ImportOutcome;
  readonly entityId: number | null;
  readonly title: string | null;
  readonly reason: string | null;
  readonly changes: readonly FieldChange[];
  readonly key: string | null;
  readonly content: string | null;
}

/** Finds the field of a template, throwing `InvalidInput` when it is not loaded. */
export type FieldLookup = (templateUuid: string, field: string) => TemplateField;

/** What an import must say before it can start. */
export interface PlanParts {
  readonly importId: number;
  readonly mapping: ImportMapping;
  readonly match: string | null;
  readonly options: ImportOptions;
}

/**
 * Makes the plan, or throws `InvalidInput` with everything that is missing: a mapping, by what records are matched, a
 * column for it, and a name when organisations may be added.
 */
export function planOf({ importId, mapping, match, options }: PlanParts, by: (match: string) => MatchBy): ImportPlan {
  const targets = new Set(mapping.map(({ target }) => target));
  const issues = [
    ...(mapping.length === 0 ? [{ path: ['mapping'], message: 'is empty; say which column fills what' }] : []),
    ...(match === null ? [{ path: ['match'], message: 'is needed: by what organisations are found again' }] : []),
    ...(match !== null && !targets.has(match)
      ? [{ path: ['match'], message: `no column fills '${match}'; map one or match by something else` }]
      : []),
    ...(options.mode !== 'update' && mapping.length > 0 && !targets.has('name')
      ? [{ path: ['mapping'], message: 'names no column for the name, which new organisations need' }]
      : []),
  ];
  if (issues.length > 0 || match === null)
    throw new InvalidInput(issues.map(({ path, message }) => `${path[0]}: ${message}`).join('; '), issues);
  return { importId, mapping: compileMapping(mapping), match, by: by(match), options };
}

/** A record that is not taken. */
export const refusedRow = (row: number, reason: string, more: Partial<RowResult> = {}): RowResult => ({
  row,
  outcome: 'refused',
  entityId: null,
  title: null,
  changes: [],
  key: null,
  content: null,
  ...more,
  reason: reason.slice(0, 2000),
});
