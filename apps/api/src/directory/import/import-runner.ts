import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Logger } from 'pino';
import { MetaFields } from '../../fields/index.js';
import { batchRefusal, DomainError, LOG, type Principal, Store, systemPrincipal } from '../../kernel/index.js';
import { candidateOf } from './candidate.js';
import { ImportLedger, type Lease, LostLease } from './import-ledger.js';
import { type ImportPlan, type PreparedRow, planOf, refusedRow } from './import-plan.js';
import { importPrincipal, MayNoLonger } from './import-principal.js';
import { ImportSource } from './import-source.js';
import { RowRefused } from './mapping/compiled-mapping.js';
import { OrganisationImporter } from './organisation-importer.js';
import { recordsOf } from './reading/records.js';
import type { SourceRecord } from './reading/source-record.js';
import { SourceRefused } from './reading/source-refused.js';
import { templateFields } from './template-fields.js';

/** How a run ended, for whoever enqueued it. */
export type RunEnd = 'finished' | 'interrupted' | 'lost' | 'nothing';

/** Records written together, unless their values are many. */
const batchSize = 500;
const batchValues = 25_000;
/** Failures in a row, none of them the file's fault, after which an import is given up. */
const mostAttempts = 6;

/** A batch under way. */
interface Step {
  readonly lease: Lease;
  readonly plan: ImportPlan;
  readonly readBytes: () => number;
}

/**
 * Works an import off: reads the file from its beginning, passes over what is done, writes batch after batch. May be
 * called again at any time for the same import, by any process: a lease lets one of them work, and what is stored says
 * where to go on.
 */
@Injectable()
export class ImportRunner implements OnModuleDestroy {
  #isStopping = false;

  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(LOG) private readonly log: Logger,
    @Inject(ImportLedger) private readonly ledger: ImportLedger,
    @Inject(ImportSource) private readonly source: ImportSource,
    @Inject(OrganisationImporter) private readonly importer: OrganisationImporter,
    @Inject(MetaFields) private readonly metaFields: MetaFields,
  ) {}

  /** Ends the batch under way and starts no other; the next start goes on. */
  onModuleDestroy(): void {
    this.#isStopping = true;
  }

  /**
   * Works on the import until it is finished, cancelled, taken over, or until `signal` or the end of the program
   * interrupts it between two batches. Throws what is no fault of the file, having counted it; call again later.
   */
  async run(importId: number, signal?: AbortSignal): Promise<RunEnd> {
    const lease = await this.ledger.claim(importId);
    if (!lease) return 'nothing';
    try {
      return await this.#work(lease, signal);
    } catch (error) {
      return this.#afterFailure(lease, error);
    }
  }

  async #work(lease: Lease, signal: AbortSignal | undefined): Promise<RunEnd> {
    const progress = { bytes: 0 };
    const plan = await this.#plan(lease);
    const reading = lease.row.reading;
    if (!reading) throw new SourceRefused('how the file is read was never said');
    const step: Step = { lease, plan, readBytes: () => Math.min(progress.bytes, lease.row.size) };
    let at = lease.row.position;
    const records = recordsOf(this.source.read(lease.row.id, progress), reading);
    for await (const batch of batchesOf(prepared(records, plan, at))) {
      if (signal?.aborted || this.#isStopping) {
        await this.ledger.release(lease, 0);
        return 'interrupted';
      }
      await this.#commit(step, at, batch);
      at += batch.length;
    }
    if (at === 0) throw new SourceRefused('the file holds no records');
    await this.ledger.finish(await importPrincipal(this.store, lease.row), lease, null);
    return 'finished';
  }

  async #plan({ row }: Lease): Promise<ImportPlan> {
    const fields = await templateFields(this.metaFields);
    try {
      return planOf({ importId: row.id, mapping: row.mapping, match: row.match, options: row.options }, fields.matchBy);
    } catch (error) {
      // A template was deleted since it was mapped.
      if (error instanceof DomainError) throw new SourceRefused(error.message);
      throw error;
    }
  }

  /** Writes a batch; one that the directory refuses is halved until the refused record stands alone. */
  async #commit(step: Step, from: number, rows: readonly PreparedRow[]): Promise<void> {
    const principal = await importPrincipal(this.store, step.lease.row);
    try {
      await this.#write(step, principal, from, rows);
    } catch (error) {
      const reason = batchRefusal(error);
      const [first] = rows;
      if (reason === undefined || !first) throw error;
      if (rows.length === 1)
        return this.#refuse(
          step,
          principal,
          from,
          refusedRow(first.row, reason, { title: first.candidate?.fields.name ?? null }),
        );
      const half = Math.ceil(rows.length / 2);
      await this.#commit(step, from, rows.slice(0, half));
      await this.#commit(step, from + half, rows.slice(half));
    }
  }

  async #write(
    { lease, plan, readBytes }: Step,
    principal: Principal,
    from: number,
    rows: readonly PreparedRow[],
  ): Promise<void> {
    if (lease.row.rehearsed) {
      const { value } = await this.store.rehearse(principal, (work) => this.importer.write(work, plan, rows));
      await this.store.work(principal, (work) => this.ledger.record(work, lease, from, value, readBytes()));
      return;
    }
    const message = `import ${lease.row.id}: ${lease.row.name}`;
    const act = async (work: Parameters<ImportLedger['record']>[0]) => {
      const results = await this.importer.write(work, plan, rows);
      await this.ledger.record(work, lease, from, results, readBytes());
    };
    await this.store.work(principal, act, { message });
  }

  async #refuse(
    { lease, readBytes }: Step,
    principal: Principal,
    from: number,
    result: ReturnType<typeof refusedRow>,
  ): Promise<void> {
    await this.store.work(principal, (work) => this.ledger.record(work, lease, from, [result], readBytes()));
  }

  async #afterFailure(lease: Lease, error: unknown): Promise<RunEnd> {
    if (error instanceof LostLease) return 'lost';
    const { row } = lease;
    if (error instanceof SourceRefused || error instanceof MayNoLonger) {
      await this.ledger.finish(system, lease, error.message);
      return 'finished';
    }
    const attempts = await this.ledger.countFailure(lease);
    this.log.warn({ importId: row.id, attempts, error: (error as Error).message }, 'an import was interrupted');
    if (attempts < mostAttempts) {
      await this.ledger.release(lease, 2 * attempts);
      throw error;
    }
    await this.ledger.finish(
      system,
      lease,
      'something went wrong on our side several times; the log of the server says what. Run it again to go on from here',
    );
    return 'finished';
  }
}

const system = systemPrincipal('imports', 'job');

/** Reads and maps records beyond `done`, each for itself. */
async function* prepared(
  records: AsyncIterable<SourceRecord>,
  plan: ImportPlan,
  done: number,
): AsyncGenerator<PreparedRow> {
  for await (const record of records) if (record.row > done) yield prepare(record, plan);
}

/** Maps one record. */
export function prepare(
  record: SourceRecord,
  { mapping, match, options }: Pick<ImportPlan, 'mapping' | 'match' | 'options'>,
): PreparedRow {
  const { row, fault, value } = record;
  if (value === undefined) return { row, fault };
  try {
    return { row, candidate: candidateOf(row, mapping.values(value), mapping, match, options) };
  } catch (error) {
    if (error instanceof RowRefused) return { row, fault: error.message };
    throw error;
  }
}

/** Groups that fit a transaction and the memory, however many values a record has. */
async function* batchesOf(rows: AsyncIterable<PreparedRow>): AsyncGenerator<PreparedRow[]> {
  let batch: PreparedRow[] = [];
  let values = 0;
  for await (const row of rows) {
    const own = row.candidate?.metaFields.reduce((sum, field) => sum + field.values.length, 0) ?? 0;
    if (batch.length >= batchSize || (batch.length > 0 && values + own > batchValues)) {
      yield batch;
      batch = [];
      values = 0;
    }
    batch.push(row);
    values += own;
  }
  if (batch.length > 0) yield batch;
}
