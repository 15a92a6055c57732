import { requireContent, type WireBody } from './body.js';
import { Faults, readFlag, readText, type SaveMode, scalarText } from './fields.js';
import type { WireInput } from './records.js';

/** The longest key that is taken, in characters. */
const longestKey = 262_144;

export interface EncryptionKeyInput {
  readonly type?: 'pgp' | 'smime';
  readonly encryption_key?: string;
  readonly owner_model?: 'organisation' | 'individual';
  readonly owner_id?: number;
  readonly revoked?: boolean;
}

/**
 * Body of `/encryptionKeys/add` and `/edit` (contract 3.7). The owner is `owner_id` or `{owner_model}_id`, and counts on
 * add only; uuid is not settable. A type or a model the original does not know is a fault; there it is stored and never
 * looked at. Throws `WireRefusal` 400 for an empty body.
 */
export function readEncryptionKey(body: WireBody, mode: SaveMode): WireInput<EncryptionKeyInput> {
  const faults = new Faults();
  requireContent(body);
  const key = readText(body, 'encryption_key', { required: true, max: longestKey }, mode, faults) ?? undefined;
  const type = readText(body, 'type', { required: true }, mode, faults) ?? undefined;
  if (type !== undefined && type !== 'pgp' && type !== 'smime') faults.add('type', 'must be pgp or smime');
  const revoked = readFlag(body, 'revoked', faults);
  const owner = mode === 'add' ? readOwner(body, faults) : {};
  const values: EncryptionKeyInput = {
    ...(key === undefined ? {} : { encryption_key: key }),
    ...(type === 'pgp' || type === 'smime' ? { type } : {}),
    ...(revoked === undefined ? {} : { revoked }),
    ...owner,
  };
  return { values, supplied: Object.keys(body), faults: faults.all };
}

function readOwner(body: WireBody, faults: Faults): Pick<EncryptionKeyInput, 'owner_model' | 'owner_id'> {
  const model = readText(body, 'owner_model', { required: true }, 'add', faults);
  if (model !== undefined && model !== 'organisation' && model !== 'individual')
    faults.add('owner_model', 'must be organisation or individual');
  const id = scalarText(body.owner_id ?? body[`${model}_id`] ?? '') ?? '';
  if (!/^[1-9]\d{0,8}$/.test(id)) faults.add('owner_id', 'is required: the id of the organisation or individual');
  if (model !== 'organisation' && model !== 'individual') return {};
  return { owner_model: model, owner_id: Number(id) };
}
