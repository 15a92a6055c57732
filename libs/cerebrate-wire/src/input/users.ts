import { listIn, readRef, requireContent, type WireBody } from './body.js';
import { Faults, readFlag, readText, readUuid, type SaveMode, scalarText } from './fields.js';
import {
  type MetaFieldChanges,
  readMetaTemplatesForm,
  readSimpleMetaFields,
  type SimpleMetaField,
} from './meta-fields.js';
import type { WireInput } from './records.js';

/** The person a new account is described for. */
export interface WireNewPerson {
  readonly uuid?: string;
  readonly email?: string;
  readonly first_name?: string;
  readonly last_name?: string;
}

export interface UserInput {
  readonly uuid?: string;
  readonly username?: string;
  readonly password?: string;
  /** The caller's own password now; asked for when they change it. */
  readonly current_password?: string;
  readonly organisation_id?: number;
  readonly role_id?: number;
  readonly individual_id?: number;
  readonly individual?: WireNewPerson;
  readonly disabled?: boolean;
  readonly metaFields?: readonly SimpleMetaField[];
  readonly metaTemplates?: readonly MetaFieldChanges[];
}

/**
 * Body of `/users/add` and `/edit` (contract 3.4). An empty password counts as none; `confirm_password`, when sent, must
 * be the same. Throws `WireRefusal` 400 for an empty body.
 */
export function readUser(body: WireBody, mode: SaveMode): WireInput<UserInput> {
  const faults = new Faults();
  requireContent(body);
  const password = readText(body, 'password', { nullable: true, max: 200 }, mode, faults) || undefined;
  const confirmed = scalarText(body['confirm_password']);
  if (password !== undefined && confirmed !== null && confirmed !== '' && confirmed !== password)
    faults.add('confirm_password', 'is not the same as the password');
  const person = mode === 'add' ? readPerson(body['individual'], mode, faults) : undefined;
  const isNew = body['individual_id'] === 'new' || (body['individual_id'] === undefined && person !== undefined);
  const values = {
    ...(mode === 'add' ? readIdentity(body, mode, faults) : {}),
    password,
    current_password: readText(body, 'current_password', { nullable: true, max: 200 }, mode, faults) ?? undefined,
    organisation_id: readId(body, 'organisation_id', faults),
    role_id: readId(body, 'role_id', faults),
    individual_id: isNew || mode === 'edit' ? undefined : readId(body, 'individual_id', faults),
    individual: isNew ? person : undefined,
    disabled: readFlag(body, 'disabled', faults),
    metaFields: readSimpleMetaFields(body, faults),
    metaTemplates: readMetaTemplatesForm(body, faults),
  };
  return { values: known<UserInput>(values), supplied: Object.keys(body), faults: faults.all };
}

/** What is settled when the account is made. */
const readIdentity = (body: WireBody, mode: SaveMode, faults: Faults) => ({
  uuid: readUuid(body, 'uuid', {}, mode, faults),
  username: readText(body, 'username', { required: true }, mode, faults) ?? undefined,
});

function readPerson(value: unknown, mode: SaveMode, faults: Faults): WireNewPerson | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const body = value as WireBody;
  return known<WireNewPerson>({
    uuid: readUuid(body, 'uuid', {}, mode, faults),
    email: readText(body, 'email', { required: true }, mode, faults) ?? undefined,
    first_name: readText(body, 'first_name', { required: true }, mode, faults) ?? undefined,
    last_name: readText(body, 'last_name', { required: true }, mode, faults) ?? undefined,
  });
}

function readId(body: WireBody, field: string, faults: Faults): number | undefined {
  const value = body[field];
  if (value === undefined || value === null || value === '') return undefined;
  const ref = readRef(scalarText(value) ?? '');
  if (ref && 'id' in ref) return ref.id;
  faults.add(field, 'is not a number of a record');
  return undefined;
}

/** What a mass edit says: whom, and what is not left `unchanged`. */
export interface UserMassInput {
  readonly ids: readonly number[];
  readonly role_id?: number;
  readonly organisation_id?: number;
  readonly disabled?: boolean;
  /** Values for fields of the complex form; new ones count. */
  readonly metaTemplates?: readonly MetaFieldChanges[];
}

/**
 * Body of `/users/massEdit` (contract 3.4): `ids` as a JSON list in text or a list; `unchanged` leaves a field as it is,
 * and so does leaving it out, where the original fails (recording 334). Throws `WireRefusal` 400 for an empty body.
 */
export function readUserMassEdit(body: WireBody): WireInput<UserMassInput> {
  const faults = new Faults();
  requireContent(body);
  const named = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== 'unchanged'));
  const refs = listIn(named['ids']).map((entry) => readRef(scalarText(entry) ?? ''));
  const ids = refs.flatMap((ref) => (ref && 'id' in ref ? [ref.id] : []));
  if (ids.length === 0 || ids.length < refs.length) faults.add('ids', 'must be a list of numbers of users');
  const values = {
    ids,
    role_id: readId(named, 'role_id', faults),
    organisation_id: readId(named, 'organisation_id', faults),
    disabled: readFlag(named, 'disabled', faults),
    metaTemplates: readMetaTemplatesForm(named, faults),
  };
  return { values: known<UserMassInput>(values), supplied: Object.keys(named), faults: faults.all };
}

const known = <T extends object>(values: object): T =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
