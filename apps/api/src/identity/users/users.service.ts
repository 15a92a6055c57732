import type { Candidate, History, HistoryQuery, ListRequest, RecordRef, User } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { individualScope, organisationScope } from '../../directory/index.js';
import { historyOf, likeText, type Principal, Records, Store, sql } from '../../kernel/index.js';
import { UserEntity } from './user.entity.js';
import { userScope } from './user.scope.js';
import { toView, type UserRow, userColumns, userPlan, userTables } from './user-view.js';

/** Reading accounts: who is there, for whoever administers them, and everybody's own. */
@Injectable()
export class UsersService {
  constructor(@Inject(Store) private readonly store: Store) {}

  /** A page of the users the principal may see. */
  list(principal: Principal, request: ListRequest) {
    return this.#records(principal).list(principal, request);
  }

  /** Every user of the request, streamed. */
  stream(principal: Principal, request: ListRequest) {
    return this.#records(principal).stream(principal, request);
  }

  /** One user. Throws `NotFound`. */
  get(principal: Principal, ref: RecordRef): Promise<User> {
    return this.#records(principal).get(principal, ref);
  }

  /** The changes of one user, newest first. Throws `NotFound`. */
  async history(principal: Principal, ref: RecordRef, query: HistoryQuery): Promise<History> {
    const { id } = await this.get(principal, ref);
    return historyOf(this.store, 'user', id, query);
  }

  /** People the principal sees who have no account and whose name or e-mail holds the text; at most twenty, by name. */
  candidates(principal: Principal, q: string): Promise<Candidate[]> {
    return this.store.read<Candidate>(sql`
      select i.id, i.uuid, i.email, i.first_name as "firstName", i.last_name as "lastName",
        array(select distinct o.name from alignments a join organisations o on o.id = a.organisation_id and o.deleted_at is null
          where a.individual_id = i.id and ${organisationScope.see.where(principal, 'o')} order by o.name) as organisations
      from individuals i
      where ${individualScope.see.where(principal, 'i')}
        and i.anonymised_at is null and not exists (select from users u where u.individual_id = i.id)
        and (i.folded like fold_text(${`%${likeText(q)}%`}) or i.email ilike ${`%${likeText(q)}%`})
      order by i.last_name collate "und-x-icu", i.first_name collate "und-x-icu", i.id limit 20`);
  }

  /** Whether the caller may change a row is a column of the row, so that a list needs no second look. */
  #records(principal: Principal) {
    return new Records<UserEntity, User, UserRow>(this.store, {
      entity: UserEntity,
      scope: userScope,
      plan: userPlan,
      select: {
        alias: 'u',
        columns: sql`${userColumns}, (${userScope.change.where(principal, 'u')}) as may_change`,
        from: userTables,
      },
      toView,
    });
  }
}
