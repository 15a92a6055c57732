import type { CaptureItem, RunKind } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { type Captured, isSettled, type LocalFinding, refusalOf, waitsForAPerson } from '../../directory/index.js';
import { batchRefusal, DomainError, isContention, type Principal, Store, type Work } from '../../kernel/index.js';
import type { BroodEntity } from '../broods/brood.entity.js';
import type { RemoteRecord } from '../peers/remote-kinds.js';
import { CapturesService, headOf, itemOf, refusedItem, signatureRefusal, sourceOf } from './captures.service.js';
import { CaptureNouns, type JudgedOffer } from './nouns.js';

/** A record with what became of it. */
export interface TakenRecord {
  readonly record: RemoteRecord;
  readonly item: CaptureItem;
  readonly captured: Captured;
}

/** How a page is taken. */
export interface PageOptions {
  readonly isRehearsal: boolean;
  /** Written in the same work as the records, so that all are there or none. */
  readonly note: (work: Work, taken: readonly TakenRecord[]) => Promise<void>;
}

/** A record of the page that would write something. */
interface Pending {
  readonly record: RemoteRecord;
  readonly judged: JudgedOffer;
}

/**
 * Takes a page of records (decision 150): those that would write nothing are told by one look at the database, the others
 * are written in one work together. What refuses that work is found by halving it; a record that stands alone is taken
 * alone, with its own words when it is refused. Every record ends as it would have ended alone.
 */
@Injectable()
export class PageCaptures {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(CaptureNouns) private readonly nouns: CaptureNouns,
    @Inject(CapturesService) private readonly captures: CapturesService,
  ) {}

  /** What became of each, in their order. Throws only what is no fault of a record. */
  async take(
    principal: Principal,
    brood: BroodEntity,
    kind: RunKind,
    records: readonly RemoteRecord[],
    options: PageOptions,
  ): Promise<CaptureItem[]> {
    const judged = new Map<RemoteRecord, JudgedOffer>();
    for (const record of records) {
      const offer = await this.#judged(record);
      if (offer) judged.set(record, offer);
    }
    const uuids = [...new Set([...judged.values()].map(({ offered }) => offered.uuid))];
    const findings = await this.nouns.find(this.store, kind, uuids);
    const items = new Map<RemoteRecord, CaptureItem>();
    const together = new Map<string, Pending>();
    for (const [record, offer] of judged) {
      if (signatureRefusal(brood, record) !== null) continue;
      const finding = findings.get(offer.offered.uuid);
      const foreseen = finding && foreseenItem(brood, record, offer, finding);
      if (foreseen) items.set(record, foreseen);
      // the second of one uuid meets the first; what was deleted here may have to come back first
      else if (!together.has(offer.offered.uuid) && !finding?.isDeleted)
        together.set(offer.offered.uuid, { record, judged: offer });
    }
    const act = { principal, brood, options, items };
    if (this.nouns.takesPages(kind)) await this.#together(act, [...together.values()]);
    const { isRehearsal } = options;
    const note = (record: RemoteRecord) => (work: Work, item: CaptureItem, captured: Captured) =>
      options.note(work, [{ record, item, captured }]);
    const inOrder: CaptureItem[] = [];
    for (const record of records) {
      const alone = { isRehearsal, isChosen: false, note: note(record) };
      inOrder.push(items.get(record) ?? (await this.captures.take(principal, brood, record, alone)));
    }
    return inOrder;
  }

  /** Fills in the items of those that could be written with others; the rest is left out. */
  async #together(
    act: { principal: Principal; brood: BroodEntity; options: PageOptions; items: Map<RemoteRecord, CaptureItem> },
    page: readonly Pending[],
  ): Promise<void> {
    if (page.length < 2) return;
    const { principal, brood, options, items } = act;
    const write = async (work: Work): Promise<TakenRecord[]> => {
      const offers = page.map(({ record, judged }) => ({
        judged,
        source: sourceOf(brood, { isChosen: false }, record),
      }));
      const done = await this.nouns.captureMany(work, offers);
      const taken = page.flatMap(({ record }, at): TakenRecord[] => {
        const captured = done[at];
        return captured ? [{ record, captured, item: itemOf(headOf(record), captured, options.isRehearsal) }] : [];
      });
      await options.note(work, taken);
      return taken;
    };
    try {
      const message = `taken from ${brood.name}`;
      const taken = options.isRehearsal
        ? (await this.store.rehearse(principal, write, { message })).value
        : await this.store.work(principal, write, { message });
      for (const { record, item } of taken) items.set(record, item);
    } catch (error) {
      if (batchRefusal(error) === undefined && !isContention(error)) throw error;
      const half = Math.ceil(page.length / 2);
      await this.#together(act, page.slice(0, half));
      await this.#together(act, page.slice(half));
    }
  }

  async #judged({ read }: RemoteRecord): Promise<JudgedOffer | null> {
    try {
      return read === null ? null : await this.nouns.judge(read);
    } catch (error) {
      if (error instanceof DomainError && error.status < 500) return null;
      throw error;
    }
  }
}

/** What becomes of a record for which nothing would be written; undefined when something would, or may. */
function foreseenItem(
  brood: BroodEntity,
  record: RemoteRecord,
  { offered }: JudgedOffer,
  finding: LocalFinding,
): CaptureItem | undefined {
  const source = sourceOf(brood, { isChosen: false }, record);
  const localId = finding.record?.id ?? null;
  if (isSettled(source, finding, offered))
    return { ...headOf(record), outcome: 'unchanged', reason: null, localId, overrides: [] };
  const refusal = finding.isDeleted ? null : refusalOf(source, finding, offered);
  return refusal === null || refusal === waitsForAPerson ? undefined : refusedItem(headOf(record), refusal, localId);
}
