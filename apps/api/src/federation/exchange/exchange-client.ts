import { PeerStatus } from '@cerebrate/cerebrate-wire';
import { ExchangePage, exchangeVersion, type RunKind } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import type { BroodEntity } from '../broods/brood.entity.js';
import { PeerClient } from '../peers/peer-client.js';
import { type GoneRecord, type RemoteRecord, readRecord } from '../peers/remote-kinds.js';
import { judgedSignature, type KnownSigners, SignersService } from '../signing/signers.service.js';

/** What changed at a node of ours, read and judged. */
export interface ReadChanges {
  readonly records: readonly RemoteRecord[];
  readonly gone: readonly GoneRecord[];
  readonly cursor: string;
  readonly isLast: boolean;
  /** What the page is known by there. */
  readonly tag: string | null;
}

/** Asks nodes of this program for what a node of 1.35 cannot tell: what changed, signed (decision 093). */
@Injectable()
export class ExchangeClient {
  readonly #signers = new Map<number, KnownSigners>();

  constructor(
    @Inject(PeerClient) private readonly peers: PeerClient,
    @Inject(SignersService) private readonly signers: SignersService,
  ) {}

  /** Whether the brood says in its handshake that it speaks so; its signing keys are noted. Throws `RemoteFailed`. */
  async isSpoken(brood: BroodEntity): Promise<boolean> {
    const { value } = await this.peers.read(brood, '/instance/status.json', PeerStatus);
    if (value.capabilities?.exchange !== exchangeVersion) return false;
    this.#signers.set(brood.id, await this.signers.seen(brood.id, value.capabilities.signing_keys));
    return true;
  }

  /** A page of the feed. Throws `RemoteFailed`. */
  async changes(brood: BroodEntity, kind: RunKind, after: string | null, limit: number): Promise<ReadChanges> {
    const query = new URLSearchParams({ limit: String(limit), ...(after === null ? {} : { after }) });
    const known = brood.feedTags[kind];
    const held = known?.after === after ? known?.tag : undefined;
    const answer = await this.peers.unlessHeld(brood, `/api/v1/exchange/${kind}?${query}`, ExchangePage, held);
    if (answer === null && after !== null)
      return { records: [], gone: [], cursor: after, isLast: true, tag: held ?? null };
    if (answer === null) throw new Error('a page that was never held');
    const { value, headers } = answer;
    return { ...(await this.#read(brood, kind, value)), tag: headers['etag'] ?? null };
  }

  /** Records of these uuids as they are now; those that are out of sight there are missing. Throws `RemoteFailed`. */
  async only(brood: BroodEntity, kind: RunKind, uuids: readonly string[]): Promise<readonly RemoteRecord[]> {
    const query = new URLSearchParams({ limit: String(uuids.length), only: uuids.join(',') });
    const { value } = await this.peers.read(brood, `/api/v1/exchange/${kind}?${query}`, ExchangePage);
    return (await this.#read(brood, kind, value)).records;
  }

  async #read(brood: BroodEntity, kind: RunKind, page: ExchangePage): Promise<Omit<ReadChanges, 'tag'>> {
    const signers = this.#signers.get(brood.id) ?? (await this.signers.seen(brood.id, []));
    const gone = page.items.flatMap(({ isGone, uuid, id }): GoneRecord[] =>
      isGone ? [{ uuid: uuid.toLowerCase(), remoteId: id }] : [],
    );
    const records = await Promise.all(
      page.items.flatMap((item) => {
        const record = item.isGone ? null : readRecord(kind, item.record);
        return record
          ? [judgedSignature(signers, kind, item).then((signature): RemoteRecord => ({ ...record, signature }))]
          : [];
      }),
    );
    return { records, gone, cursor: page.cursor, isLast: page.isLast };
  }
}
