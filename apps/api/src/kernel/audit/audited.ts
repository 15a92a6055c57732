import type { EntityClass } from '../store/store.js';

/** How a table's rows appear in the audit log. */
export interface Audited<E extends object> {
  /** One word: 'organisation'. */
  readonly kind: string;
  /** The name a person knows the row by. */
  title(row: E): string;
  /** Columns whose values are secrets: the log says that they changed, never from what to what. */
  readonly secret?: readonly (keyof E & string)[];
  /** Columns that say nothing about the record (counters, versions). */
  readonly ignored?: readonly (keyof E & string)[];
  /** Records whose history shows changes of this row too, as `kind:id`. */
  related?(row: E): string[];
}

const definitions = new Map<EntityClass, Audited<object> | null>();

/** Declares how an entity is audited. Every entity is either `audited` or `unaudited`: `Work` refuses any other. */
export function audited<E extends object>(entity: EntityClass<E>, definition: Audited<E>): void {
  definitions.set(entity, definition as unknown as Audited<object>);
}

/** Declares that changes of this entity are not history of their own; `reason` is for the reader. */
export function unaudited(entity: EntityClass, reason: string): void {
  if (reason.length < 10) throw new Error(`say why ${entity.name} is not audited`);
  definitions.set(entity, null);
}

/** The definition, or null for an unaudited entity. Throws for an entity that nobody declared. */
export function auditedOf(entity: EntityClass): Audited<object> | null {
  const found = definitions.get(entity);
  if (found === undefined)
    throw new Error(`${entity.name} is neither audited nor unaudited: declare it beside the entity`);
  return found;
}

/** What stands in the log for a secret that changed. */
export const masked = '•••';
