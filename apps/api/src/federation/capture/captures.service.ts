import type { CaptureCounts, CaptureItem, CaptureReport, RecordRef, RemoteKind, RunKind } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import type { Captured, CaptureSource } from '../../directory/index.js';
import { DomainError, NotFound, type Principal, RemoteFailed, Store, sql, type Work } from '../../kernel/index.js';
import type { BroodEntity } from '../broods/brood.entity.js';
import { BroodsService } from '../broods/broods.service.js';
import type { RemoteRecord } from '../peers/remote-kinds.js';
import { RemoteReader } from '../peers/remote-reader.js';
import { CaptureNouns, type JudgedOffer, localKinds } from './nouns.js';

/** How a record is taken. */
export interface TakingOptions {
  readonly isRehearsal: boolean;
  /** A person chose it after looking at it. */
  readonly isChosen: boolean;
  /** Of a record that is here only these fields. */
  readonly only?: readonly string[] | undefined;
  /** Written in the same work as the record, so that both are there or neither. */
  readonly note?: (work: Work, item: CaptureItem, captured: Captured) => Promise<void>;
}

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
      items.push(
        'reason' in record ? record : await this.take(principal, brood, record, { isRehearsal, isChosen: true }),
      );
    }
    return { isRehearsal, counts: countsOf(items), items };
  }

  /** Takes one record that was read, as far as the brood may. */
  async take(
    principal: Principal,
    brood: BroodEntity,
    record: RemoteRecord,
    options: TakingOptions,
  ): Promise<CaptureItem> {
    const { read, fault } = record;
    const item = headOf(record);
    const refusal = read === null ? fault : signatureRefusal(brood, record);
    if (read === null || refusal !== null) return refusedItem(item, refusal ?? 'cannot be read');
    let judged: JudgedOffer;
    try {
      judged = await this.nouns.judge(read);
    } catch (error) {
      if (error instanceof DomainError && error.status < 500) return refusedItem(item, error.message);
      throw error;
    }
    const source = sourceOf(brood, options, record);
    const act = async (work: Work): Promise<CaptureItem> => {
      await this.#revive(work, brood, read.kind, judged.offered.uuid);
      const captured = await this.nouns.capture(work, source, judged);
      const done = itemOf(item, captured, options.isRehearsal);
      await options.note?.(work, done, captured);
      return done;
    };
    const message = `taken from ${brood.name}`;
    if (options.isRehearsal) return (await this.store.rehearse(principal, act, { message })).value;
    return this.store.work(principal, act, { message });
  }

  /** A record that was removed because it vanished at this peer is back there: it comes back here as well. */
  async #revive(work: Work, brood: BroodEntity, kind: RunKind, uuid: string): Promise<void> {
    const [row] = await work.query<{ record_id: number }>(sql`
      select record_id from record_origins where kind = ${localKinds[kind]} and uuid = ${uuid}::uuid
        and brood_id = ${brood.id} and vanished_at is not null`);
    if (!row) return;
    const finding = (await this.nouns.find(work, kind, [uuid])).get(uuid);
    if (finding?.record || !finding?.isDeleted) return;
    await this.nouns.restore(work, kind, row.record_id);
    await work.query(sql`update record_origins set vanished_at = null
      where kind = ${localKinds[kind]} and record_id = ${row.record_id}`);
  }

  async #record(brood: BroodEntity, kind: RemoteKind, remoteId: number): Promise<RemoteRecord | CaptureItem> {
    try {
      return await this.reader.one(brood, kind, remoteId);
    } catch (error) {
      if (!(error instanceof NotFound) && !(error instanceof RemoteFailed && error.remoteStatus === 500)) throw error;
      return refusedItem({ remoteId, uuid: null, title: `number ${remoteId}` }, error.message);
    }
  }
}

/** Why the signature keeps the record from being taken, or null: a broken one always does, a missing one by policy. */
export function signatureRefusal({ acceptsSignedOnly }: BroodEntity, { signature }: RemoteRecord): string | null {
  if (signature?.state === 'broken')
    return 'its signature is broken: it was changed on the way, or is another record’s';
  if (acceptsSignedOnly && signature?.state !== 'verified')
    return 'is not signed by a key trusted for it, and of this brood only such records are taken';
  return null;
}

/** Whom we take from. */
export const sourceOf = (
  { id, name, strategy }: BroodEntity,
  { isChosen, only }: Pick<TakingOptions, 'isChosen' | 'only'>,
  record?: Pick<RemoteRecord, 'remoteId' | 'signature'>,
): CaptureSource => ({
  broodId: id,
  name,
  strategy,
  isChosen,
  only,
  remoteId: record?.remoteId,
  signature: record?.signature,
});

type ItemHead = Pick<CaptureItem, 'remoteId' | 'uuid' | 'title'>;

/** A refusal in the form of an item. */
export const refusedItem = (item: ItemHead, reason: string, localId: number | null = null): CaptureItem => ({
  ...item,
  outcome: 'refused',
  reason,
  localId,
  overrides: [],
});

/** How an item begins. */
export const headOf = ({ remoteId, title, read }: RemoteRecord): ItemHead => ({
  remoteId,
  title: title.slice(0, 400),
  uuid: read?.offer.uuid ?? null,
});

/** What became of a record as an item; a refusal that only waits for a person is a proposal. */
export function itemOf(item: ItemHead, captured: Captured, isRehearsal: boolean): CaptureItem {
  const { outcome, reason, recordId, overrides, isWaiting } = captured;
  const isMade = isRehearsal && outcome === 'created';
  return {
    ...item,
    outcome: isWaiting ? 'proposed' : outcome,
    reason,
    localId: isMade ? null : recordId,
    overrides: [...overrides],
  };
}

/** How many of each outcome. */
export function countsOf(items: readonly Pick<CaptureItem, 'outcome'>[]): CaptureCounts {
  const counts = { created: 0, updated: 0, unchanged: 0, refused: 0, removed: 0, proposed: 0 };
  for (const { outcome } of items) counts[outcome]++;
  return counts;
}
