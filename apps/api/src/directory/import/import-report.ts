import {
  type FieldChange,
  type ImportOutcome,
  type ImportRow,
  ImportRowList,
  type ListRequest,
  type RecordRef,
} from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { allOf, defineListPlan, type Page, type Principal, Store, sql } from '../../kernel/index.js';
import { ImportsService } from './imports.service.js';

interface ReportRow {
  row: number;
  outcome: ImportOutcome;
  entity_id: number | null;
  title: string | null;
  reason: string | null;
  changes: FieldChange[] | null;
}

const plan = defineListPlan(ImportRowList, {
  key: sql`r."row"`,
  fields: { row: sql`r."row"`, outcome: sql`r.outcome`, title: sql`r.title`, reason: sql`r.reason` },
});

const columns = sql`r."row", r.outcome, r.entity_id, r.title, r.reason, r.changes`;

/** What became of each record of an import. */
@Injectable()
export class ImportReport {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(ImportsService) private readonly imports: ImportsService,
  ) {}

  /** A page of the report. Throws `NotFound`. */
  async list(principal: Principal, ref: RecordRef, request: ListRequest): Promise<Page<ImportRow>> {
    const { id } = await this.imports.get(principal, ref);
    const where = allOf([sql`r.import_id = ${id}`, plan.where(request)]);
    const rows =
      request.limit === 0
        ? []
        : await this.store.read<ReportRow>(
            sql`select ${columns} from import_rows r where ${where} ${plan.order(request)} ${plan.page(request)}`,
          );
    const [count] = request.total
      ? await this.store.read<{ n: number }>(sql`select count(*)::int as n from import_rows r where ${where}`)
      : [];
    return { items: rows.map(toRow), total: count?.n ?? null, page: request.page, limit: request.limit };
  }

  /** Every row of the request, streamed. Throws `NotFound` before the first. */
  async stream(principal: Principal, ref: RecordRef, request: ListRequest): Promise<AsyncGenerator<ImportRow>> {
    const { id } = await this.imports.get(principal, ref);
    const where = allOf([sql`r.import_id = ${id}`, plan.where(request)]);
    const rows = this.store.stream<ReportRow>(
      sql`select ${columns} from import_rows r where ${where} ${plan.order(request)}`,
    );
    return (async function* () {
      for await (const row of rows) yield toRow(row);
    })();
  }
}

const toRow = (row: ReportRow): ImportRow => ({
  row: row.row,
  outcome: row.outcome,
  entityId: row.entity_id,
  title: row.title,
  reason: row.reason,
  changes: row.changes ?? [],
});
