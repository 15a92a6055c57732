import type {
  BulkOutcome,
  DeletionImpact,
  History,
  HistoryQuery,
  RecordRef,
  SharingGroup,
  SharingGroupMemberOutcome,
} from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import {
  allOf,
  historyOf,
  InvalidInput,
  NotFound,
  notFound,
  type Principal,
  refCondition,
  rowToChange,
  rowToRestore,
  type Scope,
  Store,
  sql,
  type Work,
} from '../../kernel/index.js';
import { eachApart } from '../each-apart.js';
import { organisationScope } from '../organisations/organisation.scope.js';
import { addGroup } from './add-group.js';
import { type NewSharingGroupFacts, SharingGroupEntity, type SharingGroupFacts } from './sharing-group.entity.js';
import { type GroupWithMembers, sharingGroupScope } from './sharing-group.scope.js';
import { sharingGroupChanged } from './sharing-group-changed.js';
import { type MemberChanges, SharingGroupMembers } from './sharing-group-members.js';
import { SharingGroupReader } from './sharing-group-reader.js';

/** What changes sharing groups and their members: every change in one `Work` (FEATURES SGR-02, SGR-04, SGR-07). */
@Injectable()
export class SharingGroupsService {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(SharingGroupReader) private readonly reader: SharingGroupReader,
    @Inject(SharingGroupMembers) private readonly members: SharingGroupMembers,
  ) {}

  /**
   * Adds a group without members. The owner is the caller's organisation; only a community administrator chooses
   * another. Throws `InvalidInput`, `Conflict` when the uuid is taken.
   */
  async create(principal: Principal, facts: NewSharingGroupFacts): Promise<SharingGroup> {
    const id = await this.store.work(principal, async (work) => {
      const row = await addGroup(work, await owner(work, facts.organisationId), facts);
      return row.id;
    });
    return this.reader.get(principal, { id });
  }

  /** Changes what is mentioned; the rest stays. Throws `NotFound`, `NotAllowed`, `InvalidInput`, `StaleWrite`. */
  async update(
    principal: Principal,
    ref: RecordRef,
    changes: Partial<SharingGroupFacts>,
    ifMatch?: number,
  ): Promise<SharingGroup> {
    const id = await this.store.work(principal, async (work) => {
      const row = await groupToChange(work, ref, ifMatch);
      if (changes.organisationId !== undefined && changes.organisationId !== row.organisationId)
        row.organisationId = await owner(work, changes.organisationId);
      for (const key of ['name', 'releasability', 'active', 'local'] as const)
        if (changes[key] !== undefined) Object.assign(row, { [key]: changes[key] });
      if (changes.description !== undefined) row.description = changes.description || null;
      if (await work.save(SharingGroupEntity, row)) work.emit(sharingGroupChanged, { ids: [row.id] });
      return row.id;
    });
    // Whoever gives a group away may not see it any more.
    return this.reader.get(principal, { id }).catch((error: unknown) => {
      if (error instanceof NotFound) throw new NotFound('the group was given away and is outside your view now');
      throw error;
    });
  }

  /** Makes organisations members, or changes the `extend` of those that are. Throws as `SharingGroupMembers.enrol`. */
  enrol(
    principal: Principal,
    ref: RecordRef,
    organisationIds: readonly number[],
    extend: boolean,
    ifMatch?: number,
  ): Promise<SharingGroupMemberOutcome> {
    const wanted = organisationIds.map((organisationId) => ({ organisationId, extend }));
    return this.#changeMembers(principal, ref, (work, group) => this.members.enrol(work, group, wanted), ifMatch);
  }

  /** Says whether a member may extend the group. Throws `NotFound` for an organisation that is no member. */
  extend(
    principal: Principal,
    ref: RecordRef,
    organisation: RecordRef,
    extend: boolean,
    ifMatch?: number,
  ): Promise<SharingGroupMemberOutcome> {
    const act = async (work: Work, group: SharingGroupEntity) =>
      this.members.enrol(work, group, [{ organisationId: await memberId(work, group, organisation), extend }]);
    return this.#changeMembers(principal, ref, act, ifMatch);
  }

  /** Ends one membership. Throws `NotFound` for an organisation that is no member. */
  release(
    principal: Principal,
    ref: RecordRef,
    organisation: RecordRef,
    ifMatch?: number,
  ): Promise<SharingGroupMemberOutcome> {
    const act = async (work: Work, group: SharingGroupEntity) =>
      this.members.release(work, group, [await memberId(work, group, organisation)]);
    return this.#changeMembers(principal, ref, act, ifMatch);
  }

  /** Ends memberships; organisations that are no members are passed over. */
  releaseMany(
    principal: Principal,
    ref: RecordRef,
    organisationIds: readonly number[],
    ifMatch?: number,
  ): Promise<SharingGroupMemberOutcome> {
    const act = (work: Work, group: SharingGroupEntity) => this.members.release(work, group, organisationIds);
    return this.#changeMembers(principal, ref, act, ifMatch);
  }

  /** What deleting would take along. Throws `NotFound`. */
  async impact(principal: Principal, ref: RecordRef): Promise<DeletionImpact> {
    const { name, members } = await this.reader.get(principal, ref);
    return { name, takesAlong: { memberships: members }, blockedBy: [] };
  }

  /** Hides the group everywhere, for consumers as well, until it is restored. Throws `NotFound`, `NotAllowed`, `StaleWrite`. */
  async remove(principal: Principal, ref: RecordRef, ifMatch?: number): Promise<void> {
    await this.store.work(principal, (work) => removeIn(work, ref, ifMatch));
  }

  /** As `remove`, inside a work of the caller's. */
  removeIn(work: Work, ref: RecordRef): Promise<void> {
    return removeIn(work, ref);
  }

  /** As `restore`, inside a work of the caller's. */
  restoreIn(work: Work, ref: RecordRef): Promise<number> {
    return restoreIn(work, ref);
  }

  /** Brings a deleted group back with its members. Throws `NotFound`, and `Conflict` when its uuid is taken meanwhile. */
  async restore(principal: Principal, ref: RecordRef): Promise<SharingGroup> {
    const id = await this.store.work(principal, (work) => restoreIn(work, ref));
    return this.reader.get(principal, { id });
  }

  /** Deletes many; those that cannot be are told with the reason and the others go. */
  bulkRemove(principal: Principal, ids: readonly number[]): Promise<BulkOutcome> {
    return this.store.work(principal, (work) => eachApart(work, ids, (id) => removeIn(work, { id })));
  }

  /** Restores many. */
  bulkRestore(principal: Principal, ids: readonly number[]): Promise<BulkOutcome> {
    return this.store.work(principal, (work) =>
      eachApart(work, ids, async (id) => void (await restoreIn(work, { id }))),
    );
  }

  /** The changes of a group the caller sees and of its members, newest first. */
  async history(principal: Principal, ref: RecordRef, query: HistoryQuery): Promise<History> {
    const { id } = await this.reader.get(principal, ref);
    return historyOf(this.store, 'sharingGroup', id, query);
  }

  async #changeMembers(
    principal: Principal,
    ref: RecordRef,
    act: (work: Work, group: SharingGroupEntity) => Promise<MemberChanges>,
    ifMatch?: number,
  ): Promise<SharingGroupMemberOutcome> {
    const { id, changes } = await this.store.work(principal, async (work) => {
      const group = await groupToChange(work, ref, ifMatch);
      return { id: group.id, changes: await act(work, group) };
    });
    return {
      joined: changes.joined.length,
      left: changes.left.length,
      altered: changes.altered.length,
      group: await this.reader.get(principal, { id }),
    };
  }
}

/**
 * The group to change, locked: as `rowToChange`, whose scope needs to know the members. Blueprints and other parts that
 * change members begin with it.
 */
export async function groupToChange(work: Work, ref: RecordRef, ifMatch?: number): Promise<SharingGroupEntity> {
  const rows = await work.query<{ id: number }>(sql`
    select g.id from sharing_groups g
    where ${allOf([sharingGroupScope.see.where(work.principal, 'g'), refCondition('g', ref)])}`);
  const [found] = rows;
  if (!found) throw notFound('sharing group');
  return rowToChange(work, SharingGroupEntity, proven, { id: found.id }, ifMatch);
}

/** Changing asks for the owner alone, seeing was asked of the database: the row needs no members. */
const proven: Scope<SharingGroupEntity> = {
  noun: 'sharing group',
  see: { ...sharingGroupScope.see, allows: (row) => row.deletedAt === null },
  change: {
    ...sharingGroupScope.change,
    allows: (row, principal) =>
      sharingGroupScope.change.allows({ ...row, memberIds: [] } as GroupWithMembers, principal),
  },
};

async function removeIn(work: Work, ref: RecordRef, ifMatch?: number): Promise<void> {
  const row = await groupToChange(work, ref, ifMatch);
  row.deletedAt = work.now;
  await work.save(SharingGroupEntity, row, 'delete');
  work.emit(sharingGroupChanged, { ids: [row.id] });
}

async function restoreIn(work: Work, ref: RecordRef): Promise<number> {
  const row = await rowToRestore(work, SharingGroupEntity, proven, ref);
  row.deletedAt = null;
  await work.save(SharingGroupEntity, row, 'undelete');
  work.emit(sharingGroupChanged, { ids: [row.id] });
  return row.id;
}

/** The owner a caller may give a group: their own organisation, or, for community administrators, any they see. */
async function owner(work: Work, wanted: number | undefined): Promise<number> {
  const { organisationId: own, flags } = work.principal;
  const id = wanted ?? own;
  if (id === null)
    throw InvalidInput.at(['organisationId'], 'is needed: you belong to no organisation that could own the group');
  if (id !== own && !flags.perm_community_admin)
    throw InvalidInput.at(
      ['organisationId'],
      'must be your own organisation; community administrators may choose another',
    );
  const rows = await work.query(sql`select 1 from organisations o
    where ${allOf([sql`o.id = ${id}`, organisationScope.see.where(work.principal, 'o')])}`);
  if (rows.length === 0)
    throw InvalidInput.at(['organisationId'], 'there is no such organisation, or it is outside your view');
  return id;
}

async function memberId(work: Work, group: SharingGroupEntity, ref: RecordRef): Promise<number> {
  const [row] = await work.query<{ id: number }>(sql`
    select o.id from sharing_group_members m join organisations o on o.id = m.organisation_id
    where ${allOf([sql`m.sharing_group_id = ${group.id} and m.until is null`, refCondition('o', ref)])}
    order by o.deleted_at nulls first limit 1`);
  if (!row) throw new NotFound('this organisation is no member of the group');
  return row.id;
}
