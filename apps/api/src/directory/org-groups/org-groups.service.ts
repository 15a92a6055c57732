import { randomUUID } from 'node:crypto';
import {
  type BulkOutcome,
  type DeletionImpact,
  type History,
  type HistoryQuery,
  type ListRequest,
  type NewOrgGroup,
  type OrgGroup,
  type OrgGroupChanges,
  OrgGroupList,
  type RecordRef,
  type TagChip,
} from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { changeTags, Tagging } from '../../fields/index.js';
import {
  defineListPlan,
  historyOf,
  holds,
  likeText,
  type Principal,
  Records,
  rowToChange,
  rowToRestore,
  Store,
  sql,
  type Work,
} from '../../kernel/index.js';
import { directoryChanged } from '../directory-changed.js';
import { eachApart } from '../each-apart.js';
import { OrgGroupEntity } from './org-group.entity.js';
import { orgGroupScope } from './org-group.scope.js';
import { columnsFor, membersSeen, type OrgGroupRow, toView } from './org-group-view.js';

/** Organisation groups themselves (FEATURES OGR-01, OGR-05); their members are `OrgGroupMembers`'. */
@Injectable()
export class OrgGroupsService {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Tagging) private readonly tagging: Tagging,
  ) {}

  /** A page of groups. */
  list(principal: Principal, request: ListRequest) {
    return this.#records(principal).list(principal, request);
  }

  /** Every group of the request, streamed. */
  stream(principal: Principal, request: ListRequest) {
    return this.#records(principal).stream(principal, request);
  }

  /** One group. Throws `NotFound`. */
  get(principal: Principal, ref: RecordRef): Promise<OrgGroup> {
    return this.#records(principal).get(principal, ref);
  }

  /** The changes of a group, of its memberships and administrations, newest first. Throws `NotFound`. */
  async history(principal: Principal, ref: RecordRef, query: HistoryQuery): Promise<History> {
    const { id } = await this.get(principal, ref);
    return historyOf(this.store, 'orgGroup', id, query);
  }

  /** Adds a group. Throws `InvalidInput`, `NotAllowed`, `Conflict` for a uuid that is taken. */
  async create(principal: Principal, input: NewOrgGroup): Promise<OrgGroup> {
    const id = await this.store.work(principal, async (work) => {
      const row = await work.insert(OrgGroupEntity, {
        uuid: input.uuid ?? randomUUID(),
        name: input.name,
        description: input.description || null,
        deletedAt: null,
      });
      if (input.tags && input.tags.length > 0) await this.#tag(work, row, input.tags, []);
      work.emit(directoryChanged, { noun: 'orgGroup', ids: [row.id] });
      return row.id;
    });
    return this.get(principal, { id });
  }

  /** Changes what is mentioned. Throws `NotFound`, `NotAllowed`, `Conflict`, `StaleWrite`. */
  async update(principal: Principal, ref: RecordRef, changes: OrgGroupChanges, ifMatch?: number): Promise<OrgGroup> {
    const id = await this.store.work(principal, async (work) => {
      const row = await rowToChange(work, OrgGroupEntity, orgGroupScope, ref, ifMatch);
      if (changes.uuid !== undefined) row.uuid = changes.uuid;
      if (changes.name !== undefined) row.name = changes.name;
      if (changes.description !== undefined) row.description = changes.description || null;
      if (await work.save(OrgGroupEntity, row)) work.emit(directoryChanged, { noun: 'orgGroup', ids: [row.id] });
      return row.id;
    });
    return this.get(principal, { id });
  }

  /** What deleting would take along. Throws `NotFound`. */
  async impact(principal: Principal, ref: RecordRef): Promise<DeletionImpact> {
    const { id, name } = await this.get(principal, ref);
    const [counts] = await this.store.read<{ organisations: number; administrators: number; tags: number }>(sql`select
      (select count(*)::int from org_group_organisations where org_group_id = ${id}) as organisations,
      (select count(*)::int from org_group_admins where org_group_id = ${id}) as administrators,
      (select count(*)::int from org_group_tags where org_group_id = ${id}) as tags`);
    return {
      name,
      takesAlong: {
        memberships: counts?.organisations ?? 0,
        administrators: counts?.administrators ?? 0,
        tags: counts?.tags ?? 0,
      },
      blockedBy: [],
    };
  }

  /** Hides the group until it is restored; its administrators administer nothing through it. Throws `NotFound`. */
  async remove(principal: Principal, ref: RecordRef, ifMatch?: number): Promise<void> {
    await this.store.work(principal, (work) => this.#removeIn(work, ref, ifMatch));
  }

  /** Brings a deleted group back. Throws `NotFound`, and `Conflict` when its uuid is taken meanwhile. */
  async restore(principal: Principal, ref: RecordRef): Promise<OrgGroup> {
    const id = await this.store.work(principal, (work) => this.#restoreIn(work, ref));
    return this.get(principal, { id });
  }

  /** Adds and removes tags by name. Throws `NotFound`, `NotAllowed`. */
  async tag(
    principal: Principal,
    ref: RecordRef,
    add: readonly string[],
    remove: readonly (string | number)[],
    newTagColour?: string,
  ): Promise<TagChip[]> {
    const id = await this.store.work(principal, async (work) => {
      const row = await rowToChange(work, OrgGroupEntity, orgGroupScope, ref);
      await this.#tag(work, row, add, remove, newTagColour);
      return row.id;
    });
    return (await this.get(principal, { id })).tags;
  }

  /** Tags many. */
  bulkTag(principal: Principal, ids: readonly number[], add: readonly string[], remove: readonly string[]) {
    return this.#each(principal, ids, async (work, id) => {
      const row = await rowToChange(work, OrgGroupEntity, orgGroupScope, { id });
      await this.#tag(work, row, add, remove);
    });
  }

  /** Deletes many; those that cannot be are told with the reason. */
  bulkRemove(principal: Principal, ids: readonly number[]): Promise<BulkOutcome> {
    return this.#each(principal, ids, (work, id) => this.#removeIn(work, { id }));
  }

  /** Restores many. */
  bulkRestore(principal: Principal, ids: readonly number[]): Promise<BulkOutcome> {
    return this.#each(principal, ids, async (work, id) => void (await this.#restoreIn(work, { id })));
  }

  #each(principal: Principal, ids: readonly number[], act: (work: Work, id: number) => Promise<void>) {
    return this.store.work(principal, (work) => eachApart(work, ids, (id) => act(work, id)));
  }

  async #removeIn(work: Work, ref: RecordRef, ifMatch?: number): Promise<void> {
    const row = await rowToChange(work, OrgGroupEntity, orgGroupScope, ref, ifMatch);
    row.deletedAt = work.now;
    await work.save(OrgGroupEntity, row, 'delete');
    work.emit(directoryChanged, { noun: 'orgGroup', ids: [row.id] });
  }

  async #restoreIn(work: Work, ref: RecordRef): Promise<number> {
    const row = await rowToRestore(work, OrgGroupEntity, orgGroupScope, ref);
    row.deletedAt = null;
    await work.save(OrgGroupEntity, row, 'undelete');
    work.emit(directoryChanged, { noun: 'orgGroup', ids: [row.id] });
    return row.id;
  }

  async #tag(
    work: Work,
    row: OrgGroupEntity,
    add: readonly string[],
    remove: readonly (string | number)[],
    colour?: string,
  ): Promise<void> {
    const mayCreate = holds(work.principal, 'tag:write');
    const changes = { add, remove, colour, mayCreate };
    if (await changeTags(work, this.tagging, 'orgGroup', OrgGroupEntity, row, changes))
      work.emit(directoryChanged, { noun: 'orgGroup', ids: [row.id] });
  }

  #records(principal: Principal) {
    return new Records<OrgGroupEntity, OrgGroup, OrgGroupRow>(this.store, {
      entity: OrgGroupEntity,
      scope: orgGroupScope,
      plan: defineListPlan(OrgGroupList, {
        key: sql`g.id`,
        fields: {
          id: sql`g.id`,
          name: sql`g.name`,
          uuid: sql`g.uuid`,
          description: sql`g.description`,
          organisations: membersSeen(principal),
          created: sql`g.created`,
          modified: sql`g.modified`,
        },
        sorts: { name: sql`g.name collate "und-x-icu"` },
        search: (q) => sql`(fold_text(g.name) like fold_text(${`%${likeText(q)}%`})
          or fold_text(coalesce(g.description, '')) like fold_text(${`%${likeText(q)}%`}) or g.uuid::text = lower(${q}))`,
        tags: (tags) => this.tagging.conditions('orgGroup', sql`g.id`, tags),
      }),
      select: { alias: 'g', columns: columnsFor(principal, this.tagging), from: sql`org_groups g` },
      toView,
    });
  }
}
