import { WireRefusal } from '../refusal.js';
import { readRef, requireContent, type WireBody } from './body.js';
import { Faults, readText, readTime, readUuid, type SaveMode, scalarText } from './fields.js';
import {
  type MetaFieldChanges,
  readMetaTemplatesForm,
  readSimpleMetaFields,
  type SimpleMetaField,
} from './meta-fields.js';
import type { WireInput } from './records.js';

export interface IndividualInput {
  readonly uuid?: string;
  readonly email?: string;
  readonly first_name?: string | null;
  readonly last_name?: string | null;
  readonly position?: string | null;
  /** Honoured on add only. */
  readonly created?: Date;
  readonly modified?: Date;
  readonly metaFields?: readonly SimpleMetaField[];
  readonly metaTemplates?: readonly MetaFieldChanges[];
}

/**
 * Body of `/individuals/add` and `/edit` (contract 3.2, 3.11). `id`, `alignments` and every unknown key are ignored, as
 * there (recording 144). Throws `WireRefusal` 400 for an empty body.
 */
export function readIndividual(body: WireBody, mode: SaveMode): WireInput<IndividualInput> {
  const faults = new Faults();
  requireContent(body);
  const optional = (field: string) => readText(body, field, { nullable: true, max: 191 }, mode, faults);
  const values = {
    uuid: readUuid(body, 'uuid', {}, mode, faults),
    email: readText(body, 'email', { required: true }, mode, faults) ?? undefined,
    first_name: optional('first_name'),
    last_name: optional('last_name'),
    position: optional('position'),
    created: mode === 'add' ? readTime(body, 'created', faults) : undefined,
    modified: mode === 'add' ? readTime(body, 'modified', faults) : undefined,
    metaFields: readSimpleMetaFields(body, faults),
    metaTemplates: readMetaTemplatesForm(body, faults),
  };
  const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
  return { values: given as IndividualInput, supplied: Object.keys(body), faults: faults.all };
}

/** A new alignment as its body and path say it; `echoed` is what the reply repeats, the path's id as text (recording 221). */
export interface AlignmentInput {
  readonly values: { readonly individualId?: number; readonly organisationId?: number; readonly type?: string };
  readonly echoed: Readonly<Record<string, unknown>>;
}

/**
 * Path and body of `/alignments/add/{scope}/{id}` (contract 3.3). Throws `WireRefusal` 405 for another scope and 404 for
 * an id that is none.
 */
export function readAlignment(scope: string, source: string | undefined, body: WireBody): AlignmentInput {
  if (scope !== 'individuals' && scope !== 'organisations')
    throw new WireRefusal(405, 'Invalid scope. Should be `individuals` or `organisations`.');
  const ref = readRef(source);
  if (!ref || !('id' in ref)) throw new WireRefusal(404, 'Not Found');
  const given = requireContent(body);
  const other = scope === 'individuals' ? 'organisation_id' : 'individual_id';
  const own = scope === 'individuals' ? 'individual_id' : 'organisation_id';
  const ids = { [own]: ref.id, [other]: Number(scalarText(given[other]) ?? Number.NaN) };
  const type = scalarText(given['type'])?.trim();
  return {
    values: {
      ...(Number.isInteger(ids['individual_id']) ? { individualId: ids['individual_id'] as number } : {}),
      ...(Number.isInteger(ids['organisation_id']) ? { organisationId: ids['organisation_id'] as number } : {}),
      ...(type ? { type } : {}),
    },
    echoed: {
      ...(given[other] === undefined ? {} : { [other]: given[other] }),
      ...(type ? { type } : {}),
      [own]: String(ref.id),
    },
  };
}
