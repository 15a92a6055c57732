import { Inject, Injectable } from '@nestjs/common';
import { type MetaFieldOwner, MetaFields } from '../../fields/index.js';
import { InvalidInput, type Sql, sql } from '../../kernel/index.js';
import type { UnplacedValue } from './record-origins.js';
import type { Merged } from './record-state.js';

/** A meta-field as a peer names it; null instead of a list when the peer told none. */
export type OfferedValue = UnplacedValue;

/** Offered values that have a place here, as sets of a `RecordState`, and the others. */
export interface PlacedValues {
  readonly sets: Readonly<Record<string, readonly string[]>>;
  readonly unplaced: readonly UnplacedValue[];
  /** The version to write each set in. */
  readonly versions: ReadonlyMap<string, string>;
}

/** An entry as `applyWireSimple` takes it. */
interface WireEntry {
  template_uuid: string;
  template_version: string;
  field: string;
  value: string;
}

/** Finds the place of the meta-fields that peers offer; what has none is kept aside and never dropped. */
@Injectable()
export class OfferedFields {
  constructor(@Inject(MetaFields) private readonly metaFields: MetaFields) {}

  /** Values by the field they belong in here, canonical; a version that is not loaded falls back to the newest that is. */
  async place(owner: MetaFieldOwner, values: readonly OfferedValue[] | null): Promise<PlacedValues> {
    const sets: Record<string, string[]> = {};
    const unplaced: UnplacedValue[] = [];
    const versions = new Map<string, string>();
    if (values === null) return { sets, unplaced, versions };
    const check = await this.metaFields.checker(owner);
    for (const value of values) {
      const found = tried(() => checked(check, value, true)) ?? tried(() => checked(check, value, false));
      if (!found) unplaced.push(value);
      else {
        const set = setOf(value);
        sets[set] = [...new Set([...(sets[set] ?? []), ...found.values])];
        versions.set(set, found.version);
      }
    }
    return { sets: { ...sets, metaFields: [] }, unplaced, versions };
  }
}

type Check = Awaited<ReturnType<MetaFields['checker']>>;

function checked(check: Check, { templateUuid, templateVersion, field, value }: OfferedValue, isExact: boolean) {
  const entry = { templateUuid, field, values: [value], ...(isExact ? { templateVersion } : {}) };
  const [change] = check([entry], { enforceSingle: false }).changes;
  if (!change) return undefined;
  return { values: change.values.map((one) => one.value), version: String(change.field.templateVersion) };
}

function tried<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    if (error instanceof InvalidInput) return undefined;
    throw error;
  }
}

const setOf = ({ templateUuid, field }: Pick<OfferedValue, 'templateUuid' | 'field'>): string =>
  `meta:${templateUuid.toLowerCase()}/${field}`;

/** What `storedJson` selects of one value. */
export interface StoredField {
  readonly templateUuid: string;
  readonly templateVersion: string;
  readonly field: string;
  readonly value: string;
}

/** The values of a record's loaded fields as JSON: a correlated subquery. */
export const storedJson = (owner: MetaFieldOwner, id: Sql): Sql => {
  const column = owner === 'organisation' ? sql`m.organisation_id` : sql`m.individual_id`;
  return sql`(select coalesce(json_agg(json_build_object('templateUuid', d.uuid, 'templateVersion', d.template_version,
    'field', m.field, 'value', m.value) order by m.id), '[]')
    from meta_fields m join meta_template_directory d on d.id = m.directory_id
    where ${column} = ${id} and m.field_id is not null)`;
};

/** Stored values as sets of a `RecordState`. */
export function storedSets(values: readonly StoredField[]): Record<string, string[]> {
  const sets: Record<string, string[]> = { metaFields: [] };
  for (const value of values) sets[setOf(value)] = [...(sets[setOf(value)] ?? []), value.value];
  return sets;
}

/** The sets that a merge changes, as the entries that replace them; a set that becomes empty is cleared by a blank. */
export function entriesOf(
  merged: Merged['sets'],
  local: Readonly<Record<string, readonly string[]>>,
  versions: ReadonlyMap<string, string>,
): WireEntry[] {
  return Object.entries(merged).flatMap(([set, { add, remove }]) => {
    if (!set.startsWith('meta:')) return [];
    const values = [...(local[set] ?? []).filter((value) => !remove.includes(value)), ...add];
    return (values.length === 0 ? [''] : values).map((value) => ({
      template_uuid: set.slice(5, 41),
      template_version: versions.get(set) ?? '',
      field: set.slice(42),
      value,
    }));
  });
}

/** The version each stored field is of. */
export const versionsOf = (values: readonly StoredField[]): Map<string, string> =>
  new Map(values.map((value) => [setOf(value), String(value.templateVersion)]));
