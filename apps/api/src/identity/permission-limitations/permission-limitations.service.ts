import {
  type History,
  type HistoryQuery,
  type LimitationCounter,
  type LimitationUsage,
  type ListRequest,
  type NewPermissionLimitation,
  type PermissionLimitation,
  type PermissionLimitationChanges,
  PermissionLimitationList,
  type RecordRef,
} from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { organisationScope } from '../../directory/index.js';
import { isShown } from '../../fields/index.js';
import {
  allOf,
  defineListPlan,
  historyOf,
  InvalidInput,
  likeText,
  NotAllowed,
  type Principal,
  Records,
  Store,
  sql,
  type Work,
} from '../../kernel/index.js';
import { reachOf, userScope } from '../users/user.scope.js';
import { PermissionLimitationEntity } from './permission-limitation.entity.js';
import { permissionLimitationScope } from './permission-limitation.scope.js';
import { PermissionQuotas } from './permission-quotas.js';

interface Row extends Omit<PermissionLimitation, 'created' | 'modified'> {
  created: Date;
  modified: Date;
}

const plan = defineListPlan(PermissionLimitationList, {
  key: sql`l.id`,
  fields: {
    permission: sql`l.permission`,
    scope: sql`l.scope`,
    value: sql`l.value`,
    maxOccurrence: sql`l.max_occurrence`,
    comment: sql`l.comment`,
    modified: sql`l.modified`,
  },
  search: (q) => sql`(l.permission ilike ${`%${likeText(q)}%`} or l.comment ilike ${`%${likeText(q)}%`})`,
});

/** The limits on meta-fields of users: who may hold how many (FEATURES USR-16). */
@Injectable()
export class PermissionLimitations {
  readonly #records: Records<PermissionLimitationEntity, PermissionLimitation, Row>;

  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(PermissionQuotas) private readonly quotas: PermissionQuotas,
  ) {
    this.#records = new Records(store, {
      entity: PermissionLimitationEntity,
      scope: permissionLimitationScope,
      plan,
      select: {
        alias: 'l',
        columns: sql`l.id, l.scope, l.permission, l.value, l.max_occurrence as "maxOccurrence", l.comment, l.created, l.modified, l.version`,
        from: sql`permission_limitations l`,
      },
      toView: (row) => ({ ...row, created: row.created.toISOString(), modified: row.modified.toISOString() }),
    });
  }

  /** A page of limits. */
  list(principal: Principal, request: ListRequest) {
    return this.#records.list(principal, request);
  }

  /** Every limit of the request, streamed. */
  stream(principal: Principal, request: ListRequest) {
    return this.#records.stream(principal, request);
  }

  /** One limit. Throws `NotFound`. */
  get(principal: Principal, ref: RecordRef): Promise<PermissionLimitation> {
    return this.#records.get(principal, withoutUuid(ref));
  }

  /** The changes of one limit, newest first. Throws `NotFound`. */
  async history(principal: Principal, ref: RecordRef, query: HistoryQuery): Promise<History> {
    const { id } = await this.get(principal, ref);
    return historyOf(this.store, 'permissionLimitation', id, query);
  }

  /**
   * Limits a field. Throws `InvalidInput` for a field that no template of users has, unless a peer's client says so, and
   * `Conflict` when that scope, field and value have a limit.
   */
  async create(
    principal: Principal,
    input: NewPermissionLimitation,
    { isAnyField = false } = {},
  ): Promise<PermissionLimitation> {
    const id = await this.store.work(principal, async (work) => {
      if (!isAnyField) await requireField(work, input.permission);
      return (await work.insert(PermissionLimitationEntity, input)).id;
    });
    return this.get(principal, { id });
  }

  /** Changes a limit; what is held beyond a lower one stays. Throws `NotFound`, `NotAllowed`, `StaleWrite`, `InvalidInput`, `Conflict`. */
  async update(
    principal: Principal,
    ref: RecordRef,
    changes: PermissionLimitationChanges,
    ifMatch?: number,
    { isAnyField = false } = {},
  ): Promise<PermissionLimitation> {
    const id = await this.store.work(principal, async (work) => {
      const row = await this.#records.change(work, withoutUuid(ref), ifMatch);
      if (changes.permission !== undefined && changes.permission !== row.permission && !isAnyField)
        await requireField(work, changes.permission);
      const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
      await work.save(PermissionLimitationEntity, Object.assign(row, given));
      return row.id;
    });
    return this.get(principal, { id });
  }

  /** Lifts a limit. Throws `NotFound`, `NotAllowed`, `StaleWrite`. */
  async remove(principal: Principal, ref: RecordRef, ifMatch?: number): Promise<void> {
    await this.store.work(principal, async (work) =>
      work.remove(PermissionLimitationEntity, await this.#records.change(work, withoutUuid(ref), ifMatch)),
    );
  }

  /** The counters for a form; of organisations whose users the caller administers. Throws `NotAllowed`. */
  counters(principal: Principal, organisationId: number, userId: number | undefined): Promise<LimitationCounter[]> {
    const { isOwn, isAdministered } = reachOf(principal, organisationId);
    const { perm_community_admin, perm_org_admin, perm_group_admin } = principal.flags;
    if (!perm_community_admin && !(perm_org_admin && isOwn) && !(perm_group_admin && isAdministered))
      throw new NotAllowed('you do not administer the users of this organisation');
    return this.quotas.counters(organisationId, userId);
  }

  /** How far one limit is used up, as far as the caller sees users and their values. Three statements. Throws `NotFound`. */
  async usage(principal: Principal, ref: RecordRef): Promise<LimitationUsage> {
    const { scope, permission, value } = await this.get(principal, ref);
    const visible = allOf([
      userScope.see.where(principal, 'u'),
      sql`m.user_id is not null and m.field = ${permission}`,
      isShown(principal),
    ]);
    const counting = sql`not u.disabled and counts_toward(${value}::text, m.value)`;
    const values = await this.store.read<LimitationUsage['values'][number]>(sql`
      select m.value, (count(distinct u.id) filter (where not u.disabled))::int as enabled,
        (count(distinct u.id) filter (where u.disabled))::int as disabled, counts_toward(${value}::text, m.value) as counts
      from meta_fields m join users u on u.id = m.user_id where ${visible} group by m.value order by 2 desc, 1 limit 100`);
    const organisations = await this.store.read<LimitationUsage['organisations'][number]>(sql`
      select o.id, o.uuid, o.name, count(distinct u.id)::int as used
      from meta_fields m join users u on u.id = m.user_id join organisations o on o.id = u.organisation_id
      where ${visible} and ${counting} and ${organisationScope.see.where(principal, 'o')}
      group by o.id order by 4 desc, o.name limit 50`);
    if (scope === 'organisation') return { used: organisations[0]?.used ?? 0, values, organisations };
    const [all] = await this.store.read<{ used: number }>(sql`
      select count(distinct u.id)::int as used from meta_fields m join users u on u.id = m.user_id
      where m.user_id is not null and m.field = ${permission} and ${counting}`);
    return { used: all?.used ?? 0, values, organisations };
  }
}

/** Limits have no uuid; one that is given names nothing. */
const withoutUuid = (ref: RecordRef): RecordRef => ({ id: ref.id ?? 0 });

/** A misspelt field would limit nobody. */
async function requireField(work: Work, permission: string): Promise<void> {
  const known = await work.query(sql`
    select from meta_template_fields f join meta_templates t on t.id = f.template_id
    where t.scope = 'user' and f.field = ${permission} limit 1`);
  if (known.length === 0)
    throw InvalidInput.at(['permission'], 'is no field of a meta-template of users; load the template first');
}
