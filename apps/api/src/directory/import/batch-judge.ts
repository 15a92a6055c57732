import { isCountryCode, type NewOrganisation, type OrganisationChanges } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { In, IsNull } from 'typeorm';
import { CheckedMetaFields, Enumerations, MetaFields } from '../../fields/index.js';
import { DomainError, holds, InvalidInput, sql, type Work } from '../../kernel/index.js';
import { OrganisationEntity } from '../organisations/organisation.entity.js';
import { organisationScope } from '../organisations/organisation.scope.js';
import {
  type Candidate,
  changesOf,
  contentOf,
  fingerprint,
  metaFieldInputOf,
  newOrganisationOf,
  quoted,
  reasonOf,
} from './candidate.js';
import { type ImportPlan, type PreparedRow, type RowResult, refusedRow } from './import-plan.js';
import { columnsOf, RowRefused } from './mapping/compiled-mapping.js';
import { findMatches, holdersOf, type StoredTexts, storedTexts } from './matching.js';

/** A record that is to be written: a new organisation, or one that is known with what may change. */
export type Draft = {
  readonly candidate: Candidate;
  readonly nationalityText: string | null | undefined;
  readonly meta: CheckedMetaFields;
} & (
  | { readonly input: NewOrganisation; readonly row?: undefined }
  | { readonly changes: OrganisationChanges; readonly row: OrganisationEntity; readonly input?: undefined }
);

/** What is known before a batch is judged: of the directory, and of the file's earlier records. */
interface Surroundings {
  readonly matched: ReadonlyMap<number, readonly number[]>;
  readonly rows: ReadonlyMap<number, OrganisationEntity>;
  /** Who has the uuids that records bring; grows by those given away in this batch. */
  readonly holders: Map<string, string>;
  readonly check: Awaited<ReturnType<MetaFields['checker']>>;
  readonly stored: StoredTexts;
  /** Records taken before, by the fingerprint of their key; grows. */
  readonly byKey: Map<string, { row: number; content: string | null }>;
  /** Records taken before, by the organisation they meant; grows. */
  readonly byOrganisation: Map<number, number>;
}

/**
 * Decides what is to be done with each record: held against the directory and judged by the contract's own rules.
 *
 * Two records of one file that mean the same organisation: the second changes nothing when it says the same, and is
 * refused when it says something else, naming the first. So a rehearsal, where the first was not kept, tells the truth.
 */
@Injectable()
export class BatchJudge {
  constructor(
    @Inject(MetaFields) private readonly metaFields: MetaFields,
    @Inject(Enumerations) private readonly enumerations: Enumerations,
  ) {}

  /** For every row, in their order, what to write or what became of it. Locks the organisations that are meant. */
  async judge(work: Work, plan: ImportPlan, prepared: readonly PreparedRow[]): Promise<(Draft | RowResult)[]> {
    const around = await this.#surroundings(
      work,
      plan,
      prepared.flatMap(({ candidate }) => candidate ?? []),
    );
    const judged: (Draft | RowResult)[] = [];
    for (const { row, fault, candidate } of prepared)
      judged.push(candidate ? await this.#judge(work, plan, candidate, around) : refusedRow(row, fault));
    return judged;
  }

  async #surroundings(work: Work, plan: ImportPlan, candidates: readonly Candidate[]): Promise<Surroundings> {
    const matched = await findMatches(work, plan.by, candidates);
    const ids = [...new Set([...matched.values()].flatMap((found) => (found.length === 1 ? found : [])))];
    const rows = ids.length === 0 ? [] : await work.findAll(OrganisationEntity, { id: In(ids), deletedAt: IsNull() });
    const uuids = candidates.flatMap(({ fields }) =>
      fields.uuid && isUuid(fields.uuid) ? [fields.uuid.toLowerCase()] : [],
    );
    const check = await this.metaFields.checker('organisation');
    const needsStored =
      plan.options.metaFields === 'merge' ||
      [...plan.mapping.entries.values()].some(({ keep, target }) => keep && target.startsWith('meta:'));
    const keys = candidates.flatMap(({ key }) => (key === null ? [] : [fingerprint(key)]));
    return {
      matched,
      rows: new Map(rows.map((row) => [row.id, row])),
      holders: await holdersOf(work, uuids),
      check,
      stored: await storedTexts(work, ids, needsStored ? mappedFieldIds(plan, check) : []),
      ...(await earlierRecords(work, plan, ids, keys)),
    };
  }

  async #judge(work: Work, plan: ImportPlan, candidate: Candidate, around: Surroundings): Promise<Draft | RowResult> {
    const title = titleOf(candidate);
    try {
      const sought = quoted(candidate.sought.join(', '));
      const entry = plan.mapping.entries.get(plan.match);
      if (candidate.key === null)
        throw new RowRefused(`${entry ? columnsOf(entry) : plan.match}: is empty, and organisations are found by it`);
      const [key, content] = [fingerprint(candidate.key), contentOf(candidate)];
      const earlier = around.byKey.get(key);
      if (earlier) return repeated(candidate, earlier, content);
      const found = around.matched.get(candidate.row) ?? [];
      if (found.length > 1)
        throw new RowRefused(
          `${found.length} organisations (ids ${found.slice(0, 5).join(', ')}) fit ${sought}; match by something that tells them apart`,
        );
      const row = around.rows.get(found[0] ?? 0);
      if (!row && plan.options.mode === 'update')
        throw new RowRefused(
          `there is no organisation with ${plan.match} ${sought}, and only existing ones are updated`,
        );
      if (row && plan.options.mode === 'create')
        return {
          row: candidate.row,
          outcome: 'unchanged',
          entityId: row.id,
          title,
          reason: 'exists already, and only new ones are added',
          changes: [],
          key,
          content,
        };
      const draft = await this.#draft(work, plan, candidate, around, row);
      around.byKey.set(key, { row: candidate.row, content });
      if (row) around.byOrganisation.set(row.id, candidate.row);
      return draft;
    } catch (error) {
      if (error instanceof RowRefused) return refusedRow(candidate.row, error.message, { title });
      if (error instanceof DomainError)
        return refusedRow(
          candidate.row,
          error.issues.length > 0 ? reasonOf(error.issues, candidate, plan.mapping) : error.message,
          { title },
        );
      throw error;
    }
  }

  async #draft(
    work: Work,
    plan: ImportPlan,
    candidate: Candidate,
    around: Surroundings,
    row: OrganisationEntity | undefined,
  ): Promise<Draft> {
    if (row && !organisationScope.change.allows(row, work.principal))
      throw new RowRefused(`you may not change ${row.name}`);
    if (!row && !holds(work.principal, 'organisation:create'))
      throw new RowRefused('your role may not add organisations');
    const earlier = row && around.byOrganisation.get(row.id);
    if (earlier !== undefined)
      throw new RowRefused(`means the same organisation as row ${earlier} (${row?.name}); put both into one record`);
    const [input, nationalityText] = row
      ? keeping(candidate, row, plan)
      : [newOrganisationOf(candidate, plan.mapping), candidate.nationalityText];
    if (input.country && !isCountryCode(input.country)) throw InvalidInput.at(['country'], 'is no country');
    for (const field of ['country', 'sector', 'type'] as const)
      if (input[field]) await this.enumerations.check('Organisations', field, input[field], row?.[field]);
    const meta = around.check(metaFieldInputOf(candidate));
    if (input.uuid && input.uuid !== row?.uuid) claimUuid(input.uuid, around);
    if (!row) return { candidate, nationalityText, input: input as NewOrganisation, meta };
    return {
      candidate,
      nationalityText,
      row,
      changes: input,
      meta: joined(meta, candidate, around.stored.get(row.id), plan),
    };
  }
}

const isUuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);

const titleOf = ({ fields, sought }: Candidate): string | null =>
  (fields.name ?? sought[0] ?? null)?.slice(0, 255) ?? null;

function repeated(candidate: Candidate, earlier: { row: number; content: string | null }, content: string): RowResult {
  const title = titleOf(candidate);
  if (earlier.content !== content)
    return refusedRow(
      candidate.row,
      `means the same organisation as row ${earlier.row} but says something else; put both into one record`,
      { title },
    );
  return {
    row: candidate.row,
    outcome: 'unchanged',
    entityId: null,
    title,
    reason: `says the same as row ${earlier.row}`,
    changes: [],
    key: null,
    content: null,
  };
}

/** The records of this import taken before this batch that have one of these keys, or meant one of these organisations. */
async function earlierRecords(
  work: Work,
  plan: ImportPlan,
  organisationIds: readonly number[],
  keys: readonly string[],
): Promise<Pick<Surroundings, 'byKey' | 'byOrganisation'>> {
  const rows = await work.query<{
    row: number;
    key: string | null;
    content: string | null;
    entity_id: number | null;
  }>(sql`
    select "row", key, content, entity_id from import_rows where import_id = ${plan.importId} and key = any(${keys}::bigint[])
    union all
    select "row", key, content, entity_id from import_rows
    where import_id = ${plan.importId} and entity_id = any(${organisationIds}::int[])`);
  return {
    byKey: new Map(rows.flatMap(({ row, key, content }) => (key === null ? [] : [[key, { row, content }] as const]))),
    byOrganisation: new Map(
      rows.flatMap(({ row, entity_id }) => (entity_id === null ? [] : [[entity_id, row] as const])),
    ),
  };
}

function claimUuid(uuid: string, { holders }: Surroundings): void {
  const holder = holders.get(uuid);
  if (holder !== undefined) throw new RowRefused(`the uuid ${uuid} is that of ${holder}`);
  holders.set(uuid, 'an earlier record of this file');
}

/** The changes without the fields that are only to be filled when empty, where they are not. */
function keeping(
  candidate: Candidate,
  row: OrganisationEntity,
  plan: ImportPlan,
): [OrganisationChanges, string | null | undefined] {
  const kept: OrganisationChanges = { ...changesOf(candidate, plan.mapping) };
  let { nationalityText } = candidate;
  for (const { target, keep } of plan.mapping.entries.values()) {
    if (!keep) continue;
    const isCountry = target === 'nationality' || target === 'country';
    if (isCountry && (row.country ?? row.nationalityText) !== null) {
      delete kept.country;
      nationalityText = undefined;
    } else if (!isCountry && Object.hasOwn(kept, target) && row[target as keyof OrganisationEntity] !== null)
      delete kept[target as keyof OrganisationChanges];
  }
  return [kept, nationalityText];
}

/** What a known organisation's fields are to hold: kept where they are only to be filled, joined where values are merged. */
function joined(
  checked: CheckedMetaFields,
  candidate: Candidate,
  stored: ReadonlyMap<number, readonly string[]> | undefined,
  plan: ImportPlan,
): CheckedMetaFields {
  const changes = checked.changes.flatMap((change, place) => {
    const held = stored?.get(change.field.id) ?? [];
    const target = candidate.metaFields[place]?.target ?? '';
    if (held.length > 0 && plan.mapping.entries.get(target)?.keep) return [];
    if (held.length === 0 || plan.options.metaFields === 'replace' || !change.field.multiple) return [change];
    const added = change.values.filter(({ value }) => !held.includes(value));
    // Stored values were checked when they were stored; they stay as they are.
    return added.length === 0
      ? []
      : [{ field: change.field, values: [...held.map((value) => ({ value, typed: {} })), ...added] }];
  });
  return new CheckedMetaFields(changes);
}

function mappedFieldIds(plan: ImportPlan, check: Surroundings['check']): number[] {
  const fields = [...plan.mapping.entries.keys()]
    .filter((target) => target.startsWith('meta:'))
    .map((target) => ({ templateUuid: target.slice(5, 41), field: target.slice(42), values: [] }));
  return check(fields).changes.map(({ field }) => field.id);
}
