import type { Merge, MergedKind, MergePreview, MergeRequest, RecordRef } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import {
  allOf,
  Conflict,
  type EntityClass,
  InvalidInput,
  notFound,
  type Principal,
  refCondition,
  Store,
  sql,
  type Work,
} from '../../kernel/index.js';
import { directoryChanged } from '../directory-changed.js';
import { stampGroups, stampGroupsOf } from '../sharing-groups/stamp-groups.js';
import { MergeEntity, type MergeState } from './merge.entity.js';
import { loggedKinds, type Mergeable, type MergeableKind, mergeableKinds } from './merge-kinds.js';
import { type MovedRows, moveRelations, relatedRecords, returnRelations } from './relations.js';

interface MergeRow {
  id: number;
  kind: MergedKind;
  survivor: Merge['survivor'];
  merged_id: number;
  merged_uuid: string;
  merged_name: string;
  created: Date;
  username: string;
  undone_at: Date | null;
}

/** Makes one record of two, and two of one again. */
@Injectable()
export class Merges {
  constructor(@Inject(Store) private readonly store: Store) {}

  /** What merging would do, found by doing it and taking it back. Throws `NotFound`, `NotAllowed`, `InvalidInput`. */
  async preview(principal: Principal, kind: MergedKind, ref: RecordRef, request: MergeRequest): Promise<MergePreview> {
    const id = await this.#idOf(principal, kind, ref);
    const how = mergeableKinds[kind];
    const { value } = await this.store.rehearse(principal, async (work) => {
      const [here, there] = await pairToMerge(work, how, id, request.other);
      const fields = how.fields.map((field) => ({ field, here: textOf(here, field), there: textOf(there, field) }));
      const sides = { here: sideOf(how, here), there: sideOf(how, there) };
      const blockedBy = await how.blockers(work, here.id, there.id);
      const relations = blockedBy.length > 0 ? [] : await moveRelations(work, how.table, there.id, here.id);
      return { ...sides, fields, relations: relations.filter(({ within }) => !within).map(toRelation), blockedBy };
    });
    return value;
  }

  /**
   * Merges `request.other` into the record: what refers to it comes over, what is there twice is folded, the fields named
   * are taken from it, it is deleted, and its uuid leads to the survivor from now on. Throws as `preview`, and `Conflict`.
   */
  async merge(
    principal: Principal,
    kind: MergedKind,
    ref: RecordRef,
    request: MergeRequest,
    ifMatch?: number,
  ): Promise<Merge> {
    const id = await this.#idOf(principal, kind, ref);
    const how = mergeableKinds[kind];
    const mergeId = await this.store.work(principal, async (work) => {
      const [here, there] = await pairToMerge(work, how, id, request.other);
      if (ifMatch !== undefined && ifMatch !== here.version)
        throw new Conflict(`${how.nameOf(here)} was changed meanwhile; look at the preview again`);
      const [blocker] = await how.blockers(work, here.id, there.id);
      if (blocker) throw new Conflict(`they cannot be merged: ${blocker}`);
      return mergeIn(work, how, here, there, request.take);
    });
    return this.#one(principal, how, mergeId);
  }

  /** The merges into a record, newest first. Throws `NotFound`. */
  async into(principal: Principal, kind: MergedKind, ref: RecordRef): Promise<Merge[]> {
    const id = await this.#idOf(principal, kind, ref);
    return this.#read(principal, mergeableKinds[kind], sql`m.survivor_id = ${id}`);
  }

  /**
   * Takes a merge back: both records are as they were. Throws `NotFound`, and `Conflict` saying what moved on since:
   * the survivor, something that came over, or the uuid.
   */
  async undo(principal: Principal, kind: MergedKind, ref: RecordRef, mergeId: number): Promise<Merge> {
    const id = await this.#idOf(principal, kind, ref);
    const how = mergeableKinds[kind];
    await this.store.work(principal, async (work) => {
      const here = await how.toChange(work, id);
      const merge = await work.find(MergeEntity, { id: mergeId, kind, survivorId: id, undoneAt: IsNull() });
      if (!merge) throw notFound('merge that could be undone');
      if (here.version !== merge.survivorVersion)
        throw new Conflict(`${how.nameOf(here)} was changed since the merge; set it back to how it was then first`);
      await undoIn(work, how, merge, here);
    });
    return this.#one(principal, how, mergeId);
  }

  /** The id of a record in the caller's view; an alias leads to the survivor. */
  async #idOf(principal: Principal, kind: MergedKind, ref: RecordRef): Promise<number> {
    const how = mergeableKinds[kind];
    const [row] = await this.store.read<{
      id: number;
    }>(sql`select r.id from ${how.table === 'organisations' ? sql`organisations` : sql`individuals`} r
      where ${allOf([how.see(principal, 'r'), refCondition('r', ref)])}`);
    if (!row) throw notFound(kind);
    return row.id;
  }

  async #one(principal: Principal, how: MergeableKind, id: number): Promise<Merge> {
    const [merge] = await this.#read(principal, how, sql`m.id = ${id}`);
    if (!merge) throw notFound('merge');
    return merge;
  }

  async #read(principal: Principal, how: MergeableKind, condition: ReturnType<typeof sql>): Promise<Merge[]> {
    const isOrganisation = how.table === 'organisations';
    const name = isOrganisation
      ? sql`r.name`
      : sql`coalesce(nullif(trim(r.first_name || ' ' || r.last_name), ''), r.email::text)`;
    const rows = await this.store.read<MergeRow>(sql`
      select m.id, m.kind, m.merged_id, m.merged_uuid, m.state ->> 'name' as merged_name, m.created, m.username, m.undone_at,
        jsonb_build_object('id', r.id, 'uuid', r.uuid, 'name', ${name}) as survivor
      from merges m join ${isOrganisation ? sql`organisations` : sql`individuals`} r on r.id = m.survivor_id
      where m.kind = ${how.kind} and ${how.see(principal, 'r')} and ${condition} order by m.id desc limit 100`);
    return rows.map(toView);
  }
}

async function pairToMerge(work: Work, how: MergeableKind, id: number, other: number): Promise<[Mergeable, Mergeable]> {
  if (id === other) throw InvalidInput.at(['other'], 'is the record itself; choose another one');
  // In the order of their ids, so that two merges of the same pair never wait for each other in a ring.
  const first = await how.toChange(work, Math.min(id, other));
  const second = await how.toChange(work, Math.max(id, other));
  return id < other ? [first, second] : [second, first];
}

async function mergeIn(
  work: Work,
  how: MergeableKind,
  here: Mergeable,
  there: Mergeable,
  take: readonly string[],
): Promise<number> {
  const strange = take.find((field) => !how.fields.includes(field));
  if (strange !== undefined) throw InvalidInput.at(['take'], `'${strange}' is no field that can be taken`);
  const values = here as unknown as Record<string, unknown>;
  const before = Object.fromEntries(how.fields.map((field) => [field, values[field]]));
  const name = how.nameOf(there);
  const relations = await moveRelations(work, how.table, there.id, here.id);
  // The one that goes steps back first: two people may not have one address even for a moment.
  there.deletedAt = work.now;
  const entity = how.entity as EntityClass<Mergeable>;
  await work.save(entity, there, 'merge');
  for (const field of take) values[field] = (there as unknown as Record<string, unknown>)[field];
  const isSaved = await work.save(entity, here, 'merge');
  if (!isSaved) await work.stamp(entity, here);
  await stamp(work, how, relations, here);
  tell(work, how, here, there, relations, 'merge');
  const state: MergeState = { fields: before, relations, name };
  const merge = await work.insert(MergeEntity, {
    kind: how.kind,
    survivorId: here.id,
    survivorVersion: here.version,
    mergedId: there.id,
    mergedUuid: there.uuid,
    username: work.principal.username,
    state,
    undoneAt: null,
  });
  return merge.id;
}

async function undoIn(work: Work, how: MergeableKind, merge: MergeEntity, here: Mergeable): Promise<void> {
  const entity = how.entity as EntityClass<Mergeable>;
  const there = await work.find(entity, { id: merge.mergedId });
  if (!there?.deletedAt) throw new Conflict(`${merge.state.name} is there again already; nothing can be undone`);
  Object.assign(here, merge.state.fields);
  if (!(await work.save(entity, here, 'unmerge'))) await work.stamp(entity, here);
  there.deletedAt = null;
  await work.save(entity, there, 'unmerge');
  await returnRelations(work, merge.state.relations, there.id, here.id);
  merge.undoneAt = work.now;
  await work.save(MergeEntity, merge);
  await stamp(work, how, merge.state.relations, here, there);
  tell(work, how, here, there, merge.state.relations, 'unmerge');
}

/** Sharing groups that count them among their members, or whose owner they are, look different to whoever pulls them. */
async function stamp(
  work: Work,
  how: MergeableKind,
  relations: readonly MovedRows[],
  ...rows: readonly Mergeable[]
): Promise<void> {
  if (how.kind !== 'organisation') return;
  for (const { id } of rows) await stampGroupsOf(work, id);
  const owned = relations.filter(({ table }) => table === 'sharing_groups').flatMap(({ moved }) => moved);
  await stampGroups(
    work,
    owned.map(({ id }) => Number(id)),
  );
}

/** Writes the act into both histories and those of what moved, and drops what is kept of either. */
function tell(
  work: Work,
  how: MergeableKind,
  here: Mergeable,
  there: Mergeable,
  relations: readonly MovedRows[],
  action: string,
): void {
  const own = relations.filter(({ within }) => !within);
  const counts = Object.fromEntries(own.map((relation) => [labelOf(relation), relation.moved.length]));
  work.log({
    kind: how.kind,
    entityId: here.id,
    entityUuid: here.uuid,
    title: how.nameOf(here),
    action,
    after: { [action === 'merge' ? 'mergedIn' : 'takenOut']: `${how.nameOf(there)} (${there.uuid})`, cameOver: counts },
    related: [`${how.kind}:${there.id}`, ...relatedRecords(relations, loggedKinds)],
  });
  for (const noun of ['organisation', 'individual', 'alignment', 'orgGroup'] as const)
    work.emit(directoryChanged, { noun, ids: noun === how.kind ? [here.id, there.id] : [] });
}

const labelOf = ({ table, column }: MovedRows): string => {
  const words = table
    .replace(/^org_group_organisations$/, 'organisation groups')
    .replace(/^(individual|organisation)_(?=tags|emails)/, '')
    .replaceAll('_', ' ');
  return /^(organisation|individual)_id$/.test(column)
    ? words
    : `${words} (${column.replace(/_id$/, '').replaceAll('_', ' ')})`;
};

const toRelation = (relation: MovedRows) => ({
  label: labelOf(relation),
  moves: relation.moved.length,
  folds: relation.folded.length,
});

const sideOf = (how: MergeableKind, row: Mergeable) => ({
  id: row.id,
  uuid: row.uuid,
  name: how.nameOf(row),
  version: row.version,
});

function textOf(row: Mergeable, field: string): string | null {
  const value = (row as unknown as Record<string, unknown>)[field];
  return value === null || value === undefined ? null : String(value);
}

const toView = (row: MergeRow): Merge => ({
  id: row.id,
  kind: row.kind,
  survivor: row.survivor,
  merged: { id: row.merged_id, uuid: row.merged_uuid, name: row.merged_name },
  at: row.created.toISOString(),
  by: row.username,
  undoneAt: row.undone_at?.toISOString() ?? null,
});
