import { requireContent, type WireBody } from './body.js';
import { Faults, readFlag, readText, readUuid, type SaveMode } from './fields.js';
import type { WireInput } from './records.js';

export interface BroodInput {
  readonly uuid?: string;
  readonly name?: string;
  readonly url?: string;
  readonly description?: string | null;
  readonly organisationId?: number;
  readonly trusted?: boolean;
  readonly pull?: boolean;
  readonly skipProxy?: boolean;
  /** Absent, or blank as the form of the original sends it back: the key stays. */
  readonly authKey?: string;
}

/** Body of `/broods/add` and `/broods/edit` (contract 3.9, 3.21). Throws `WireRefusal` 400 for an empty body. */
export function readBrood(body: WireBody, mode: SaveMode): WireInput<BroodInput> {
  const faults = new Faults();
  requireContent(body);
  const values = {
    uuid: mode === 'add' ? readUuid(body, 'uuid', {}, mode, faults) : undefined,
    name: readText(body, 'name', { required: true }, mode, faults) ?? undefined,
    url: readText(body, 'url', { required: true }, mode, faults) ?? undefined,
    description: readText(body, 'description', { nullable: true, max: 10_000 }, mode, faults),
    organisationId: readOrganisationId(body, mode, faults),
    trusted: readFlag(body, 'trusted', faults),
    pull: readFlag(body, 'pull', faults),
    skipProxy: readFlag(body, 'skip_proxy', faults),
    authKey: readText(body, 'authkey', { nullable: true }, mode, faults)?.trim() || undefined,
  };
  const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
  return { values: given as BroodInput, supplied: Object.keys(body), faults: faults.all };
}

function readOrganisationId(body: WireBody, mode: SaveMode, faults: Faults): number | undefined {
  const value = body['organisation_id'];
  if (value === undefined) {
    if (mode === 'add') faults.add('organisation_id', 'is required');
    return undefined;
  }
  if (/^[1-9]\d{0,8}$/.test(String(value))) return Number(value);
  faults.add('organisation_id', 'must be the id of an organisation');
  return undefined;
}
