import { type RoleFlag, roleFlags } from '../controllers.js';
import { type FieldFaults, wireMessages } from '../errors.js';
import { parsePhp } from '../php.js';
import { WireRefusal } from '../refusal.js';
import { parseWireTime } from '../time.js';
import { listIn, requireContent, type WireBody } from './body.js';
import { Faults, readFlag, readText, readTime, readUuid, type SaveMode, scalarText } from './fields.js';
import {
  type MetaFieldChanges,
  readMetaTemplatesForm,
  readSimpleMetaFields,
  type SimpleMetaField,
} from './meta-fields.js';

/** A body after reading: what it says, which keys it had (an add echoes those), and what is wrong with it. */
export interface WireInput<T> {
  readonly values: T;
  readonly supplied: readonly string[];
  /** Empty: go ahead. Otherwise `saveRefusal` makes the 200 reply. */
  readonly faults: FieldFaults;
}

export interface OrganisationInput {
  readonly uuid?: string;
  readonly name?: string;
  readonly url?: string | null;
  readonly nationality?: string | null;
  readonly sector?: string | null;
  readonly type?: string | null;
  readonly contacts?: string | null;
  /** Honoured on add only (recording 621). */
  readonly created?: Date;
  readonly modified?: Date;
  readonly metaFields?: readonly SimpleMetaField[];
  readonly metaTemplates?: readonly MetaFieldChanges[];
}

/**
 * Body of `/organisations/add` and `/edit` (contract 3.1, 3.11, 3.21). `id` and every unknown key are ignored. Throws
 * `WireRefusal` 400 for an empty body.
 */
export function readOrganisation(body: WireBody, mode: SaveMode): WireInput<OrganisationInput> {
  const faults = new Faults();
  requireContent(body);
  const optional = (field: string, max = 191) => readText(body, field, { nullable: true, max }, mode, faults);
  const values = defined<OrganisationInput>({
    uuid: readUuid(body, 'uuid', { required: true }, mode, faults),
    name: readText(body, 'name', { required: true }, mode, faults) ?? undefined,
    url: optional('url'),
    nationality: optional('nationality'),
    sector: optional('sector'),
    type: optional('type'),
    contacts: optional('contacts', 65_535),
    created: mode === 'add' ? readTime(body, 'created', faults) : undefined,
    modified: mode === 'add' ? readTime(body, 'modified', faults) : undefined,
    metaFields: readSimpleMetaFields(body, faults),
    metaTemplates: readMetaTemplatesForm(body, faults),
  });
  return { values, supplied: Object.keys(body), faults: faults.all };
}

export interface TagInput {
  readonly name?: string;
  readonly colour?: string;
}

/** Body of `/tags/add` and `/edit`. A colour that is none is a fault; the original stores it (recording 269). */
export function readTag(body: WireBody, mode: SaveMode): WireInput<TagInput> {
  const faults = new Faults();
  requireContent(body);
  const name = readText(body, 'name', { required: true }, mode, faults) ?? undefined;
  const colour = readText(body, 'colour', {}, mode, faults) ?? undefined;
  if (colour !== undefined && !/^#[0-9a-f]{6}$/i.test(colour)) faults.add('colour', 'is not a colour such as #0088cc');
  return { values: defined<TagInput>({ name, colour }), supplied: Object.keys(body), faults: faults.all };
}

/**
 * A tag in a `tag_list`. The original takes everything as a name when tagging and as an id when untagging; here both
 * work both ways (Appendix A.2): a number is an id first, text is a name first, and text of digits may be an id.
 */
export interface TagRef {
  readonly name: string;
  readonly id: number | null;
  readonly idFirst: boolean;
}

/**
 * `tag_list` of tag and untag: a JSON list in text, as the UI posts it, or a list. Throws `WireRefusal` 400 when it is
 * missing or holds something else than names and ids; 500 there (recording 103).
 */
export function readTagList(body: WireBody): TagRef[] {
  if (body.tag_list === undefined) {
    throw new WireRefusal(400, 'tag_list is missing: send the names or ids of the tags, for example ["tlp:green"].');
  }
  return listIn(body.tag_list).map((entry) => {
    const name = scalarText(entry)?.trim() ?? '';
    if (name === '' || name.length > 191 || typeof entry === 'boolean') {
      throw new WireRefusal(400, 'tag_list must hold names or ids of tags, of up to 191 characters each.');
    }
    return { name, id: /^[1-9]\d{0,8}$/.test(name) ? Number(name) : null, idFirst: typeof entry === 'number' };
  });
}

export interface EnumerationCollectionInput {
  readonly uuid?: string;
  readonly name?: string;
  readonly description?: string | null;
  readonly target_model?: string;
  readonly target_field?: string;
  readonly enabled?: boolean;
  readonly values?: readonly string[];
}

/** Body of `/enumerationCollections/add` and `/edit`; `values` is a list, or text with one value per line. */
export function readEnumerationCollection(body: WireBody, mode: SaveMode): WireInput<EnumerationCollectionInput> {
  const faults = new Faults();
  requireContent(body);
  const listed = typeof body.values === 'string' ? body.values.split(/\r?\n/) : listIn(body.values);
  const entries = listed.map(scalarText);
  if (entries.includes(null)) faults.add('values', 'every value must be text');
  const texts = entries.flatMap((entry) => (entry?.trim() ? [entry.trim()] : []));
  const values = defined<EnumerationCollectionInput>({
    uuid: readUuid(body, 'uuid', {}, mode, faults),
    name: readText(body, 'name', { required: true }, mode, faults) ?? undefined,
    description: readText(body, 'description', { nullable: true, max: 65_535 }, mode, faults),
    target_model: readText(body, 'target_model', { required: true, max: 255 }, mode, faults) ?? undefined,
    target_field: readText(body, 'target_field', { required: true, max: 255 }, mode, faults) ?? undefined,
    enabled: readFlag(body, 'enabled', faults),
    values: body.values === undefined ? undefined : texts,
  });
  return { values, supplied: Object.keys(body), faults: faults.all };
}

export type RoleInput = { readonly name?: string; readonly is_default?: boolean } & Readonly<
  Partial<Record<RoleFlag, boolean>>
>;

/** Body of `/roles/add` and `/edit`. */
export function readRole(body: WireBody, mode: SaveMode): WireInput<RoleInput> {
  const faults = new Faults();
  requireContent(body);
  const flags: Partial<Record<RoleFlag, boolean>> = {};
  for (const flag of roleFlags) flags[flag] = readFlag(body, flag, faults);
  const name = readText(body, 'name', { required: true }, mode, faults) ?? undefined;
  const values = defined<RoleInput>({ name, is_default: readFlag(body, 'is_default', faults), ...flags });
  return { values, supplied: Object.keys(body), faults: faults.all };
}

export interface AuthKeyInput {
  readonly userId: number | null;
  /** True when the owner came in the query: the reply then repeats him as text (recording 338). */
  readonly ownerFromQuery: boolean;
  readonly comment: string | null;
  /** Null is never. */
  readonly expiresAt: Date | null;
}

/**
 * `/authKeys/add`: the owner is `Users_id` of the query or, unlike there (recording 339), `user_id` of the body. An
 * expiration in the past, or one that is no date, is a fault instead of "never" (Appendix A.2, recording 340).
 */
export function readAuthKey(search: string, body: WireBody, now: Date): WireInput<AuthKeyInput> {
  const faults = new Faults();
  const asked = parsePhp(search).Users_id;
  const owner = scalarText(asked ?? body.user_id) ?? '';
  if (!/^[1-9]\d{0,8}$/.test(owner))
    faults.add('user_id', 'is required: name the owner as Users_id in the query or user_id in the body');
  const comment = readText(body, 'comment', { nullable: true, max: 65_535 }, 'add', faults) ?? null;
  const text = scalarText(body.expiration ?? '')?.trim() ?? '?';
  const expiresAt = text === '' || text === '0' ? null : parseWireTime(text);
  if (text !== '' && text !== '0' && !expiresAt) faults.add('expiration', 'is not a date such as 2027-01-31 12:00:00');
  if (expiresAt && expiresAt <= now) faults.add('expiration', 'lies in the past');
  const userId = faults.all.user_id ? null : Number(owner);
  const values = { userId, ownerFromQuery: asked !== undefined, comment, expiresAt };
  return { values, supplied: Object.keys(body), faults: faults.all };
}

/**
 * What an add replies: of the whole entity the keys that were supplied and those the server sets (contract 2.9).
 * `always` names the latter.
 */
export function addReply<T extends object>(
  entity: T,
  supplied: readonly string[],
  always: readonly (keyof T)[],
): Partial<T> {
  const keep = new Set<PropertyKey>([...supplied, ...always]);
  return Object.fromEntries(Object.entries(entity).filter(([key]) => keep.has(key))) as Partial<T>;
}

/** The refusal of GET, PUT or PATCH where the original fails with 500 (Appendix A.2): 405. */
export const wrongMethod = (): WireRefusal => new WireRefusal(405, wireMessages.noJsonForm);

/** Drops undefined members, so that "not in the body" and "set to null" stay apart. */
function defined<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}
