import { type BroodColumns, organisationToWire, type Brood as WireBrood, wireTime } from '@cerebrate/cerebrate-wire';
import type { RecordRef } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { nationalityOf } from '../../directory/index.js';
import { allOf, notFound, type Principal, refCondition, type Sql, Store, sql } from '../../kernel/index.js';
import { broodScope } from './brood.scope.js';

interface Row {
  id: number;
  uuid: string;
  name: string;
  url: string;
  description: string | null;
  organisation_id: number;
  trusted: boolean;
  pull: boolean;
  skip_proxy: boolean;
  created: Date;
  modified: Date;
  o_id: number;
  o_uuid: string;
  o_name: string;
  o_url: string | null;
  country: string | null;
  nationality_text: string | null;
  sector: string | null;
  type: string | null;
  contacts: string | null;
  o_created: Date;
  o_modified: Date;
}

const columns = sql`b.id, b.uuid, b.name, b.url, b.description, b.organisation_id, b.strategy = 'trusted' as trusted,
  b.pull, b.skip_proxy, b.created, b.modified, o.id as o_id, o.uuid as o_uuid, o.name as o_name, o.url as o_url, o.country,
  o.nationality_text, o.sector, o.type, o.contacts, o.created as o_created, o.modified as o_modified`;

/** Broods as a node of the original reads them (WIRE-CONTRACT §3.9), but for the key, which nobody reads. */
@Injectable()
export class BroodWireReader {
  constructor(@Inject(Store) private readonly store: Store) {}

  /** Every brood the caller may see, in the order of their ids. */
  async all(principal: Principal): Promise<WireBrood[]> {
    const rows = await this.#rows(broodScope.see.where(principal, 'b'));
    return rows.map((row) => ({ ...toColumns(row), organisation: organisationOf(row) }));
  }

  /** One brood. Throws `NotFound`. */
  async one(principal: Principal, ref: RecordRef): Promise<WireBrood> {
    const [row] = await this.#rows(allOf([broodScope.see.where(principal, 'b'), refCondition('b', ref)]));
    if (!row) throw notFound('brood');
    return { ...toColumns(row), organisation: organisationOf(row) };
  }

  /** Its columns alone. Throws `NotFound`. */
  async row(principal: Principal, ref: RecordRef): Promise<BroodColumns> {
    const { organisation: _organisation, ...row } = await this.one(principal, ref);
    return row;
  }

  #rows(where: Sql): Promise<Row[]> {
    return this.store.read<Row>(
      sql`select ${columns} from broods b join organisations o on o.id = b.organisation_id where ${where} order by b.id`,
    );
  }
}

const toColumns = (row: Row): BroodColumns => ({
  id: row.id,
  uuid: row.uuid,
  name: row.name,
  url: row.url,
  description: row.description,
  organisation_id: row.organisation_id,
  trusted: row.trusted,
  pull: row.pull,
  skip_proxy: row.skip_proxy,
  authkey: null,
  created: wireTime(row.created),
  modified: wireTime(row.modified),
});

const organisationOf = (row: Row) =>
  organisationToWire({
    id: row.o_id,
    uuid: row.o_uuid,
    name: row.o_name,
    url: row.o_url,
    nationality: nationalityOf(row.country, row.nationality_text),
    sector: row.sector,
    type: row.type,
    contacts: row.contacts,
    created: row.o_created,
    modified: row.o_modified,
  });
