import type { RunKind } from '@cerebrate/contract';
import { RemoteFailed } from '../../kernel/index.js';
import type { BroodEntity } from '../broods/brood.entity.js';
import type { ExchangeClient } from '../exchange/exchange-client.js';
import { type GoneRecord, type RemoteRecord, readRecord } from '../peers/remote-kinds.js';
import type { RemoteReader } from '../peers/remote-reader.js';

/** Some of what a peer has, and where to go on. */
export interface SourcePage {
  readonly records: readonly RemoteRecord[];
  readonly gone: readonly GoneRecord[];
  readonly position: string;
  readonly isLast: boolean;
  /** The peer does not let us look at this kind at all. */
  readonly isClosed: boolean;
}

/** Reads a kind of a peer, piece by piece; `position` is null at the beginning. Throws `RemoteFailed`. */
export interface PageSource {
  /** Whether everything comes that there is; else only what changed. */
  isWhole(kind: RunKind): boolean;
  next(kind: RunKind, position: string | null): Promise<SourcePage>;
}

const perPage = 100;
const perFeedPage = 500;

/**
 * The lists of a node of 1.35, which cannot tell what changed: page after page. A list that is shorter than asked for
 * is the last one only if the remote's own count says so too; pages may be capped.
 */
export class ListSource implements PageSource {
  constructor(
    private readonly reader: RemoteReader,
    private readonly brood: BroodEntity,
  ) {}

  isWhole(): boolean {
    return true;
  }

  async next(kind: RunKind, position: string | null): Promise<SourcePage> {
    // what a node of 1.35 does not have it is not asked for
    if (kind === 'blueprints') return nothingThere;
    const [page = 0, seen = 0] = (position ?? '0:0').split(':').map(Number);
    const request = { page: page + 1, limit: perPage };
    const answer = await this.reader.rows(this.brood, kind, request).catch((error: unknown) => {
      if (kind !== 'encryption-keys' || !isClosed(error)) throw error;
      return null;
    });
    if (answer === null) return nothingThere;
    const { rows, total } = answer;
    const all = seen + rows.length;
    return {
      records: rows.flatMap((raw) => readRecord(kind, raw) ?? []),
      gone: [],
      position: `${page + 1}:${all}`,
      isLast: rows.length === 0 || (total === null ? rows.length < perPage : all >= total),
      isClosed: false,
    };
  }
}

const nothingThere: SourcePage = { records: [], gone: [], position: '0:0', isLast: true, isClosed: true };

const isClosed = (error: unknown): boolean =>
  error instanceof RemoteFailed && [403, 404, 405].includes(error.remoteStatus ?? 0);

/** The feed of a node of ours: what changed since the cursor, each signed, and what is gone. */
export class FeedSource implements PageSource {
  constructor(
    private readonly client: ExchangeClient,
    private readonly brood: BroodEntity,
    private readonly isFull: boolean,
  ) {}

  isWhole(kind: RunKind): boolean {
    return this.isFull || this.brood.cursors[kind] === undefined;
  }

  /** What the feed is known by where it had nothing after the cursor. */
  readonly tags = new Map<RunKind, { after: string; tag: string }>();

  async next(kind: RunKind, position: string | null): Promise<SourcePage> {
    const after = position ?? (this.isWhole(kind) ? null : (this.brood.cursors[kind] ?? null));
    const answer = await this.client.changes(this.brood, kind, after, perFeedPage).catch((error: unknown) => {
      // an earlier version of this program does not know blueprints
      if (kind === 'blueprints' && error instanceof RemoteFailed && error.remoteStatus === 400) return null;
      throw error;
    });
    if (answer === null) return nothingThere;
    const { records, gone, cursor, isLast, tag } = answer;
    if (cursor === after && tag !== null) this.tags.set(kind, { after, tag });
    return { records, gone, position: cursor, isLast, isClosed: false };
  }

  /** Records that were refused before, as they are now. Throws `RemoteFailed`. */
  again(kind: RunKind, uuids: readonly string[]): Promise<readonly RemoteRecord[]> {
    return this.client.only(this.brood, kind, uuids);
  }
}
