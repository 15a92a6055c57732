/** What a record holds, in one form for what is here, what a peer offers, and what was last taken of it. */
export interface RecordState {
  /** One value a field. */
  readonly columns: Readonly<Record<string, string | boolean | null>>;
  /** Fields of many values: `tags`, `members`, `meta:<template uuid>/<field>`. An absent set was not mentioned. */
  readonly sets: Readonly<Record<string, readonly string[]>>;
}

/** What must change here for an offer to be taken. */
export interface Merged {
  readonly columns: Readonly<Record<string, string | boolean | null>>;
  readonly sets: Readonly<Record<string, { readonly add: readonly string[]; readonly remove: readonly string[] }>>;
  /** Fields that were edited here since they were taken, and therefore stay. */
  readonly overrides: readonly string[];
}

/** Names of tags are one whatever their case; all else is compared as it is. */
const keyOf = (set: string, item: string): string => (set === 'tags' ? item.toLowerCase() : item);
const keysOf = (set: string, items: readonly string[] = []): Set<string> =>
  new Set(items.map((item) => keyOf(set, item)));

/** The names of all fields that either side has. */
export const fieldsOf = (a: RecordState, b: RecordState): { columns: string[]; sets: string[] } => ({
  columns: [...new Set([...Object.keys(a.columns), ...Object.keys(b.columns)])],
  sets: [...new Set([...Object.keys(a.sets), ...Object.keys(b.sets)])],
});

/** Whether the offer says of every field what is here; sets it does not mention count as said. */
export function isSame(local: RecordState, offered: RecordState): boolean {
  const columns = Object.entries(offered.columns).every(([key, value]) => (local.columns[key] ?? null) === value);
  return columns && Object.keys(offered.sets).every((set) => isSameSet(set, local.sets[set], offered.sets[set]));
}

/** Whether both hold the same items, in whatever order. */
export function isSameSet(set: string, a: readonly string[] = [], b: readonly string[] = []): boolean {
  const [one, other] = [keysOf(set, a), keysOf(set, b)];
  return one.size === other.size && [...one].every((key) => other.has(key));
}

/**
 * Pure: three-way. A field the peer changed since `base` was taken is taken, unless it was edited here as well: that
 * edit stays and is told. Items of sets come and go as they do at the peer; those added or removed here stay so.
 * Without `base` (a stub that is filled in) everything offered is taken and nothing removed.
 */
export function merge(base: RecordState | null, local: RecordState, offered: RecordState): Merged {
  const columns: Record<string, string | boolean | null> = {};
  const sets: Record<string, { add: string[]; remove: string[] }> = {};
  const overrides: string[] = [];
  for (const [key, value] of Object.entries(offered.columns)) {
    const here = local.columns[key] ?? null;
    const taken = base === null ? here : (base.columns[key] ?? null);
    if (value === here) continue;
    if (here === taken) columns[key] = value;
    else overrides.push(key);
  }
  const names = new Set([...Object.keys(offered.sets), ...Object.keys(base?.sets ?? {})]);
  for (const set of names) {
    // meta-fields go with the last value, so a set that was taken and is not offered any more is an empty one
    const offer = offered.sets[set] ?? (set.startsWith('meta:') && hasMeta(offered) ? [] : undefined);
    if (offer === undefined) continue;
    const change = mergeSet(set, base?.sets[set] ?? [], local.sets[set] ?? [], offer);
    if (change.add.length + change.remove.length > 0) sets[set] = change;
    if (change.isOverridden) overrides.push(set);
  }
  return { columns, sets, overrides };
}

/** A peer that tells no meta-fields at all removes none. */
const hasMeta = ({ sets }: RecordState): boolean => 'metaFields' in sets;

function mergeSet(set: string, base: readonly string[], local: readonly string[], offered: readonly string[]) {
  const [was, here, there] = [keysOf(set, base), keysOf(set, local), keysOf(set, offered)];
  const add = offered.filter((item) => !here.has(keyOf(set, item)) && !was.has(keyOf(set, item)));
  const remove = local.filter((item) => was.has(keyOf(set, item)) && !there.has(keyOf(set, item)));
  const addedHere = local.some((item) => !was.has(keyOf(set, item)) && !there.has(keyOf(set, item)));
  const removedHere = offered.some((item) => was.has(keyOf(set, item)) && !here.has(keyOf(set, item)));
  return { add, remove, isOverridden: base.length + local.length > 0 && (addedHere || removedHere) };
}

/** The same changes with only these fields; the others count as edited here. */
export function restricted(merged: Merged, only: readonly string[] | undefined): Merged {
  if (!only) return merged;
  const isTaken = ([field]: readonly [string, unknown]) => only.includes(field);
  const [columns, sets] = [Object.entries(merged.columns), Object.entries(merged.sets)];
  const left = [...columns, ...sets].filter((entry) => !isTaken(entry)).map(([field]) => field);
  return {
    columns: Object.fromEntries(columns.filter(isTaken)),
    sets: Object.fromEntries(sets.filter(isTaken)),
    overrides: [...new Set([...merged.overrides, ...left])],
  };
}

/** The changes that lead back to what is here before them. */
export const inverseOf = ({ columns, sets }: Merged, local: RecordState): Merged => ({
  columns: Object.fromEntries(Object.keys(columns).map((key) => [key, local.columns[key] ?? null])),
  sets: Object.fromEntries(Object.entries(sets).map(([set, { add, remove }]) => [set, { add: remove, remove: add }])),
  overrides: [],
});

/** Of changes that lead back, those whose fields nobody touched since: they still say what was taken. */
export function stillUndoable(inverse: Merged, local: RecordState, taken: RecordState): Merged {
  const columns = Object.entries(inverse.columns).filter(
    ([key]) => (local.columns[key] ?? null) === (taken.columns[key] ?? null),
  );
  const sets = Object.entries(inverse.sets).map(([set, { add, remove }]) => {
    const here = keysOf(set, local.sets[set]);
    const isHere = (item: string) => here.has(keyOf(set, item));
    return [set, { add: add.filter((item) => !isHere(item)), remove: remove.filter(isHere) }] as const;
  });
  const left = sets.filter(([, { add, remove }]) => add.length + remove.length > 0);
  return { columns: Object.fromEntries(columns), sets: Object.fromEntries(left), overrides: [] };
}

/** Sets as nothing but additions: what a new record gets. */
export const additions = (sets: RecordState['sets']): Merged['sets'] =>
  Object.fromEntries(
    Object.entries(sets).flatMap(([set, add]) => (add.length === 0 ? [] : [[set, { add, remove: [] }]])),
  );

/** Whether nothing is to be done. */
export const isEmptyMerge = ({ columns, sets }: Merged): boolean =>
  Object.keys(columns).length === 0 && Object.keys(sets).length === 0;
