import { randomUUID } from 'node:crypto';
import {
  type Import,
  type ImportColumns,
  ImportList,
  ImportOptions,
  type ImportPreset,
  type ImportSample,
  type ImportSettings,
  type ImportTargetChoice,
  type ListRequest,
  type RecordRef,
} from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { MetaFields } from '../../fields/index.js';
import {
  Conflict,
  defineListPlan,
  InvalidInput,
  likeText,
  type Principal,
  Records,
  Store,
  sql,
  type Work,
} from '../../kernel/index.js';
import { ImportEntity } from './import.entity.js';
import { importScope } from './import.scope.js';
import { importJob } from './import-jobs.js';
import { planOf } from './import-plan.js';
import { ImportSource } from './import-source.js';
import { type ImportViewRow, importColumns, toImport } from './import-view.js';
import { importTargets } from './mapping/import-targets.js';
import { readOriginalConfiguration } from './mapping/original-configuration.js';
import { knownSources, presetOf } from './mapping/presets.js';
import { detectReading, headSize } from './reading/detect.js';
import { SourceRefused } from './reading/source-refused.js';
import { lookInto, sampleOf } from './source-look.js';
import { templateFields } from './template-fields.js';

const plan = defineListPlan(ImportList, {
  key: sql`i.id`,
  fields: { name: sql`i.name`, state: sql`i.state`, created: sql`i.created` },
  search: (q) => sql`i.name ilike ${`%${likeText(q)}%`}`,
});

/** How an import is started. */
export interface StartOptions {
  /** False when the caller runs it itself: no job is enqueued. */
  readonly enqueue?: boolean;
}

/** Imports as their user handles them: upload, settings, start, cancel, remove. */
@Injectable()
export class ImportsService {
  readonly #records: Records<ImportEntity, Import, ImportViewRow>;

  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(ImportSource) private readonly source: ImportSource,
    @Inject(MetaFields) private readonly metaFields: MetaFields,
  ) {
    this.#records = new Records(store, {
      entity: ImportEntity,
      scope: importScope,
      plan,
      select: { alias: 'i', columns: importColumns, from: sql`imports i` },
      toView: toImport,
    });
  }

  /** A page of imports. */
  list(principal: Principal, request: ListRequest) {
    return this.#records.list(principal, request);
  }

  /** One import. Throws `NotFound`. */
  get(principal: Principal, ref: RecordRef): Promise<Import> {
    return this.#records.get(principal, ref);
  }

  /** Every known source. */
  presets(): ImportPreset[] {
    return knownSources.map(({ knownBy: _, ...preset }) => preset);
  }

  /** Everything that can be filled. */
  targets(): Promise<ImportTargetChoice[]> {
    return importTargets(this.store);
  }

  /**
   * Takes a file, looks at its beginning and guesses how it is read and mapped. `wasCut` tells, once the stream ended,
   * whether it was longer than an upload may be. Throws `InvalidInput` for what is no text, an empty file, a cut one.
   */
  async receive(
    principal: Principal,
    name: string,
    stream: AsyncIterable<Buffer>,
    wasCut: () => boolean = () => false,
  ): Promise<Import> {
    const id = await this.#begin(principal, name);
    try {
      const size = await this.source.write(principal, id, stream);
      if (wasCut())
        throw InvalidInput.at(['file'], 'is larger than an upload may be, 512 MB; split it, or import it by command');
      const { reading, warnings } = await detectReading(await this.source.head(id, headSize));
      const look = await lookInto(this.source.read(id), reading, await this.targets());
      await this.#complete(principal, id, {
        size,
        reading,
        warnings: [...warnings],
        preset: look.preset,
        mapping: look.mapping,
        match: look.match,
      });
    } catch (error) {
      await this.store.work(principal, (work) => work.query(sql`delete from imports where id = ${id}`));
      throw asInvalidFile(error);
    }
    return this.get(principal, { id });
  }

  /** What the first records hold, under the settings made so far. Throws `NotFound`, `InvalidInput` when they cannot be read. */
  async columns(principal: Principal, ref: RecordRef): Promise<ImportColumns> {
    const { id, reading } = await this.get(principal, ref);
    if (!reading) throw InvalidInput.at(['reading'], 'is not known yet');
    const look = await lookInto(this.source.read(id), reading, await this.targets()).catch((error: unknown) => {
      throw asInvalidFile(error);
    });
    return { reading, ...look };
  }

  /** The first five records as mapped. Throws `NotFound`, `InvalidInput` when the settings are not complete. */
  async sample(principal: Principal, ref: RecordRef): Promise<ImportSample[]> {
    const row = await this.get(principal, ref);
    const fields = await templateFields(this.metaFields);
    const made = planOf(
      { importId: row.id, mapping: row.mapping, match: row.match, options: row.options },
      fields.matchBy,
    );
    if (!row.reading) throw InvalidInput.at(['reading'], 'is not known yet');
    const check = await this.metaFields.checker('organisation');
    return sampleOf(this.source.read(row.id), row.reading, made, check).catch((error: unknown) => {
      throw asInvalidFile(error);
    });
  }

  /** Sets how the file is read, mapped and matched; an earlier rehearsal no longer counts. Throws `NotFound`, `Conflict` while at work, `InvalidInput`. */
  async update(principal: Principal, ref: RecordRef, settings: ImportSettings, ifMatch?: number): Promise<Import> {
    const fields = await templateFields(this.metaFields);
    const id = await this.store.work(principal, async (work) => {
      const row = await this.#records.change(work, ref, ifMatch);
      refuseWhileAtWork(row);
      applySettings(row, settings);
      fields.check(row.mapping);
      if (row.match !== null) fields.matchBy(row.match);
      if (await work.save(ImportEntity, row)) {
        row.state = 'draft';
        await work.save(ImportEntity, row);
      }
      return row.id;
    });
    return this.get(principal, { id });
  }

  /** Rehearses the import as a job. Throws `NotFound`, `Conflict` while at work, `InvalidInput` for incomplete settings. */
  check(principal: Principal, ref: RecordRef, options: StartOptions = {}): Promise<Import> {
    return this.#start(principal, ref, true, options);
  }

  /** Imports as a job; one that was cancelled or failed goes on where it stopped. Throws as `check`. */
  run(principal: Principal, ref: RecordRef, options: StartOptions = {}): Promise<Import> {
    return this.#start(principal, ref, false, options);
  }

  /** Stops a check or run before its next batch. Throws `NotFound`, `Conflict` when nothing is under way. */
  async cancel(principal: Principal, ref: RecordRef): Promise<Import> {
    const id = await this.store.work(principal, async (work) => {
      const row = await this.#records.change(work, ref);
      if (!isAtWork(row)) throw new Conflict('the import is not under way');
      Object.assign(row, { state: 'cancelled', runner: null, leaseUntil: null, finishedAt: work.now });
      await work.save(ImportEntity, row);
      work.log(act(row, 'cancel', { rehearsed: row.rehearsed, rows: row.position }));
      return row.id;
    });
    return this.get(principal, { id });
  }

  /** Removes file and report; what was imported stays. Throws `NotFound`, `Conflict` while at work. */
  async remove(principal: Principal, ref: RecordRef): Promise<void> {
    await this.store.work(principal, async (work) => {
      const row = await this.#records.change(work, ref);
      refuseWhileAtWork(row);
      await work.remove(ImportEntity, row);
      work.log(act(row, 'delete', {}));
    });
  }

  async #begin(principal: Principal, name: string): Promise<number> {
    const row = await this.store.work(principal, (work) =>
      work.insert(ImportEntity, {
        uuid: randomUUID(),
        userId: principal.userId,
        username: principal.username,
        byCommand: principal.userId === null,
        name: readableName(name),
        state: 'draft',
        options: ImportOptions.parse({}),
      }),
    );
    return row.id;
  }

  async #complete(principal: Principal, id: number, found: Partial<ImportEntity>): Promise<void> {
    await this.store.work(principal, async (work) => {
      const row = await work.find(ImportEntity, { id });
      if (!row) throw new Conflict('the import was removed meanwhile');
      Object.assign(row, found, { uploaded: true });
      await work.save(ImportEntity, row);
      work.log(act(row, 'upload', { size: row.size }));
    });
  }

  async #start(
    principal: Principal,
    ref: RecordRef,
    rehearsed: boolean,
    { enqueue = true }: StartOptions,
  ): Promise<Import> {
    const fields = await templateFields(this.metaFields);
    const id = await this.store.work(principal, async (work) => {
      const row = await this.#records.change(work, ref);
      refuseWhileAtWork(row);
      fields.check(row.mapping);
      planOf({ importId: row.id, mapping: row.mapping, match: row.match, options: row.options }, fields.matchBy);
      // It is worked off with the rights of whoever starts it, and its changes stand under that name.
      Object.assign(row, {
        userId: principal.userId,
        username: principal.username,
        byCommand: principal.userId === null,
      });
      await begin(work, row, rehearsed);
      work.log(
        act(row, rehearsed ? 'check' : 'run', {
          preset: row.preset,
          match: row.match,
          mapping: row.mapping,
          options: row.options,
        }),
      );
      if (enqueue) work.enqueue(importJob, { importId: row.id });
      return row.id;
    });
    return this.get(principal, { id });
  }
}

/** Puts the import at work, from where a broken-off run stopped or from the beginning. */
async function begin(work: Work, row: ImportEntity, rehearsed: boolean): Promise<void> {
  const goesOn =
    !rehearsed && !row.rehearsed && row.position > 0 && (row.state === 'cancelled' || row.state === 'failed');
  Object.assign(row, {
    state: rehearsed ? 'checking' : 'running',
    rehearsed,
    fault: null,
    attempts: 0,
    runner: null,
    startedAt: work.now,
    finishedAt: null,
  });
  row.leaseUntil = new Date(work.now.getTime() + 60_000);
  row.startedPosition = goesOn ? row.position : 0;
  if (!goesOn) {
    Object.assign(row, {
      position: 0,
      readBytes: 0,
      createdCount: 0,
      updatedCount: 0,
      unchangedCount: 0,
      refusedCount: 0,
    });
    await work.query(sql`delete from import_rows where import_id = ${row.id}`);
  }
  await work.save(ImportEntity, row);
}

function applySettings(row: ImportEntity, settings: ImportSettings): void {
  const preset = settings.preset === undefined ? undefined : presetOf(settings.preset);
  if (settings.preset !== undefined && !preset)
    throw InvalidInput.at(['preset'], `there is no preset '${settings.preset}'`);
  if (preset) {
    Object.assign(row, { preset: preset.id, mapping: preset.mapping, match: preset.match, warnings: [] });
    if (preset.reading && row.reading?.format === 'json' && preset.reading.format === 'json')
      row.reading = { ...row.reading, recordPath: preset.reading.recordPath };
  }
  if (settings.configuration !== undefined) {
    const read = readOriginalConfiguration(settings.configuration);
    Object.assign(row, { preset: null, mapping: read.mapping, match: null, warnings: [...read.warnings] });
    if (read.recordPath !== undefined && row.reading?.format === 'json')
      row.reading = { ...row.reading, recordPath: read.recordPath };
  }
  if (settings.mapping !== undefined) Object.assign(row, { mapping: settings.mapping, preset: preset?.id ?? null });
  if (settings.name !== undefined) row.name = settings.name;
  if (settings.reading !== undefined) row.reading = settings.reading;
  if (settings.match !== undefined) row.match = settings.match;
  if (settings.options !== undefined) row.options = settings.options;
}

const isAtWork = ({ state }: ImportEntity): boolean => state === 'checking' || state === 'running';

function refuseWhileAtWork(row: ImportEntity): void {
  if (isAtWork(row)) throw new Conflict('the import is under way; cancel it first');
}

const act = ({ id, uuid, name }: ImportEntity, action: string, after: Record<string, unknown>) => ({
  kind: 'import',
  entityId: id,
  entityUuid: uuid,
  title: name,
  action,
  after,
});

/** The last step of a path a browser may send, without what cannot be stored. */
function readableName(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? '';
  return (
    last
      .replace(/[\p{Cc}\p{Surrogate}]/gu, '')
      .trim()
      .slice(0, 255) || 'upload'
  );
}

function asInvalidFile(error: unknown): unknown {
  return error instanceof SourceRefused ? InvalidInput.at(['file'], error.message) : error;
}
