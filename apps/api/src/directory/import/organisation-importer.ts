import { randomUUID } from 'node:crypto';
import { type FieldChange, isCountryCode, type NewOrganisation, type OrganisationChanges } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { In, IsNull } from 'typeorm';
import { CheckedMetaFields, Enumerations, MetaFields, Tagging } from '../../fields/index.js';
import { DomainError, holds, InvalidInput, sql, type Work } from '../../kernel/index.js';
import { directoryChanged } from '../directory-changed.js';
import { OrganisationEntity } from '../organisations/organisation.entity.js';
import { organisationScope } from '../organisations/organisation.scope.js';
import { type Candidate, changesOf, contentOf, fingerprint, metaFieldInputOf, newOrganisationOf, quoted, reasonOf } from './candidate.js';
import { alignContacts } from './contact-writer.js';
import { listChanges, prefixed, setColumns } from './import-changes.js';
import { type ImportPlan, type PreparedRow, refusedRow, type RowResult } from './import-plan.js';
import { columnsOf, RowRefused } from './mapping/compiled-mapping.js';
import { findMatches, holdersOf, type StoredTexts, storedTexts } from './matching.js';

/** A record that is to be written: a new organisation, or one that is known with what may change. */
type Draft = { readonly candidate: Candidate; readonly nationalityText: string | null | undefined; readonly meta: CheckedMetaFields } & (
  | { readonly input: NewOrganisation; readonly row?: undefined }
  | { readonly changes: OrganisationChanges; readonly row: OrganisationEntity; readonly input?: undefined }
);
type Creation = Extract<Draft, { input: NewOrganisation }>;
type Update = Extract<Draft, { row: OrganisationEntity }>;

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
 * Writes a batch of records into the directory: looked up, judged by the contract's own rules and written by a handful
 * of statements for all. A record is taken whole or refused with its reason. Runs the same in a rehearsal.
 *
 * Two records of one file that mean the same organisation: the second changes nothing when it says the same, and is
 * refused when it says something else, naming the first. So a rehearsal, where the first was not kept, tells the truth.
 */
@Injectable()
export class OrganisationImporter {
  constructor(
    @Inject(MetaFields) private readonly metaFields: MetaFields,
    @Inject(Tagging) private readonly tagging: Tagging,
    @Inject(Enumerations) private readonly enumerations: Enumerations,
  ) {}

  /** The outcome of every row, in their order. Throws what refuses the batch as a whole; the caller then halves it. */
  async write(work: Work, plan: ImportPlan, prepared: readonly PreparedRow[]): Promise<RowResult[]> {
    const results = new Map<number, RowResult>();
    const candidates = prepared.flatMap(({ candidate }) => candidate ?? []);
    const around = await this.#surroundings(work, plan, candidates);
    const drafts: Draft[] = [];
    for (const { row, fault, candidate } of prepared) {
      const judged = candidate ? await this.#judge(work, plan, candidate, around) : refusedRow(row, fault);
      if ('outcome' in judged) results.set(row, judged);
      else drafts.push(judged);
    }
    for (const result of await this.#carryOut(work, plan, drafts)) results.set(result.row, result);
    return prepared.flatMap(({ row }) => results.get(row) ?? []);
  }

  async #surroundings(work: Work, plan: ImportPlan, candidates: readonly Candidate[]): Promise<Surroundings> {
    const matched = await findMatches(work, plan.by, candidates);
    const ids = [...new Set([...matched.values()].flatMap((found) => (found.length === 1 ? found : [])))];
    const rows = ids.length === 0 ? [] : await work.findAll(OrganisationEntity, { id: In(ids), deletedAt: IsNull() });
    const uuids = candidates.flatMap(({ fields }) => (fields.uuid && isUuid(fields.uuid) ? [fields.uuid.toLowerCase()] : []));
    const check = await this.metaFields.checker('organisation');
    const needsStored = plan.options.metaFields === 'merge' || [...plan.mapping.entries.values()].some(({ keep, target }) => keep && target.startsWith('meta:'));
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
      if (candidate.key === null) throw new RowRefused(`${entry ? columnsOf(entry) : plan.match}: is empty, and organisations are found by it`);
      const [key, content] = [fingerprint(candidate.key), contentOf(candidate)];
      const earlier = around.byKey.get(key);
      if (earlier) return repeated(candidate, earlier, content);
      const found = around.matched.get(candidate.row) ?? [];
      if (found.length > 1) throw new RowRefused(`${found.length} organisations (ids ${found.slice(0, 5).join(', ')}) fit ${sought}; match by something that tells them apart`);
      const row = around.rows.get(found[0] ?? 0);
      if (!row && plan.options.mode === 'update') throw new RowRefused(`there is no organisation with ${plan.match} ${sought}, and only existing ones are updated`);
      if (row && plan.options.mode === 'create')
        return { row: candidate.row, outcome: 'unchanged', entityId: row.id, title, reason: 'exists already, and only new ones are added', changes: [], key, content };
      const draft = await this.#draft(work, plan, candidate, around, row);
      around.byKey.set(key, { row: candidate.row, content });
      if (row) around.byOrganisation.set(row.id, candidate.row);
      return draft;
    } catch (error) {
      if (error instanceof RowRefused) return refusedRow(candidate.row, error.message, { title });
      if (error instanceof DomainError) return refusedRow(candidate.row, error.issues.length > 0 ? reasonOf(error.issues, candidate, plan.mapping) : error.message, { title });
      throw error;
    }
  }

  async #draft(work: Work, plan: ImportPlan, candidate: Candidate, around: Surroundings, row: OrganisationEntity | undefined): Promise<Draft> {
    if (row && !organisationScope.change.allows(row, work.principal)) throw new RowRefused(`you may not change ${row.name}`);
    if (!row && !holds(work.principal, 'organisation:create')) throw new RowRefused('your role may not add organisations');
    const earlier = row && around.byOrganisation.get(row.id);
    if (earlier !== undefined) throw new RowRefused(`means the same organisation as row ${earlier} (${row?.name}); put both into one record`);
    const [input, nationalityText] = row ? keeping(candidate, row, plan) : [newOrganisationOf(candidate, plan.mapping), candidate.nationalityText];
    if (input.country && !isCountryCode(input.country)) throw InvalidInput.at(['country'], 'is no country');
    for (const field of ['country', 'sector', 'type'] as const)
      if (input[field]) await this.enumerations.check('Organisations', field, input[field], row?.[field]);
    const meta = around.check(metaFieldInputOf(candidate));
    if (input.uuid && input.uuid !== row?.uuid) claimUuid(input.uuid, around);
    if (!row) return { candidate, nationalityText, input: input as NewOrganisation, meta };
    return { candidate, nationalityText, row, changes: input, meta: joined(meta, candidate, around.stored.get(row.id), plan) };
  }

  async #carryOut(work: Work, plan: ImportPlan, drafts: readonly Draft[]): Promise<RowResult[]> {
    const names = [...new Set(drafts.flatMap(({ candidate }) => candidate.tags))];
    // Unknown tags are made first, while nothing else was touched: a savepoint costs by what was.
    if (names.length > 0) await this.tagging.assignMany(work, 'organisation', [], names, { mayCreate: holds(work.principal, 'tag:write') });
    const made = await this.#create(work, drafts.filter((draft): draft is Creation => draft.input !== undefined));
    const changed = await this.#update(work, drafts.filter((draft): draft is Update => draft.row !== undefined));
    const all = [...made, ...changed];
    const contacts = all.flatMap(({ draft, row }) => (draft.candidate.contact ? [{ organisationId: row.id, contact: draft.candidate.contact }] : []));
    const aligned = await alignContacts(work, contacts);
    const results = all.map(({ draft, row, changes }) => {
      const person = aligned.get(row.id);
      const told: FieldChange[] = person === undefined ? changes : [...changes, { field: 'people', before: null, after: person }];
      const outcome = draft.input ? 'create' : told.length > 0 ? 'update' : 'unchanged';
      return { row: draft.candidate.row, outcome, entityId: row.id, title: row.name, reason: null, changes: draft.input ? [] : told, key: draft.candidate.key && fingerprint(draft.candidate.key), content: contentOf(draft.candidate) } satisfies RowResult;
    });
    if (results.some(({ outcome }) => outcome !== 'unchanged')) work.emit(directoryChanged, { noun: 'organisation', ids: [] });
    if (aligned.size > 0) work.emit(directoryChanged, { noun: 'alignment', ids: [] });
    return results;
  }

  async #create(work: Work, drafts: readonly Creation[]) {
    const rows = await work.insertMany(
      OrganisationEntity,
      drafts.map(({ candidate, input, nationalityText }) => {
        const row = Object.assign(new OrganisationEntity(), { uuid: randomUUID(), url: null, country: null, nationalityText: null, sector: null, type: null, contacts: null, deletedAt: null });
        setColumns(row, input, nationalityText);
        return candidate.created ? { ...row, created: candidate.created } : { ...row };
      }),
    );
    const written = drafts.map((draft, at) => ({ draft, row: rows[at] as OrganisationEntity, changes: [] as FieldChange[] }));
    const noted = await this.metaFields.applyMany(work, 'organisation', written.map(({ draft, row }) => ({ ownerId: row.id, input: draft.meta })), { isNew: true });
    const tags = await this.#tag(work, written);
    for (const { row } of written) this.#note(work, row, noted.get(row.id), tags.get(row.id));
    return written;
  }

  async #update(work: Work, drafts: readonly Update[]) {
    const noted = await this.metaFields.applyMany(work, 'organisation', drafts.map(({ row, meta }) => ({ ownerId: row.id, input: meta })));
    const tags = await this.#tag(work, drafts.map((draft) => ({ draft, row: draft.row })));
    const written = drafts.map((draft) => ({ draft, row: draft.row, changes: setColumns(draft.row, draft.changes, draft.nationalityText) }));
    for (const one of written) {
      const lists = listChanges(noted.get(one.row.id), tags.get(one.row.id));
      const isSaved = await work.save(OrganisationEntity, one.row);
      this.#note(work, one.row, noted.get(one.row.id), tags.get(one.row.id));
      if (lists.length > 0 && !isSaved) await work.stamp(OrganisationEntity, one.row);
      one.changes.push(...lists);
    }
    return written;
  }

  #note(work: Work, row: OrganisationEntity, meta: Awaited<ReturnType<MetaFields['apply']>> | undefined, tags: { before: readonly string[]; after: readonly string[] } | undefined): void {
    if (meta) work.note(OrganisationEntity, row, prefixed(meta.before), prefixed(meta.after));
    if (tags) work.note(OrganisationEntity, row, { tags: tags.before }, { tags: tags.after });
  }

  /** Ties tags to organisations, those with the same tags together. */
  async #tag(work: Work, list: readonly { draft: Draft; row: OrganisationEntity }[]) {
    const groups = new Map<string, { names: readonly string[]; ids: number[] }>();
    for (const { draft, row } of list) {
      const names = draft.candidate.tags;
      if (names.length === 0) continue;
      const key = JSON.stringify(names);
      const group = groups.get(key) ?? { names, ids: [] };
      group.ids.push(row.id);
      groups.set(key, group);
    }
    const changes = new Map<number, { before: readonly string[]; after: readonly string[] }>();
    for (const { names, ids } of groups.values()) {
      const made = await this.tagging.assignMany(work, 'organisation', ids, names, { mayCreate: holds(work.principal, 'tag:write') });
      for (const [id, change] of made) changes.set(id, change);
    }
    return changes;
  }
}

const isUuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);

const titleOf = ({ fields, sought }: Candidate): string | null => (fields.name ?? sought[0] ?? null)?.slice(0, 255) ?? null;

function repeated(candidate: Candidate, earlier: { row: number; content: string | null }, content: string): RowResult {
  const title = titleOf(candidate);
  if (earlier.content !== content) return refusedRow(candidate.row, `means the same organisation as row ${earlier.row} but says something else; put both into one record`, { title });
  return { row: candidate.row, outcome: 'unchanged', entityId: null, title, reason: `says the same as row ${earlier.row}`, changes: [], key: null, content: null };
}

/** The records of this import taken before this batch that have one of these keys, or meant one of these organisations. */
async function earlierRecords(work: Work, plan: ImportPlan, organisationIds: readonly number[], keys: readonly string[]): Promise<Pick<Surroundings, 'byKey' | 'byOrganisation'>> {
  const rows = await work.query<{ row: number; key: string | null; content: string | null; entity_id: number | null }>(sql`
    select "row", key, content, entity_id from import_rows where import_id = ${plan.importId} and key = any(${keys}::bigint[])
    union all
    select "row", key, content, entity_id from import_rows
    where import_id = ${plan.importId} and entity_id = any(${organisationIds}::int[])`);
  return {
    byKey: new Map(rows.flatMap(({ row, key, content }) => (key === null ? [] : [[key, { row, content }] as const]))),
    byOrganisation: new Map(rows.flatMap(({ row, entity_id }) => (entity_id === null ? [] : [[entity_id, row] as const]))),
  };
}

function claimUuid(uuid: string, { holders }: Surroundings): void {
  const holder = holders.get(uuid);
  if (holder !== undefined) throw new RowRefused(`the uuid ${uuid} is that of ${holder}`);
  holders.set(uuid, 'an earlier record of this file');
}

/** The changes without the fields that are only to be filled when empty, where they are not. */
function keeping(candidate: Candidate, row: OrganisationEntity, plan: ImportPlan): [OrganisationChanges, string | null | undefined] {
  const kept: OrganisationChanges = { ...changesOf(candidate, plan.mapping) };
  let { nationalityText } = candidate;
  for (const { target, keep } of plan.mapping.entries.values()) {
    if (!keep) continue;
    const isCountry = target === 'nationality' || target === 'country';
    if (isCountry && (row.country ?? row.nationalityText) !== null) {
      delete kept.country;
      nationalityText = undefined;
    } else if (!isCountry && Object.hasOwn(kept, target) && row[target as keyof OrganisationEntity] !== null) delete kept[target as keyof OrganisationChanges];
  }
  return [kept, nationalityText];
}

/** What a known organisation's fields are to hold: kept where they are only to be filled, joined where values are merged. */
function joined(checked: CheckedMetaFields, candidate: Candidate, stored: ReadonlyMap<number, readonly string[]> | undefined, plan: ImportPlan): CheckedMetaFields {
  const changes = checked.changes.flatMap((change, place) => {
    const held = stored?.get(change.field.id) ?? [];
    const target = candidate.metaFields[place]?.target ?? '';
    if (held.length > 0 && plan.mapping.entries.get(target)?.keep) return [];
    if (held.length === 0 || plan.options.metaFields === 'replace' || !change.field.multiple) return [change];
    const added = change.values.filter(({ value }) => !held.includes(value));
    // Stored values were checked when they were stored; they stay as they are.
    return added.length === 0 ? [] : [{ field: change.field, values: [...held.map((value) => ({ value, typed: {} })), ...added] }];
  });
  return new CheckedMetaFields(changes);
}

function mappedFieldIds(plan: ImportPlan, check: Surroundings['check']): number[] {
  const fields = [...plan.mapping.entries.keys()].filter((target) => target.startsWith('meta:')).map((target) => ({ templateUuid: target.slice(5, 41), field: target.slice(42), values: [] }));
  return check(fields).changes.map(({ field }) => field.id);
}
