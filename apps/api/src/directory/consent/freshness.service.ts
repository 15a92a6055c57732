import type { Freshness, PublicKind, RecordRef, StaleRecords } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { NotAllowed, type Principal, Settings, type Sql, Store, sql } from '../../kernel/index.js';
import { consentOwner, consentOwners } from './consent-owners.js';
import { freshnessMonths } from './freshness.settings.js';
import { ConfirmationEntity } from './public-consent.entity.js';

/** Counts of stale records stop here: who has more has work for a year. */
const countedTo = 1000;

interface StaleRow {
  kind: PublicKind;
  id: number;
  name: string;
  since: Date;
}

/**
 * Whether records are still right. A record counts as stale when for some months nobody confirmed it and nobody changed
 * it. Confirming is no change: `modified` and the version stay, so that peers see nothing new.
 */
@Injectable()
export class FreshnessService {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Settings) private readonly settings: Settings,
  ) {}

  /** Stale records the caller answers for, the oldest first. Three statements. */
  async list(principal: Principal, limit: number): Promise<StaleRecords> {
    const months = await this.months();
    const [items, organisations, individuals] = await Promise.all([
      this.#oldest(principal, months, limit),
      this.#count(principal, 'organisation', months),
      this.#count(principal, 'individual', months),
    ]);
    return { months, items, organisations, individuals, countedTo };
  }

  /** When one record was last confirmed. Throws `NotFound`. */
  async get(principal: Principal, kind: PublicKind, ref: RecordRef): Promise<Freshness> {
    const months = await this.months();
    const owner = await consentOwner(this.store, principal, kind, ref);
    const row = await this.store.readOne<{ at: Date | null; by: string | null; stale: boolean }>(sql`
      select k.confirmed_at as at, u.username::text as by, ${isStale(sql`${owner.modified}::timestamptz`, months)} as stale
      from (select) one left join confirmations k on k.${consentOwners[kind].column} = ${owner.id}
      left join users u on u.id = k.confirmed_by`);
    return {
      confirmedAt: row?.at?.toISOString() ?? null,
      confirmedBy: row?.by ?? null,
      isStale: row?.stale ?? false,
      months,
      mayConfirm: owner.mayAnswer,
    };
  }

  /** Says that a record is right, now. Throws `NotFound`, `NotAllowed`. */
  async confirm(principal: Principal, kind: PublicKind, ref: RecordRef): Promise<Freshness> {
    await this.store.work(principal, async (work) => {
      const owner = await consentOwner(work, principal, kind, ref);
      if (!owner.mayAnswer) throw new NotAllowed(`you may see this ${kind} but not confirm it`);
      const { property } = consentOwners[kind];
      const row = await work.find(ConfirmationEntity, { [property]: owner.id });
      const values = { confirmedAt: work.now, confirmedBy: principal.userId };
      if (row) await work.save(ConfirmationEntity, Object.assign(row, values), 'confirm');
      else
        await work.insert(
          ConfirmationEntity,
          { organisationId: null, individualId: null, [property]: owner.id, ...values },
          'confirm',
        );
    });
    return this.get(principal, kind, ref);
  }

  /** Months after which a record counts as stale. */
  months(): Promise<number> {
    return this.settings.get(freshnessMonths);
  }

  async #oldest(principal: Principal, months: number, limit: number) {
    const rows = await this.store.read<StaleRow>(sql`
      select * from ((${this.#stale(principal, 'organisation', months, limit)})
        union all (${this.#stale(principal, 'individual', months, limit)})) stale order by since, kind, id limit ${limit}`);
    return rows.map((row) => ({ ...row, since: row.since.toISOString() }));
  }

  async #count(principal: Principal, kind: PublicKind, months: number): Promise<number> {
    const [row] = await this.store.read<{ n: number }>(
      sql`select count(*)::int as n from (${this.#stale(principal, kind, months, countedTo)}) stale`,
    );
    return row?.n ?? 0;
  }

  #stale(principal: Principal, kind: PublicKind, months: number, limit: number): Sql {
    const { table, column, name, see, answer } = consentOwners[kind];
    return sql`select ${kind}::text as kind, x.id, ${name} as name, greatest(x.modified, k.confirmed_at) as since
      from ${table} x left join confirmations k on k.${column} = x.id
      where x.modified < now() - make_interval(months => ${months}) and ${isStale(sql`x.modified`, months)}
        and (${see(principal)}) and (${answer(principal)})
      order by x.modified, x.id limit ${limit}`;
  }
}

const isStale = (modified: Sql, months: number): Sql =>
  sql`greatest(${modified}, k.confirmed_at) < now() - make_interval(months => ${months})`;
