import type { Desired, DesiredMember } from '@cerebrate/connector-sdk';
import { Inject, Injectable } from '@nestjs/common';
import { individualScope, MailingListReader, MailingListsService, sharingGroupScope } from '../../directory/index.js';
import { isShown } from '../../fields/index.js';
import { Conflict, notFound, type Principal, Store, sql } from '../../kernel/index.js';

type Follows = 'mailing-list' | 'sharing-group';

/** What tools follow, as the caller sees it: nobody is made a member somewhere by whom they are not seen. */
@Injectable()
export class MirrorSources {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(MailingListsService) private readonly lists: MailingListsService,
    @Inject(MailingListReader) private readonly listReader: MailingListReader,
  ) {}

  /** The name of a list or group. Throws `NotFound`. */
  async nameOf(principal: Principal, follows: Follows, id: number): Promise<string> {
    if (follows === 'mailing-list') return (await this.lists.get(principal, { id })).name;
    return (await this.#group(principal, id)).name;
  }

  /** Who is to be a member. Throws `NotFound`, and `Conflict` for a list that is not active. */
  desired(principal: Principal, follows: Follows, id: number, fields: readonly string[]): Promise<Desired> {
    return follows === 'mailing-list' ? this.#ofList(principal, id) : this.#ofGroup(principal, id, fields);
  }

  /** Each address that the list uses is a member of its own. */
  async #ofList(principal: Principal, id: number): Promise<Desired> {
    const { uuid, name, active } = await this.lists.get(principal, { id });
    if (!active) throw new Conflict(`the mailing list ${name} is not active; a tool would lose all its members`);
    const people = await this.listReader.everyone(principal, { id });
    const members = people.flatMap(({ individual, addresses }): DesiredMember[] =>
      addresses
        .filter(({ chosen }) => chosen)
        .map(({ address }) => ({ uuid: individual.uuid, name: individual.name, email: address, fields: {} })),
    );
    return { uuid, name, members };
  }

  async #group(principal: Principal, id: number): Promise<{ uuid: string; name: string }> {
    const [row] = await this.store.read<{ uuid: string; name: string }>(sql`
      select g.uuid, g.name from sharing_groups g where g.id = ${id} and ${sharingGroupScope.see.where(principal, 'g')}`);
    if (!row) throw notFound('sharing group');
    return row;
  }

  /** People of the member organisations, with the fields of their accounts, or of themselves where those have none. */
  async #ofGroup(principal: Principal, id: number, fields: readonly string[]): Promise<Desired> {
    const group = await this.#group(principal, id);
    const members = await this.store.read<DesiredMember>(sql`
      select i.uuid, trim(concat_ws(' ', i.first_name, i.last_name)) as name, i.email::text as email,
        coalesce((select json_object_agg(f.field, f.value) from (
          select distinct on (v.field) v.field, v.value from meta_fields v
          left join users u on u.id = v.user_id and u.individual_id = i.id and not u.disabled
          where v.field = any(${[...fields]}::text[]) and (u.id is not null or v.individual_id = i.id)
            and ${isShown(principal, 'v')}
          order by v.field, u.id nulls last) f), '{}'::json) as fields
      from individuals i
      where i.deleted_at is null and ${individualScope.see.where(principal, 'i')} and exists (
        select from alignments a join sharing_group_members m on m.organisation_id = a.organisation_id
        where a.individual_id = i.id and m.sharing_group_id = ${id} and m.until is null)
      order by i.last_name, i.first_name, i.id`);
    return { ...group, members };
  }
}
