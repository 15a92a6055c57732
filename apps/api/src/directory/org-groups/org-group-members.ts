import type { BulkOutcome, RecordRef } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import {
  Conflict,
  NotAllowed,
  notFound,
  type Principal,
  rowToChange,
  Store,
  sql,
  type Work,
} from '../../kernel/index.js';
import { directoryChanged } from '../directory-changed.js';
import { eachApart } from '../each-apart.js';
import { OrganisationEntity } from '../organisations/organisation.entity.js';
import { organisationScope } from '../organisations/organisation.scope.js';
import { OrgGroupEntity, OrgGroupOrganisationEntity } from './org-group.entity.js';
import { enrolsIn } from './org-group.scope.js';

/**
 * Which organisations belong to a group (FEATURES OGR-02). Whoever looks after the group may take any of them out, but
 * put in only those whose data they may change already: membership hands the organisation over to the group's
 * administrators, and nobody hands over what is not theirs.
 */
@Injectable()
export class OrgGroupMembers {
  constructor(@Inject(Store) private readonly store: Store) {}

  /** Makes organisations members; those that are already, or may not be, are told. Throws `NotFound`, `NotAllowed`. */
  attach(principal: Principal, ref: RecordRef, ids: readonly number[]): Promise<BulkOutcome> {
    return this.#each(principal, ref, ids, async (work, group, id) => {
      const organisation = await rowToChange(work, OrganisationEntity, organisationScope, { id });
      const known = await work.find(OrgGroupOrganisationEntity, { orgGroupId: group.id, organisationId: id });
      if (known) throw new Conflict(`${organisation.name} is a member already`);
      await work.insert(OrgGroupOrganisationEntity, { orgGroupId: group.id, organisationId: id });
    });
  }

  /** Takes organisations out of the group. Throws `NotFound`, `NotAllowed`. */
  detach(principal: Principal, ref: RecordRef, ids: readonly number[]): Promise<BulkOutcome> {
    return this.#each(principal, ref, ids, async (work, group, id) => {
      const organisation = await work.find(OrganisationEntity, { id, deletedAt: IsNull() });
      if (!organisation || !organisationScope.see.allows(organisation, work.principal))
        throw notFound(organisationScope.noun);
      const member = await work.find(OrgGroupOrganisationEntity, { orgGroupId: group.id, organisationId: id });
      if (!member) throw new Conflict(`${organisation.name} is no member of ${group.name}`);
      await work.remove(OrgGroupOrganisationEntity, member);
    });
  }

  async #each(
    principal: Principal,
    ref: RecordRef,
    ids: readonly number[],
    act: (work: Work, group: OrgGroupEntity, id: number) => Promise<void>,
  ): Promise<BulkOutcome> {
    return this.store.work(principal, async (work) => {
      const group = await groupToEnrolIn(work, ref);
      const outcome = await eachApart(work, ids, (id) => act(work, group, id));
      if (outcome.done > 0) {
        work.emit(directoryChanged, { noun: 'orgGroup', ids: [group.id] });
        work.emit(directoryChanged, { noun: 'organisation', ids: ids.length > 20 ? [] : [...ids] });
      }
      return outcome;
    });
  }
}

/** The group, locked, whose members the caller looks after. Throws `NotFound`, `NotAllowed`. */
async function groupToEnrolIn(work: Work, ref: RecordRef): Promise<OrgGroupEntity> {
  const which = ref.id === undefined ? { uuid: ref.uuid } : { id: ref.id };
  const group = await work.find(OrgGroupEntity, { ...which, deletedAt: IsNull() });
  if (!group) throw notFound('organisation group');
  const [found] = await work.query<{ may: boolean }>(
    sql`select (${enrolsIn(work.principal, sql`${group.id}::int`)}) as may`,
  );
  if (!found?.may)
    throw new NotAllowed('you are no administrator of this organisation group; its members are theirs to choose');
  return group;
}
