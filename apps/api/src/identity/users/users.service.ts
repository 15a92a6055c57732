import type { Candidate, History, HistoryQuery, ListRequest, RecordRef, User, UserRow } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { individualScope, organisationScope } from '../../directory/index.js';
import { FieldRights, MetaFields } from '../../fields/index.js';
import {
  historyOf,
  likeText,
  notFound,
  type Page,
  type Principal,
  Records,
  refCondition,
  Settings,
  Store,
  sql,
} from '../../kernel/index.js';
import { UserEntity } from './user.entity.js';
import { userScope } from './user.scope.js';
import { maySeveralAccounts } from './user.settings.js';
import {
  listColumns,
  type StoredUser,
  toListItem,
  toWhole,
  userPlan,
  userTables,
  type WholeUser,
  wholeColumns,
} from './user-view.js';

/** Reading accounts: who is there, for whoever administers them, and everybody's own. */
@Injectable()
export class UsersService {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Settings) private readonly settings: Settings,
    @Inject(MetaFields) private readonly metaFields: MetaFields,
    @Inject(FieldRights) private readonly fieldRights: FieldRights,
  ) {}

  /** A page of the users the principal may see. */
  list(principal: Principal, request: ListRequest): Promise<Page<UserRow>> {
    return this.#records(principal, request.columns).list(principal, request);
  }

  /** Every user of the request, streamed. */
  stream(principal: Principal, request: ListRequest): AsyncGenerator<UserRow> {
    return this.#records(principal, request.columns).stream(principal, request);
  }

  /** One user. Throws `NotFound`. */
  async get(principal: Principal, ref: RecordRef): Promise<User> {
    const row = await this.store.readOne<WholeUser>(sql`
      select ${wholeColumns(principal, this.metaFields)} from ${userTables}
      where ${userScope.see.where(principal, 'u')} and ${refCondition('u', ref)}`);
    if (!row) throw notFound(userScope.noun);
    return toWhole(row);
  }

  /** The changes of one user, newest first. Throws `NotFound`. */
  async history(principal: Principal, ref: RecordRef, query: HistoryQuery): Promise<History> {
    const { id } = await this.get(principal, ref);
    return historyOf(this.store, 'user', id, query, await this.fieldRights.hiddenKeys(principal));
  }

  /**
   * People the principal sees whose name or e-mail holds the text and who have no account, or may have several; at most
   * twenty, by name.
   */
  async candidates(principal: Principal, q: string): Promise<Candidate[]> {
    const maySeveral = maySeveralAccounts(await this.settings.reader());
    return this.store.read<Candidate>(sql`
      select i.id, i.uuid, i.email, i.first_name as "firstName", i.last_name as "lastName",
        array(select distinct o.name from alignments a join organisations o on o.id = a.organisation_id and o.deleted_at is null
          where a.individual_id = i.id and ${organisationScope.see.where(principal, 'o')} order by o.name) as organisations
      from individuals i
      where ${individualScope.see.where(principal, 'i')}
        and i.anonymised_at is null and (${maySeveral}::boolean or not exists (select from users u where u.individual_id = i.id))
        and (i.folded like fold_text(${`%${likeText(q)}%`}) or i.email ilike ${`%${likeText(q)}%`})
      order by i.last_name collate "und-x-icu", i.first_name collate "und-x-icu", i.id limit 20`);
  }

  #records(principal: Principal, fieldIds: readonly number[]) {
    return new Records<UserEntity, UserRow, StoredUser>(this.store, {
      entity: UserEntity,
      scope: userScope,
      plan: userPlan(principal, this.metaFields),
      select: { alias: 'u', columns: listColumns(principal, this.metaFields, fieldIds), from: userTables },
      toView: toListItem,
    });
  }
}
