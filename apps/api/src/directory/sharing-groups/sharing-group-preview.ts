import type { RecordRef, SharingGroupEnrolmentPreview } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { allOf, InvalidInput, NotAllowed, type Principal, Store, sql } from '../../kernel/index.js';
import { organisationScope } from '../organisations/organisation.scope.js';
import { SharingGroupReader } from './sharing-group-reader.js';
import { type PartyRow, partyJson } from './sharing-group-view.js';

interface WantedRow {
  organisation: PartyRow;
  users: number;
  extend: boolean | null;
}

/** Names told in the sentence "… will see …"; the number says the rest. */
const namesTold = 12;

/** Tells before an enrolment who would see whom. Reads only. */
@Injectable()
export class SharingGroupPreview {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(SharingGroupReader) private readonly reader: SharingGroupReader,
  ) {}

  /** Throws `NotFound`, `NotAllowed` when the group is not the caller's to change, `InvalidInput` as enrolling would. */
  async of(
    principal: Principal,
    ref: RecordRef,
    organisationIds: readonly number[],
    extend: boolean,
  ): Promise<SharingGroupEnrolmentPreview> {
    const group = await this.reader.get(principal, ref);
    if (!group.mayChange) throw new NotAllowed('you may see this sharing group but not change it');
    const rows = await this.store.read<WantedRow>(sql`
      select ${partyJson(principal, 'o')} as organisation, m.extend,
        (select count(*)::int from users u where u.organisation_id = o.id and not u.disabled) as users
      from organisations o left join sharing_group_members m on m.organisation_id = o.id and m.sharing_group_id = ${group.id} and m.until is null
      where o.id = any(${[...organisationIds]}::int[]) and (m.id is not null or ${organisationScope.see.where(principal, 'o')})
      order by o.name collate "und-x-icu"`);
    const found = new Set(rows.map(({ organisation }) => organisation.id));
    const unknown = organisationIds.filter((id) => !found.has(id));
    if (unknown.length > 0)
      throw InvalidInput.at(
        ['organisationIds'],
        `${unknown.slice(0, 10).join(', ')}: no such organisation, or it is outside your view`,
      );
    const joining = rows.filter((row) => row.extend === null);
    return {
      group: group.name,
      joining: joining.map(({ organisation, users }) => ({ organisation, users })),
      already: rows.flatMap((row) =>
        row.extend === null
          ? []
          : [{ organisation: row.organisation, extend: row.extend, changes: row.extend !== extend }],
      ),
      willSee: { members: group.members, names: await this.#names(group.id) },
      membersAfter: group.members + joining.length,
    };
  }

  async #names(groupId: number): Promise<string[]> {
    const rows = await this.store.read<{ name: string }>(sql`
      select o.name from sharing_group_members m join organisations o on o.id = m.organisation_id
      where ${allOf([sql`m.sharing_group_id = ${groupId}`, sql`m.until is null`, sql`o.deleted_at is null`])}
      order by o.name collate "und-x-icu" limit ${namesTold}`);
    return rows.map(({ name }) => name);
  }
}
