import { createHash } from 'node:crypto';
import type { ExchangedRecord, ExchangePage, RunKind } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import {
  blueprintScope,
  encryptionKeyScope,
  IndividualWireReader,
  individualScope,
  OrganisationWireReader,
  organisationScope,
  SharingGroupWireReader,
  sharingGroupScope,
  type WireListRequest,
} from '../../directory/index.js';
import { allOf, InvalidInput, type Principal, type Sql, Store, sql } from '../../kernel/index.js';
import { SigningKeys } from '../signing/signing-keys.js';

interface ChangeRow {
  id: number;
  uuid: string;
  at: string;
  is_gone: boolean;
}

/** Where a feed was left: the moment, to the microsecond, and the id of the last change that was told. */
interface Cursor {
  readonly at: string;
  readonly id: number;
}

const beginning: Cursor = { at: '-infinity', id: 0 };
const micros = (column: Sql): Sql => sql`to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/** What is asked of a feed: what came after the cursor, or only these uuids. */
interface FeedQuestion {
  readonly after?: string | undefined;
  readonly limit: number;
  readonly only?: string | undefined;
}

interface Feed {
  readonly table: Sql;
  /** The columns of `x` that its scope looks at besides the id. */
  readonly owners: Sql;
  /** The scope of the row `v`: the record as it was while it lived. */
  readonly visible: (principal: Principal) => Sql;
  /** Whether alignments count as changes of the record: they are no columns of it, the log alone tells of them. */
  readonly isAligned?: boolean;
}

/**
 * What changed here since a cursor (decision 093): every record the caller may see in the order of its last change, as
 * the original's API serves it and signed; what was deleted as a tombstone, of which only number and uuid are told.
 */
@Injectable()
export class ExchangeService {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(OrganisationWireReader) private readonly organisations: OrganisationWireReader,
    @Inject(IndividualWireReader) private readonly individuals: IndividualWireReader,
    @Inject(SharingGroupWireReader) private readonly groups: SharingGroupWireReader,
    @Inject(SigningKeys) private readonly keys: SigningKeys,
  ) {}

  /**
   * A page of changes with its tag. What is written at this very moment may be told twice and is never left out: the last
   * page's cursor stays behind every transaction that has not ended. No page for who holds the one of that tag already:
   * it is neither read nor signed again. Throws `InvalidInput` for a cursor that is none.
   */
  async changes(
    principal: Principal,
    kind: RunKind,
    { after, limit, only }: FeedQuestion,
    isHeld: (tag: string) => boolean,
  ): Promise<{ tag: string; page: ExchangePage | null }> {
    const cursor = after === undefined ? beginning : readCursor(after);
    const settled = await this.#settled();
    const rows = await this.#rows(principal, feeds[kind], cursor, { limit, only: only?.split(',') });
    const told = after === undefined || only !== undefined ? rows.filter((row) => !row.is_gone) : rows;
    const isLast = rows.length < limit;
    const last = rows.at(-1);
    const reached: Cursor = last && only === undefined ? { at: last.at, id: last.id } : cursor;
    const next = isLast && reached.at > settled ? { at: laterOf(settled, cursor.at), id: 0 } : reached;
    const [key] = await this.keys.list();
    const tag = createHash('sha256')
      .update(JSON.stringify([kind, key?.keyId, told, next, isLast]))
      .digest('base64url');
    if (isHeld(tag)) return { tag, page: null };
    const items = await this.#signed(principal, kind, told);
    return { tag, page: { items, cursor: Buffer.from(JSON.stringify(next)).toString('base64url'), isLast } };
  }

  async #signed(principal: Principal, kind: RunKind, rows: readonly ChangeRow[]): Promise<ExchangedRecord[]> {
    const records = await this.#records(
      principal,
      kind,
      rows.filter((row) => !row.is_gone),
    );
    const told = [...records].map(([uuid, record]) => ({ kind, uuid, record }));
    const signatures = await this.keys.sign(told);
    const signatureOf = new Map(told.map(({ uuid }, at) => [uuid, signatures[at] ?? null]));
    return rows.flatMap(({ id, uuid, at, is_gone: isGone }): ExchangedRecord[] => {
      if (isGone) return [{ id, uuid, at, isGone, record: null, signature: null }];
      const record = records.get(uuid);
      return record ? [{ id, uuid, at, isGone, record, signature: signatureOf.get(uuid) ?? null }] : [];
    });
  }

  /** Before this moment every change is committed, or never will be. */
  async #settled(): Promise<string> {
    const row = await this.store.readOne<{ at: string }>(sql`
      select ${micros(sql`least(now() - interval '1 second', (select min(xact_start) - interval '2 seconds'
        from pg_stat_activity where application_name = 'cerebrate-work' and datname = current_database()))`)} as at`);
    return row?.at ?? '-infinity';
  }

  /** A tombstone is told to those alone who would see the record if it lived: its scope looks at it as it was. */
  #rows(
    principal: Principal,
    { table, owners, visible, isAligned }: Feed,
    { at, id }: Cursor,
    { limit, only }: { limit: number; only: readonly string[] | undefined },
  ): Promise<ChangeRow[]> {
    const after = (moment: Sql): Sql => sql`(${moment}, x.id) > (${at}::timestamptz, ${id}::int)`;
    const asItWas = sql`cross join lateral (select x.id, ${owners}, null::timestamptz as deleted_at) v`;
    const seen = visible(principal);
    const which = only ? [sql`x.uuid = any(${only}::uuid[])`, seen] : [after(sql`x.modified`), seen];
    const changed = sql`(select x.id, x.uuid, x.modified as at, x.deleted_at from ${table} x ${asItWas}
      where ${allOf(which)} order by x.modified, x.id limit ${limit})`;
    const aligned = sql`(select x.id, x.uuid, l.at, x.deleted_at from audit_log l cross join lateral unnest(l.related) r(ref)
      join ${table} x on r.ref = 'individual:' || x.id ${asItWas}
      where ${allOf([sql`l.kind = 'alignment'`, after(sql`l.at`), seen])} order by l.at, x.id limit ${limit})`;
    const isWhole = at === beginning.at || only !== undefined;
    return this.store.read<ChangeRow>(sql`
      select c.id, c.uuid::text as uuid, ${micros(sql`c.at`)} as at, c.deleted_at is not null as is_gone
      from (${isAligned && !isWhole ? sql`${changed} union all ${aligned}` : changed}) c
      order by c.at, c.id limit ${limit}`);
  }

  async #records(
    principal: Principal,
    kind: RunKind,
    rows: readonly ChangeRow[],
  ): Promise<Map<string, Record<string, unknown>>> {
    if (rows.length === 0) return new Map();
    const uuids = rows.map(({ uuid }) => uuid);
    const found = await this.#read(principal, kind, uuids);
    return new Map(found.map((record) => [String(record['uuid']), record]));
  }

  async #read(principal: Principal, kind: RunKind, uuids: readonly string[]): Promise<Record<string, unknown>[]> {
    if (kind === 'encryption-keys') return this.#keysOf(principal, uuids);
    if (kind === 'blueprints') return this.#blueprintsOf(principal, uuids);
    const request = asking('uuid', uuids);
    if (kind === 'individuals') {
      const { rows } = await this.individuals.list(principal, request);
      return rows.map((row) => JSON.parse(JSON.stringify(row)) as Record<string, unknown>);
    }
    const reader = kind === 'organisations' ? this.organisations : this.groups;
    const { rows } = await reader.list(principal, request);
    const parts: Buffer[] = [];
    if (Buffer.isBuffer(rows)) parts.push(rows);
    else for await (const part of rows) parts.push(part);
    const text = Buffer.concat(parts).toString('utf8');
    return JSON.parse(text.startsWith('[') ? text : `[${text}]`) as Record<string, unknown>[];
  }

  #blueprintsOf(principal: Principal, uuids: readonly string[]): Promise<Record<string, unknown>[]> {
    return this.store.read<Record<string, unknown>>(sql`
      select b.id, b.uuid::text as uuid, b.name, b.description, b.extend, b.rules, o.uuid::text as owner_uuid,
        ${micros(sql`b.created`)} as created, ${micros(sql`b.modified`)} as modified
      from sharing_group_blueprints b join organisations o on o.id = b.organisation_id
      where ${allOf([blueprintScope.see.where(principal, 'b'), sql`b.uuid = any(${uuids}::uuid[])`])}`);
  }

  async #keysOf(principal: Principal, uuids: readonly string[]): Promise<Record<string, unknown>[]> {
    return this.store.read<Record<string, unknown>>(sql`
      select k.id, k.uuid::text as uuid, k.type, k.text as encryption_key, k.revoked,
        coalesce(k.organisation_id, k.individual_id) as owner_id,
        case when k.organisation_id is null then 'individual' else 'organisation' end as owner_model,
        coalesce(o.uuid, i.uuid)::text as owner_uuid, ${micros(sql`k.created`)} as created, ${micros(sql`k.modified`)} as modified
      from encryption_keys k left join organisations o on o.id = k.organisation_id
      left join individuals i on i.id = k.individual_id
      where ${allOf([encryptionKeyScope.see.where(principal, 'k'), sql`k.uuid = any(${uuids}::uuid[])`, sql`k.deleted_at is null`])}`);
  }
}

const laterOf = (a: string, b: string): string => [a, b].sort()[1] ?? a;

const nobody = sql`null::int as organisation_id`;
const feeds: Readonly<Record<RunKind, Feed>> = {
  organisations: {
    table: sql`organisations`,
    owners: nobody,
    visible: (who) => organisationScope.see.where(who, 'v'),
  },
  individuals: {
    table: sql`individuals`,
    owners: nobody,
    visible: (who) => individualScope.see.where(who, 'v'),
    isAligned: true,
  },
  'sharing-groups': {
    table: sql`sharing_groups`,
    owners: sql`x.organisation_id`,
    visible: (who) => sharingGroupScope.see.where(who, 'v'),
  },
  'encryption-keys': {
    table: sql`encryption_keys`,
    owners: sql`x.organisation_id, x.individual_id`,
    visible: (who) => encryptionKeyScope.see.where(who, 'v'),
  },
  blueprints: {
    table: sql`sharing_group_blueprints`,
    owners: sql`x.organisation_id`,
    visible: (who) => blueprintScope.see.where(who, 'v'),
  },
};

const asking = (field: string, values: readonly string[]): WireListRequest => ({
  page: 1,
  limit: values.length,
  sort: null,
  filters: [{ field, op: 'in', values }],
  quickFilter: null,
  metaFilters: [],
  filteringTags: { all: [], none: [], like: [] },
});

function readCursor(text: string): Cursor {
  try {
    const read = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as Partial<Cursor>;
    const isMoment = read.at === '-infinity' || /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/.test(read.at ?? '');
    if (isMoment && Number.isInteger(read.id)) return read as Cursor;
  } catch {
    // told below
  }
  throw InvalidInput.at(['after'], 'is no cursor of this feed; begin without one');
}
