import type { MetaFieldInput } from '@cerebrate/contract';
import { type EntityClass, holds, type Work } from '../kernel/index.js';
import { loggedMetaFields } from './logged-record.js';
import type { MetaFields } from './meta-fields/meta-fields.service.js';
import type { WireMetaField, WireMetaFieldChanges } from './meta-fields/wire-meta-fields.js';
import type { MetaFieldOwner, TagOwner } from './owners.js';
import type { Tagging } from './tags/tagging.service.js';

/** A record with a number, found and locked for change. */
interface Row {
  readonly id: number;
}

/** The original's two forms of meta-fields; what they name and we do not have is dropped (WIRE-CONTRACT §3.11). */
export interface WireForms {
  readonly wireMetaFields?: readonly WireMetaField[];
  readonly wireMetaFieldChanges?: readonly WireMetaFieldChanges[];
}

/** Meta-fields as a caller sends them: in our form, in the original's, or in several. */
export interface MetaFieldForms extends WireForms {
  readonly metaFields?: MetaFieldInput | undefined;
}

/** Writes and notes the meta-fields of a record; answers whether any changed. Throws `InvalidInput`, `NotAllowed`. */
export async function applyMetaFields<E extends Row>(
  work: Work,
  service: MetaFields,
  owner: MetaFieldOwner,
  entity: EntityClass<E>,
  row: E,
  { metaFields, wireMetaFields = [], wireMetaFieldChanges = [] }: MetaFieldForms,
): Promise<boolean> {
  const changes = [
    ...(metaFields ? [await service.apply(work, owner, row.id, metaFields)] : []),
    await service.applyWireSimple(work, owner, row.id, wireMetaFields),
    await service.applyWireForm(work, owner, row.id, wireMetaFieldChanges),
  ];
  for (const { before, after } of changes) work.note(entity, row, loggedMetaFields(before), loggedMetaFields(after));
  return changes.some(({ before, after }) => JSON.stringify(before) !== JSON.stringify(after));
}

/** Ties tags to a record that is being added, and notes them; unknown names become tags where the caller may make some. */
export async function giveTags<E extends Row>(
  work: Work,
  tagging: Tagging,
  owner: TagOwner,
  entity: EntityClass<E>,
  row: E,
  names: readonly string[] = [],
): Promise<void> {
  if (names.length === 0) return;
  const mayCreate = holds(work.principal, 'tag:write');
  const { before, after } = await tagging.assign(work, owner, row.id, names, { mayCreate });
  work.note(entity, row, { tags: before }, { tags: after });
}

/** What a change of a record's tags adds, by name, and removes, by name or number; a colour for those that become tags. */
export interface TagChanges {
  readonly add: readonly string[];
  readonly remove: readonly (string | number)[];
  readonly colour?: string | undefined;
  /** Whether unknown names become tags; they do unless told otherwise (WIRE-CONTRACT §3.12). */
  readonly mayCreate?: boolean;
}

/**
 * Removes and ties tags of a record, notes it as the act it mostly is and counts the record's version up; answers whether
 * anything changed. Throws `InvalidInput`, `NotAllowed`, `NotFound`.
 */
export async function changeTags<E extends Row>(
  work: Work,
  tagging: Tagging,
  owner: TagOwner,
  entity: EntityClass<E>,
  row: E,
  { add, remove, colour, mayCreate = true }: TagChanges,
): Promise<boolean> {
  const { before } = await tagging.remove(work, owner, row.id, [...remove]);
  const { after } = await tagging.assign(work, owner, row.id, [...add], { mayCreate, ...(colour ? { colour } : {}) });
  if (JSON.stringify(before) === JSON.stringify(after)) return false;
  work.note(entity, row, { tags: before }, { tags: after }, remove.length > add.length ? 'remove_tag' : 'tag');
  await work.stamp(entity, row);
  return true;
}
