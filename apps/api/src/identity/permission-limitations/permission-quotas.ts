import type { LimitationCounter, LimitationScope } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { Conflict, type Sql, Store, sql, type Work } from '../../kernel/index.js';

/** The same number as in the database's own guard (migration `limit-permissions`): works that may fill a quota follow each other. */
const quotaLock = 7_235_011;

interface Use {
  readonly scope: LimitationScope;
  readonly permission: string;
  readonly value: string | null;
  readonly max: number;
  /** The organisation whose users were counted; null for all. */
  readonly organisation: number | null;
  readonly used: number;
}

const keyOf = ({ scope, permission, value, organisation }: Use): string =>
  JSON.stringify([scope, permission, value, organisation]);

/**
 * Enabled users that count toward each limit, by organisation where the limit is one of each: one row where anybody does.
 * A user counts once, whatever number of values.
 */
const uses: Sql = sql`
  select l.scope, l.permission, l.value, l.max_occurrence as max,
    case when l.scope = 'organisation' then u.organisation_id end as organisation, count(distinct u.id)::int as used
  from permission_limitations l
  join meta_fields m on m.user_id is not null and m.field = l.permission and counts_toward(l.value, m.value)
  join users u on u.id = m.user_id and not u.disabled
  group by l.id, 5`;

/** How much of the limits on user meta-fields is used, and that they are never exceeded (FEATURES USR-16, USR-17). */
@Injectable()
export class PermissionQuotas {
  constructor(@Inject(Store) private readonly store: Store) {}

  /**
   * To be called before a work gives anybody anything: works that do so wait for each other. The answer is to be called
   * when all is written: it throws `Conflict` at `metaFields` when a limit is exceeded that was not exceeded as far
   * before. A limit that was lowered below its use takes nothing from anybody.
   */
  async hold(work: Work): Promise<() => Promise<void>> {
    await work.query(sql`select pg_advisory_xact_lock(${quotaLock})`);
    const before = new Map((await work.query<Use>(uses)).map((use) => [keyOf(use), use.used]));
    return async () => {
      for (const use of await work.query<Use>(uses)) {
        if (use.used <= use.max || use.used <= (before.get(keyOf(use)) ?? 0)) continue;
        const message = fullOf(use);
        throw new Conflict(message, [{ path: ['metaFields'], message }]);
      }
    };
  }

  /** The counters beside the fields of a form for a user of that organisation, without the user who is edited. One statement. */
  counters(organisationId: number, userId: number | undefined): Promise<LimitationCounter[]> {
    return this.store.read<LimitationCounter>(sql`
      select l.scope, l.permission, l.value, l.max_occurrence as max, (
        select count(distinct u.id)::int from meta_fields m join users u on u.id = m.user_id and not u.disabled
        where m.user_id is not null and m.field = l.permission and counts_toward(l.value, m.value)
          and u.id is distinct from ${userId ?? null}::int
          and (l.scope = 'global' or u.organisation_id = ${organisationId})) as used
      from permission_limitations l order by l.permission, l.scope, l.value nulls first`);
  }
}

const fullOf = ({ scope, permission, value, max }: Use): string => {
  const what = value === null ? `'${permission}'` : `'${permission}' with the value '${value}'`;
  const whose = scope === 'global' ? 'of this instance' : 'of the organisation';
  return `at most ${max} enabled users ${whose} may hold ${what}; take it from another user first, or ask for a higher limit`;
};
