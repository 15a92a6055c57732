import type {
  BulkOutcome,
  DeletionImpact,
  ManyOrganisationsChanges,
  Organisation,
  RecordRef,
} from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { Conflict, type Principal, rowToChange, rowToRestore, Store, sql, type Work } from '../../kernel/index.js';
import { directoryChanged } from '../directory-changed.js';
import { eachApart } from '../each-apart.js';
import { refuseAlias } from '../merges/aliases.js';
import { stampGroupsOf } from '../sharing-groups/stamp-groups.js';
import { OrganisationEntity } from './organisation.entity.js';
import { organisationScope } from './organisation.scope.js';
import { OrganisationReader } from './organisation-reader.js';
import { OrganisationsService } from './organisations.service.js';

interface ImpactRow {
  alignments: number;
  org_groups: number;
  tags: number;
  meta_fields: number;
  users: number;
  owned_groups: number;
  sharing_groups: number;
}

/** Deleting, restoring, and doing things to many organisations at once (FEATURES ORG-08). */
@Injectable()
export class OrganisationDeletion {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(OrganisationReader) private readonly reader: OrganisationReader,
    @Inject(OrganisationsService) private readonly organisations: OrganisationsService,
  ) {}

  /** What deleting would take along and what forbids it. Throws `NotFound`. */
  async impact(principal: Principal, ref: RecordRef): Promise<DeletionImpact> {
    const { id, name } = await this.reader.get(principal, ref);
    const counts = await this.#counts((query) => this.store.read<ImpactRow>(query), id);
    const { users, owned_groups: owned, ...takesAlong } = counts;
    return {
      name,
      takesAlong: {
        alignments: takesAlong.alignments,
        'organisation groups': takesAlong.org_groups,
        'sharing group memberships': takesAlong.sharing_groups,
        tags: takesAlong.tags,
        'meta-fields': takesAlong.meta_fields,
      },
      blockedBy: blockers(users, owned),
    };
  }

  /** Hides the organisation everywhere until it is restored. Throws `NotFound`, `Conflict` while users belong to it. */
  async remove(principal: Principal, ref: RecordRef, ifMatch?: number): Promise<void> {
    await this.store.work(principal, (work) => this.removeIn(work, ref, ifMatch));
  }

  /** As `remove`, inside a work of the caller's. */
  async removeIn(work: Work, ref: RecordRef, ifMatch?: number): Promise<void> {
    const row = await rowToChange(work, OrganisationEntity, organisationScope, ref, ifMatch);
    const { users, owned_groups: owned } = await this.#counts((query) => work.query<ImpactRow>(query), row.id);
    const [blocker] = blockers(users, owned);
    if (blocker) throw new Conflict(`${row.name} cannot be deleted: ${blocker}`);
    row.deletedAt = work.now;
    await work.save(OrganisationEntity, row, 'delete');
    await stampGroupsOf(work, row.id);
    work.emit(directoryChanged, { noun: 'organisation', ids: [row.id] });
  }

  /** Brings a deleted organisation back with all it had. Throws `NotFound`, and `Conflict` when its uuid is taken meanwhile. */
  async restore(principal: Principal, ref: RecordRef): Promise<Organisation> {
    const id = await this.store.work(principal, (work) => this.restoreIn(work, ref));
    return this.organisations.get(principal, { id });
  }

  /** Deletes many; those that cannot be are told with the reason and the others go. */
  bulkRemove(principal: Principal, ids: readonly number[]): Promise<BulkOutcome> {
    return this.#each(principal, ids, (work, id) => this.removeIn(work, { id }));
  }

  /** Restores many. */
  bulkRestore(principal: Principal, ids: readonly number[]): Promise<BulkOutcome> {
    return this.#each(principal, ids, async (work, id) => void (await this.restoreIn(work, { id })));
  }

  /** Tags many. */
  bulkTag(
    principal: Principal,
    ids: readonly number[],
    add: readonly string[],
    remove: readonly string[],
  ): Promise<BulkOutcome> {
    return this.#each(
      principal,
      ids,
      async (work, id) => void (await this.organisations.tagIn(work, { id }, add, remove)),
    );
  }

  /** Changes many alike, each by the caller's right to it; those that cannot be are told with the reason. */
  bulkUpdate(principal: Principal, ids: readonly number[], changes: ManyOrganisationsChanges): Promise<BulkOutcome> {
    return this.#each(
      principal,
      ids,
      async (work, id) => void (await this.organisations.updateIn(work, { id }, changes)),
    );
  }

  /** As `restore`, inside a work of the caller's. */
  async restoreIn(work: Work, ref: RecordRef): Promise<number> {
    const row = await rowToRestore(work, OrganisationEntity, organisationScope, ref);
    await refuseAlias(work, 'organisation', row.uuid);
    row.deletedAt = null;
    await work.save(OrganisationEntity, row, 'undelete');
    await stampGroupsOf(work, row.id);
    work.emit(directoryChanged, { noun: 'organisation', ids: [row.id] });
    return row.id;
  }

  async #each(
    principal: Principal,
    ids: readonly number[],
    act: (work: Work, id: number) => Promise<void>,
  ): Promise<BulkOutcome> {
    return this.store.work(principal, (work) => eachApart(work, ids, (id) => act(work, id)));
  }

  async #counts(read: (query: ReturnType<typeof sql>) => Promise<ImpactRow[]>, id: number): Promise<ImpactRow> {
    const [row] = await read(sql`select
      (select count(*)::int from alignments where organisation_id = ${id}) as alignments,
      (select count(*)::int from org_group_organisations where organisation_id = ${id}) as org_groups,
      (select count(*)::int from organisation_tags where organisation_id = ${id}) as tags,
      (select count(*)::int from meta_fields where organisation_id = ${id}) as meta_fields,
      (select count(*)::int from users where organisation_id = ${id}) as users,
      (select count(*)::int from sharing_groups where organisation_id = ${id} and deleted_at is null) as owned_groups,
      (select count(*)::int from sharing_group_members m join sharing_groups g on g.id = m.sharing_group_id and g.deleted_at is null
        where m.organisation_id = ${id} and m.until is null) as sharing_groups`);
    if (!row) throw new Error('a select without from answers one row');
    return row;
  }
}

const blockers = (users: number, owned: number): string[] => [
  ...(users === 0
    ? []
    : [`${users === 1 ? 'one user belongs' : `${users} users belong`} to it; move them to another organisation first`]),
  ...(owned === 0
    ? []
    : [
        `it owns ${owned === 1 ? 'a sharing group' : `${owned} sharing groups`}; give them to another organisation first`,
      ]),
];
