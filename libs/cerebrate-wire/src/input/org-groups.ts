import { WireRefusal } from '../refusal.js';
import { readRef, requireContent, type WireBody, type WireRef } from './body.js';
import { Faults, readText, readUuid, type SaveMode } from './fields.js';
import type { WireInput } from './records.js';

export interface OrgGroupInput {
  readonly uuid?: string;
  readonly name?: string;
  readonly description?: string | null;
}

/** Body of `/orgGroups/add` and `/edit`: uuid and name are needed on add (WIRE-CONTRACT §3.16, §3.21). */
export function readOrgGroup(body: WireBody, mode: SaveMode): WireInput<OrgGroupInput> {
  const faults = new Faults();
  requireContent(body);
  const uuid = readUuid(body, 'uuid', { required: true }, mode, faults);
  const name = readText(body, 'name', { required: true }, mode, faults) ?? undefined;
  const description = readText(body, 'description', { nullable: true, max: 65_535 }, mode, faults);
  const values = {
    ...(uuid === undefined ? {} : { uuid }),
    ...(name === undefined ? {} : { name }),
    ...(description === undefined ? {} : { description }),
  };
  return { values, supplied: Object.keys(body), faults: faults.all };
}

/**
 * Whom attaching and assigning mean: the `id` of the body; detaching and removing name it after the group in the path
 * and are taken either way. Throws `WireRefusal` 400 when nothing is named; 500 there.
 */
export function readLinked(arg: string | undefined, body: WireBody): WireRef {
  const ref = readRef(
    arg ?? (typeof body.id === 'number' || typeof body.id === 'string' ? String(body.id) : undefined),
  );
  if (!ref) throw new WireRefusal(400, 'Send the id of the record to be linked, for example {"id": 16}.');
  return ref;
}
