import { type FieldFaults, saveRefusal, type WireInput, WireRefusal } from '@cerebrate/cerebrate-wire';
import type { Issue } from '@cerebrate/contract';
import { Conflict, InvalidInput, type JsonText, NotAllowed, NotFound } from '../../kernel/index.js';
import { said } from './replies.js';

/** Our names of fields that the wire calls otherwise. */
const wireNames: Readonly<Record<string, string>> = {
  country: 'nationality',
  firstName: 'first_name',
  lastName: 'last_name',
  metaFields: 'meta_fields',
  MetaTemplates: 'meta_fields',
  targetModel: 'target_model',
  targetField: 'target_field',
  isDefault: 'is_default',
  expiresAt: 'expiration',
  userId: 'user_id',
  roleId: 'role_id',
  individualId: 'individual_id',
  currentPassword: 'current_password',
  newPassword: 'password',
  maxOccurrence: 'max_occurrence',
  organisationId: 'organisation_id',
  organisationIds: 'organisation_id',
  text: 'encryption_key',
  ownerId: 'owner_id',
  authKey: 'authkey',
  skipProxy: 'skip_proxy',
};

/** The faults of a refusal, by the field of the wire. */
export function faultsOf(issues: readonly Issue[], message: string): FieldFaults {
  const faults: Record<string, string[]> = {};
  for (const { path, message: text } of issues) {
    const [first = 'record', second] = path.map(String);
    const field = first === 'flags' && second ? second : (wireNames[first] ?? first);
    const texts = faults[field] ?? [];
    texts.push(text);
    faults[field] = texts;
  }
  return Object.keys(faults).length > 0 ? faults : { record: [message] };
}

/**
 * Carries out a save. Input that was read with faults, or that the service refuses, is answered with 200 and `message`
 * alone, and nothing is changed: of an add as the original does, of an edit instead of its 500 (Appendix A.2). What the
 * caller may not add is said the same way; what they may not change is thrown on (WIRE-CONTRACT §2.9).
 */
export async function saving<T>(
  model: string,
  verb: 'added' | 'modified',
  input: WireInput<T>,
  save: (values: T) => Promise<JsonText>,
): Promise<JsonText> {
  if (Object.keys(input.faults).length > 0) return said(saveRefusal(model, verb, input.faults));
  try {
    return await save(input.values);
  } catch (error) {
    if (error instanceof InvalidInput || error instanceof Conflict)
      return said(saveRefusal(model, verb, faultsOf(error.issues, error.message)));
    if (error instanceof NotAllowed && verb === 'added') return said({ message: error.message });
    throw error;
  }
}

/**
 * Carries out deletes apart from each other: those that can be are done. Throws why the first could not when none could,
 * so that success means that something is gone.
 */
export async function deletingEach<T>(refs: readonly T[], remove: (ref: T) => Promise<unknown>): Promise<void> {
  let done = 0;
  let first: unknown;
  for (const ref of refs) {
    try {
      await deleting(() => remove(ref));
      done++;
    } catch (error) {
      if (!(error instanceof NotFound || error instanceof NotAllowed || error instanceof WireRefusal)) throw error;
      first ??= error;
    }
  }
  if (done === 0) throw first;
}

/** Carries out a delete. A record that others refer to stays: "forbidden" is the original's word for such a rule (§1.2). */
export async function deleting(remove: () => Promise<unknown>): Promise<void> {
  try {
    await remove();
  } catch (error) {
    if (error instanceof Conflict) throw new WireRefusal(403, error.message);
    throw error;
  }
}
