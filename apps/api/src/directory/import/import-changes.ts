import type { FieldChange, OrganisationChanges } from '@cerebrate/contract';
import { type MetaFieldChange, metaPrefix, type TagChange } from '../../fields/index.js';
import type { OrganisationEntity } from '../organisations/organisation.entity.js';

const columns = ['uuid', 'name', 'url', 'country', 'sector', 'type', 'contacts'] as const;

/** Sets what is mentioned, blanks as null; answers what differs. */
export function setColumns(
  row: OrganisationEntity,
  changes: OrganisationChanges,
  nationalityText: string | null | undefined,
): FieldChange[] {
  const told: FieldChange[] = [];
  const set = (field: (typeof columns)[number] | 'nationalityText', value: string | null) => {
    if (row[field] === value) return;
    told.push({ field, before: row[field], after: value });
    Object.assign(row, { [field]: value });
  };
  for (const field of columns) {
    const value = changes[field];
    if (value !== undefined) set(field, value === '' ? null : value);
  }
  if (nationalityText !== undefined) set('nationalityText', nationalityText);
  return told;
}

/** Most values of a list that a report shows of each side. */
const mostShown = 20;

/** What changed in meta-fields and tags: short lists whole, long ones by what left and what joined. */
export function listChanges(meta: MetaFieldChange | undefined, tags: TagChange | undefined): FieldChange[] {
  const told = Object.keys(meta?.after ?? {}).map((key) =>
    sides(metaPrefix + key, meta?.before[key] ?? [], meta?.after[key] ?? []),
  );
  if (tags && JSON.stringify(tags.before) !== JSON.stringify(tags.after))
    told.push(sides('tags', tags.before, tags.after));
  return told;
}

function sides(field: string, before: readonly string[], after: readonly string[]): FieldChange {
  if (before.length <= mostShown && after.length <= mostShown) return { field, before: [...before], after: [...after] };
  const [had, has] = [new Set(before), new Set(after)];
  return {
    field,
    before: shortened(before.filter((value) => !has.has(value))),
    after: shortened(after.filter((value) => !had.has(value))),
  };
}

const shortened = (values: readonly string[]): string[] =>
  values.length <= mostShown ? [...values] : [...values.slice(0, mostShown), `… and ${values.length - mostShown} more`];
