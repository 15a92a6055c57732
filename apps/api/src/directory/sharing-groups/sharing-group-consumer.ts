import {
  permissionsOf,
  type RecordRef,
  type RoleFlags,
  roleFlags,
  type SharingGroupConsumerView,
} from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { InvalidInput, NotAllowed, NotFound, type Principal, Store, sql } from '../../kernel/index.js';
import { organisationScope } from '../organisations/organisation.scope.js';
import { SharingGroupWireReader } from '../wire-rows/sharing-group-wire-reader.js';
import { SharingGroupReader } from './sharing-group-reader.js';

/** Who reads: the organisation of a peer's user, and the flags of its role. */
export interface Consumer {
  readonly organisationId?: number | undefined;
  readonly flags: readonly string[];
}

/** Shows a group as a consumer reads it (FEATURES SGR-03, SGR-05): by the same reader and the same scope, in its place. */
@Injectable()
export class SharingGroupConsumer {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(SharingGroupReader) private readonly groups: SharingGroupReader,
    @Inject(SharingGroupWireReader) private readonly wire: SharingGroupWireReader,
  ) {}

  /**
   * What the consumer gets. Throws `NotFound` for a group the caller does not see, `NotAllowed` for one that is not the
   * caller's to change: others may not probe it, and `InvalidInput` for an organisation the caller neither sees nor
   * finds among the members.
   */
  async view(principal: Principal, ref: RecordRef, consumer: Consumer): Promise<SharingGroupConsumerView> {
    const group = await this.groups.get(principal, ref);
    if (!group.mayChange) throw new NotAllowed('you may see this sharing group but not change it');
    const eyes = await this.#eyes(principal, group.id, consumer);
    const json = await this.wire.one(eyes, { id: group.id }).catch((error: unknown) => {
      if (error instanceof NotFound) return null;
      throw error;
    });
    const members = json ? await this.#members(eyes, group.id) : [];
    return {
      sees: json !== null,
      reason: await this.#reason(eyes, group.id, group.owner.id, json !== null),
      json: json?.toString() ?? null,
      members,
      mispAccepts: members.length > 0 && group.name !== '',
    };
  }

  async #eyes(principal: Principal, groupId: number, { organisationId, flags }: Consumer): Promise<Principal> {
    if (organisationId !== undefined) {
      const known = await this.store.readOne(sql`select 1 from organisations o where o.id = ${organisationId} and (
        ${organisationScope.see.where(principal, 'o')} or (o.deleted_at is null and exists (select 1 from sharing_group_members m
          where m.sharing_group_id = ${groupId} and m.organisation_id = o.id and m.until is null)))`);
      if (!known)
        throw InvalidInput.at(['organisationId'], 'there is no such organisation, or it is outside your view');
    }
    const held = Object.fromEntries(roleFlags.map((flag) => [flag, flags.includes(flag)])) as RoleFlags;
    return Object.freeze({
      ...principal,
      userId: null,
      username: 'a consumer',
      roleId: null,
      individualId: null,
      organisationId: organisationId ?? null,
      administeredOrganisationIds: [],
      flags: held,
      permissions: permissionsOf(held),
    });
  }

  async #members(eyes: Principal, groupId: number): Promise<SharingGroupConsumerView['members']> {
    return this.store.read<SharingGroupConsumerView['members'][number]>(sql`
      select o.uuid, o.name, m.extend, ${organisationScope.see.where(eyes, 'o')} as "inOrganisations"
      from sharing_group_members m join organisations o on o.id = m.organisation_id and o.deleted_at is null
      where m.sharing_group_id = ${groupId} and m.until is null order by o.id`);
  }

  async #reason(eyes: Principal, groupId: number, ownerId: number, sees: boolean): Promise<string> {
    if (eyes.flags.perm_community_admin) return 'A community administrator sees every sharing group.';
    if (eyes.organisationId === null) return 'Without an organisation it neither owns the group nor is a member.';
    if (eyes.organisationId === ownerId) return 'Its organisation owns the group.';
    const [row] = await this.store.read(sql`select 1 from sharing_group_members m
      where m.sharing_group_id = ${groupId} and m.organisation_id = ${eyes.organisationId} and m.until is null`);
    if (row && sees) return 'Its organisation is a member.';
    return 'Its organisation neither owns the group nor is a member; only then, or with perm_community_admin, would it see it.';
  }
}
