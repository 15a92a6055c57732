import { requireContent, type WireBody } from './body.js';
import { Faults, readText, type SaveMode, scalarText } from './fields.js';
import type { WireInput } from './records.js';

export interface PermissionLimitationInput {
  readonly scope?: string;
  readonly permission?: string;
  readonly max_occurrence?: number;
  readonly comment?: string;
}

/**
 * Body of `/permissionLimitations/add` and `/edit` (contract 3.20, 3.21): permission and scope must not be empty, the
 * limit is a natural number. A comment that is not sent is empty; the original's database refuses that. Throws
 * `WireRefusal` 400 for an empty body.
 */
export function readPermissionLimitation(body: WireBody, mode: SaveMode): WireInput<PermissionLimitationInput> {
  const faults = new Faults();
  requireContent(body);
  const scope = readText(body, 'scope', { required: true }, mode, faults) ?? undefined;
  if (scope !== undefined && scope !== 'global' && scope !== 'organisation')
    faults.add('scope', 'must be global or organisation');
  const permission = readText(body, 'permission', { required: true, max: 40 }, mode, faults) ?? undefined;
  const max_occurrence = readLimit(body, mode, faults);
  const comment = readText(body, 'comment', { nullable: true, max: 2000 }, mode, faults) ?? undefined;
  const values = { scope, permission, max_occurrence, comment };
  const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
  return { values: given, supplied: Object.keys(body), faults: faults.all };
}

function readLimit(body: WireBody, mode: SaveMode, faults: Faults): number | undefined {
  const value = body['max_occurrence'];
  if (value === undefined) {
    if (mode === 'add') faults.add('max_occurrence', 'is required');
    return undefined;
  }
  const text = scalarText(value)?.trim() ?? '';
  if (/^\d{1,7}$/.test(text)) return Number(text);
  faults.add('max_occurrence', 'must be a whole number of 0 or more');
  return undefined;
}
