import type { ListRequest, RecordRef, User } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { type Principal, Records, Store, sql } from '../../kernel/index.js';
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
