import { Inject, Injectable } from '@nestjs/common';
import { type Principal, Store, sql } from '../../kernel/index.js';
import { userScope } from './user.scope.js';

/** An account as a person shows it. */
export interface AccountOfPerson {
  readonly id: number;
  readonly username: string;
  readonly organisation: { readonly id: number; readonly name: string } | null;
}

/** Which accounts belong to people: those the caller may see, and of them no more than name and organisation. */
@Injectable()
export class AccountsOfPeople {
  constructor(@Inject(Store) private readonly store: Store) {}

  /** The accounts of each of these people, by the person's id; one statement. People without one are absent. */
  async read(principal: Principal, individualIds: readonly number[]): Promise<Map<number, AccountOfPerson[]>> {
    if (individualIds.length === 0) return new Map();
    const rows = await this.store.read<{ person: number; accounts: AccountOfPerson[] }>(sql`
      select u.individual_id as person, json_agg(json_build_object('id', u.id, 'username', u.username,
        'organisation', case when o.id is not null then json_build_object('id', o.id, 'name', o.name) end) order by u.id) as accounts
      from users u left join organisations o on o.id = u.organisation_id and o.deleted_at is null
      where u.individual_id = any(${[...individualIds]}::int[]) and ${userScope.see.where(principal, 'u')}
      group by u.individual_id`);
    return new Map(rows.map(({ person, accounts }) => [person, accounts]));
  }
}
