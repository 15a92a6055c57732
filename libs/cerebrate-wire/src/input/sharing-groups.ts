import { listIn, requireContent, type WireBody } from './body.js';
import { Faults, readFlag, readText, readTime, readUuid, type SaveMode, scalarText } from './fields.js';
import type { WireInput } from './records.js';

export interface SharingGroupInput {
  readonly uuid?: string | undefined;
  readonly name?: string | undefined;
  readonly releasability?: string | null | undefined;
  readonly description?: string | null | undefined;
  /** The owner; on add only. */
  readonly organisation_id?: number | undefined;
  readonly active?: boolean | undefined;
  readonly local?: boolean | undefined;
  readonly created?: Date | undefined;
  readonly modified?: Date | undefined;
}

/**
 * Body of `/sharingGroups/add` and `/edit` (contract 3.8). `name` and `releasability` must be in the body of an add and
 * may be blank, as there (recordings 162, 168). An edit takes name, releasability, description and active alone. Throws
 * `WireRefusal` 400 for an empty body (recording 163).
 */
export function readSharingGroup(body: WireBody, mode: SaveMode): WireInput<SharingGroupInput> {
  const faults = new Faults();
  requireContent(body);
  const isNew = mode === 'add';
  for (const field of ['name', 'releasability'])
    if (isNew && body[field] === undefined) faults.add(field, 'This field is required');
  const text = (field: string) => readText(body, field, { nullable: true, max: 65_535 }, mode, faults);
  const values: SharingGroupInput = {
    uuid: isNew ? readUuid(body, 'uuid', {}, mode, faults) : undefined,
    name: readText(body, 'name', {}, mode, faults) ?? undefined,
    releasability: text('releasability'),
    description: text('description'),
    organisation_id: isNew ? readId(body, 'organisation_id', faults) : undefined,
    active: readFlag(body, 'active', faults),
    local: isNew ? readFlag(body, 'local', faults) : undefined,
    created: isNew ? readTime(body, 'created', faults) : undefined,
    modified: isNew ? readTime(body, 'modified', faults) : undefined,
  };
  return { values, supplied: Object.keys(body), faults: faults.all };
}

export interface AddOrgInput {
  readonly organisationIds: readonly number[];
  readonly extend: boolean;
}

/** Body of `/sharingGroups/addOrg`: `organisation_id` is an id, a list of them, or a JSON list in text (recordings 181, 182). */
export function readAddOrg(body: WireBody): WireInput<AddOrgInput> {
  const faults = new Faults();
  const entries = listIn(body.organisation_id).map((entry) => idOf(entry));
  if (entries.length === 0) faults.add('organisation_id', 'This field is required');
  if (entries.includes(null)) faults.add('organisation_id', 'must be ids of organisations');
  const extend = readFlag(body, 'extend', faults) ?? false;
  const organisationIds = entries.flatMap((id) => id ?? []);
  return { values: { organisationIds, extend }, supplied: Object.keys(body), faults: faults.all };
}

function readId(body: WireBody, field: string, faults: Faults): number | undefined {
  if (body[field] === undefined || body[field] === null || body[field] === '') return undefined;
  const id = idOf(body[field]);
  if (id === null) faults.add(field, 'must be the id of an organisation');
  return id ?? undefined;
}

function idOf(value: unknown): number | null {
  const text = typeof value === 'boolean' ? '' : (scalarText(value) ?? '');
  return /^[1-9]\d{0,8}$/.test(text.trim()) ? Number(text) : null;
}
