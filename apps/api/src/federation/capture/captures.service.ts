import type { CaptureCounts, CaptureItem, CaptureReport, RecordRef, RemoteKind } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import type { CaptureSource } from '../../directory/index.js';
import { NotFound, type Principal, RemoteFailed, Store } from '../../kernel/index.js';
import type { BroodEntity } from '../broods/brood.entity.js';
import { BroodsService } from '../broods/broods.service.js';
import type { RemoteRecord } from '../peers/remote-kinds.js';
import { RemoteReader } from '../peers/remote-reader.js';
import { CaptureNouns } from './nouns.js';

/** Takes records of remotes, each in one `Work` of its own; a rehearsal is the same work rolled back (FEATURES BRD-04). */
@Injectable()
export class CapturesService {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(BroodsService) private readonly broods: BroodsService,
    @Inject(RemoteReader) private readonly reader: RemoteReader,
    @Inject(CaptureNouns) private readonly nouns: CaptureNouns,
  ) {}

  /**
   * Takes what a person chose. A record the remote does not have is refused and the others go on; a remote that fails
   * ends it with `RemoteFailed`, what was taken stays. Throws `NotFound` for no such brood.
   */
  async chosen(
    principal: Principal,
    ref: RecordRef,
    { kind, remoteIds, isRehearsal }: { kind: RemoteKind; remoteIds: readonly number[]; isRehearsal: boolean },
  ): Promise<CaptureReport> {
    const brood = await this.broods.row(principal, ref);
    const items: CaptureItem[] = [];
    for (const remoteId of new Set(remoteIds)) {
      const record = await this.#record(brood, kind, remoteId);
      items.push('reason' in record ? record : await this.take(principal, sourceOf(brood, true), record, isRehearsal));
    }
    return { isRehearsal, counts: countsOf(items), items };
  }

  /** Takes one record that was read, as far as the source may. */
  async take(
    principal: Principal,
    source: CaptureSource,
    record: RemoteRecord,
    isRehearsal: boolean,
  ): Promise<CaptureItem> {
    const { remoteId, title, read, fault } = record;
    const item = { remoteId, title, uuid: read?.offer.uuid ?? null };
    if (read === null) return { ...item, outcome: 'refused', reason: fault, localId: null, overrides: [] };
    const message = `taken from ${source.name}`;
    const { value } = isRehearsal
      ? await this.store.rehearse(principal, (work) => this.nouns.capture(work, source, read), { message })
      : { value: await this.store.work(principal, (work) => this.nouns.capture(work, source, read), { message }) };
    const { outcome, reason, recordId, overrides } = value;
    const isMade = isRehearsal && outcome === 'created';
    return { ...item, outcome, reason, localId: isMade ? null : recordId, overrides: [...overrides] };
  }

  async #record(brood: BroodEntity, kind: RemoteKind, remoteId: number): Promise<RemoteRecord | CaptureItem> {
    try {
      return await this.reader.one(brood, kind, remoteId);
    } catch (error) {
      if (!(error instanceof NotFound) && !(error instanceof RemoteFailed && error.remoteStatus === 500)) throw error;
      const item = { remoteId, uuid: null, title: `number ${remoteId}`, localId: null, overrides: [] };
      return { ...item, outcome: 'refused', reason: error.message };
    }
  }
}

/** Whom we take from; `isChosen` when a person chose each record. */
export const sourceOf = ({ id, name, strategy }: BroodEntity, isChosen: boolean): CaptureSource => ({
  broodId: id,
  name,
  strategy,
  isChosen,
});

/** How many of each outcome. */
export function countsOf(items: readonly Pick<CaptureItem, 'outcome'>[]): CaptureCounts {
  const counts = { created: 0, updated: 0, unchanged: 0, refused: 0 };
  for (const { outcome } of items) counts[outcome]++;
  return counts;
}
