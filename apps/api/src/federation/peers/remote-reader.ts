import { PeerRows } from '@cerebrate/cerebrate-wire';
import type { RemoteKind } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import * as z from 'zod';
import { NotFound, RemoteFailed } from '../../kernel/index.js';
import type { BroodEntity } from '../broods/brood.entity.js';
import { PeerClient } from './peer-client.js';
import { fallbackFilters, type ListedKind, type RemoteRecord, readRecord, remotePaths } from './remote-kinds.js';

/** Rows as a remote served them. */
export interface ReadRows {
  readonly rows: readonly unknown[];
  readonly total: number | null;
  readonly searchedBy: string | null;
}

/** A page of a remote's list, each record read. */
export interface ReadPage extends Omit<ReadRows, 'rows'> {
  readonly records: readonly RemoteRecord[];
}

export interface PageRequest {
  readonly page: number;
  readonly limit: number;
  readonly q?: string | undefined;
}

/** Reads the lists and records of a remote (WIRE-CONTRACT §4.3, §4.4). */
@Injectable()
export class RemoteReader {
  constructor(@Inject(PeerClient) private readonly peers: PeerClient) {}

  /** A page of a remote's list; rows that are no records are left out. Throws as `rows`. */
  async page(brood: BroodEntity, kind: ListedKind, request: PageRequest): Promise<ReadPage> {
    const { rows, ...page } = await this.rows(brood, kind, request);
    return { ...page, records: rows.flatMap((raw) => readRecord(kind, raw) ?? []) };
  }

  /**
   * A page as the remote sent it. A remote whose quick filter fails with 500 is asked by its columns instead, one after
   * another until one finds something. Throws `RemoteFailed`.
   */
  async rows(brood: BroodEntity, kind: ListedKind, request: PageRequest): Promise<ReadRows> {
    const q = request.q?.trim();
    if (!q) return { ...(await this.#page(brood, kind, request, [])), searchedBy: null };
    try {
      return { ...(await this.#page(brood, kind, request, [['quickFilter', q]])), searchedBy: 'quick filter' };
    } catch (error) {
      if (!(error instanceof RemoteFailed) || error.remoteStatus !== 500) throw error;
    }
    const columns = isUuid(q)
      ? [kind === 'sharing-groups' ? 'SharingGroups_uuid' : 'uuid']
      : fallbackFilters[kind as RemoteKind];
    for (const column of columns) {
      const found = await this.#page(brood, kind, request, [[column, isUuid(q) ? q : `%${q}%`]]);
      if (found.rows.length > 0) return { ...found, searchedBy: column };
    }
    return { rows: [], total: 0, searchedBy: columns.join(', ') };
  }

  /** One record by its id at the remote. Throws `NotFound` when it has none, `RemoteFailed`. */
  async one(brood: BroodEntity, kind: ListedKind, remoteId: number): Promise<RemoteRecord> {
    const path = `${remotePaths[kind].view}/${remoteId}.json`;
    const answer = await this.peers.read(brood, path, z.unknown()).catch((error: unknown) => {
      if (error instanceof RemoteFailed && error.remoteStatus === 404)
        throw new NotFound(`${brood.name} has no such record, or does not show it to us`);
      throw error;
    });
    const record = readRecord(kind, answer.value);
    if (!record) throw new RemoteFailed(brood.name, 200, `its answer to ${path} is no record`);
    return record;
  }

  async #page(brood: BroodEntity, kind: ListedKind, { page, limit }: PageRequest, filters: [string, string][]) {
    // in the order a node of 1.35 asks: page, limit, quickFilter, full
    const query = new URLSearchParams([['page', String(page)], ['limit', String(limit)], ...filters, ['full', '1']]);
    const answer = await this.peers
      .read(brood, `${remotePaths[kind].index}?${query}`, PeerRows)
      .catch((error: unknown) => {
        // a page past the end is 404 there; the first one never is
        if (page > 1 && error instanceof RemoteFailed && error.remoteStatus === 404)
          return { value: [] as unknown[], headers: {} };
        throw error;
      });
    const headers: Readonly<Record<string, string>> = answer.headers;
    const total = Number(headers['x-total-count'] ?? Number.NaN);
    return {
      rows: answer.value,
      total: Number.isInteger(total) ? total : null,
    };
  }
}

const isUuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
