import type { LiveNoun, Permission } from '@cerebrate/contract';
import type { Sql } from 'sql-template-tag';
import type { Principal } from '../access/principal.js';
import { defineEvent } from '../events/event.js';
import { Registry } from '../registry.js';

/** A noun whose changes open pages are told of (decision 131). */
export interface ToldNoun {
  /** The kind its change records have in the audit log. */
  readonly id: LiveNoun;
  /** Its table, with columns `id` and `version`. */
  readonly table: string;
  /** What one must hold to read it. */
  readonly allow: Permission;
  /** Which of its rows one sees: the `see.where` of its scope. */
  readonly see: (principal: Principal, alias: string) => Sql;
}

/** Every noun that is told; each adds itself beside its scope. */
export const toldNouns = new Registry<ToldNoun>('told noun');

/**
 * Records of a told noun changed: which, or an empty list when they are many. Every work emits it by itself for what it
 * touched, so that no noun can forget; only what is written past the audit log is told by hand.
 */
export const recordsChanged = defineEvent<{ kind: LiveNoun; ids: number[] }>('records.changed');

/** Of more records than this the event tells none by its number: a notification of PostgreSQL holds 8 kB. */
const mostNumbered = 500;

/** What `recordsChanged` says of some change records, one payload a kind; nothing of kinds that are not told. */
export function toldOf(
  changes: readonly { readonly kind: string; readonly entityId?: number | null }[],
): { kind: LiveNoun; ids: number[] }[] {
  const found = new Map<LiveNoun, number[]>();
  for (const { kind, entityId } of changes) {
    const noun = toldNouns.find(kind)?.id;
    if (noun === undefined || typeof entityId !== 'number') continue;
    const ids = found.get(noun) ?? [];
    ids.push(entityId);
    found.set(noun, ids);
  }
  return [...found].map(([kind, ids]) => ({ kind, ids: ids.length > mostNumbered ? [] : ids }));
}
