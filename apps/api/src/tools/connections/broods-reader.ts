import type { RecordRef } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { type BroodEntity, BroodsService } from '../../federation/index.js';
import { holds, type Principal, Store, sql, systemPrincipal } from '../../kernel/index.js';
import type { StoredParty } from './connection.entity.js';

const asker = systemPrincipal('connections', 'job');

/** Broods as connections need them: their keys, who runs them, and who speaks for them. */
@Injectable()
export class ConnectionBroods {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(BroodsService) private readonly broods: BroodsService,
  ) {}

  /**
   * A brood with its key, for callers who may read connections: instance administrators, too, who do not administer
   * broods (WIRE-CONTRACT §9.2). Throws `NotFound`.
   */
  row(principal: Principal, ref: RecordRef): Promise<BroodEntity> {
    return this.broods.row(holds(principal, 'connection:read') ? asker : principal, ref);
  }

  /** Who is at the other end, also of a brood that was forgotten meanwhile: what was made for it must be removable. */
  async party(broodId: number): Promise<StoredParty> {
    const party = await this.store.readOne<StoredParty>(sql`
      select b.name, rtrim(b.url, '/') as url, json_build_object('uuid', o.uuid, 'name', o.name) as organisation
      from broods b join organisations o on o.id = b.organisation_id where b.id = ${broodId}`);
    if (!party) throw new Error('a connection without a brood');
    return party;
  }

  /**
   * The brood of that address for which the principal may speak, or why there is none. A key speaks for the broods of its
   * user's organisation; community administrators, who register broods, for every one.
   */
  async spokenBy(
    principal: Principal,
    address: string,
  ): Promise<{ brood: { id: number; name: string; organisationId: number } } | { fault: 'unknown' | 'foreign' }> {
    const rows = await this.store.read<{ id: number; name: string; organisationId: number }>(sql`
      select b.id, b.name, b.organisation_id as "organisationId" from broods b
      where b.deleted_at is null and rtrim(b.url, '/') = ${address.replace(/\/+$/, '')} order by b.id`);
    if (rows.length === 0) return { fault: 'unknown' };
    const own = rows.find((row) => row.organisationId === principal.organisationId);
    const brood = own ?? (principal.flags.perm_community_admin ? rows[0] : undefined);
    return brood ? { brood } : { fault: 'foreign' };
  }
}
