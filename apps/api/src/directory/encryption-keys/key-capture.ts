import { Inject, Injectable } from '@nestjs/common';
import { IsNull, Not } from 'typeorm';
import { InvalidInput, notFound, Store, sql, type Work } from '../../kernel/index.js';
import {
  type Captured,
  type CaptureSource,
  dispose,
  type LocalFinding,
  type LocalRecord,
  type Offered,
  orRefused,
  refused,
} from '../capture/capture.js';
import { originJson, readOrigin, rowsOf } from '../capture/record-origins.js';
import type { Merged } from '../capture/record-state.js';
import { EncryptionKeyEntity } from './encryption-key.entity.js';
import { encryptionKeysChanged } from './encryption-key.events.js';
import { columnsOf, type ReadColumns } from './encryption-keys.service.js';
import { KeyRefused, KeyThreads } from './key-threads.js';

/** A key as a peer offers it, with its owner by number there or by uuid. */
export interface OfferedKey {
  readonly uuid: string;
  readonly type: 'pgp' | 'smime';
  readonly text: string;
  readonly revoked: boolean;
  readonly created: Date | null;
  readonly modified: Date | null;
  readonly owner: {
    readonly kind: 'organisation' | 'individual';
    readonly uuid: string | null;
    readonly remoteId: number | null;
  };
}

/** A key that was read by a thread, before any work begins. */
export interface ReadOffer {
  readonly offer: OfferedKey;
  readonly offered: Offered;
  /** What the text says; null when it is the one that is here already. */
  readonly columns: ReadColumns | null;
}

interface Row {
  uuid: string;
  id: number | null;
  text: string;
  revoked: boolean;
  modified: Date;
  origin: unknown;
  is_deleted: boolean;
}

/**
 * Takes encryption keys that peers offer (FEATURES BRD-04). A peer gives keys only to organisations and people that came
 * from it: a key of somebody else's would let it read mail that is meant for them.
 */
@Injectable()
export class KeyCapture {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(KeyThreads) private readonly threads: KeyThreads,
  ) {}

  /** Reads the text, unless it is the one that is here. Throws `InvalidInput` for no key, a private one, or several. */
  async read(offer: OfferedKey): Promise<ReadOffer> {
    const known = (await this.find(this.store, [offer.uuid])).get(offer.uuid)?.record?.state.columns['text'];
    const columns = known === offer.text ? null : await this.#columns(offer);
    const { uuid, revoked, modified } = offer;
    const state = { columns: { text: columns?.text ?? offer.text, revoked }, sets: {} };
    return { offer, columns, offered: { uuid, remoteModified: modified, state, unplaced: [] } };
  }

  /** What is here under each of these uuids. */
  async find(from: Work | Store, uuids: readonly string[]): Promise<Map<string, LocalFinding>> {
    const rows = await rowsOf<Row>(
      from,
      sql`
      select u.uuid::text as uuid, k.id, k.text, k.revoked, k.modified, ${originJson('encryptionKey', sql`k.id`)} as origin,
        exists (select from encryption_keys d where d.uuid = u.uuid and d.deleted_at is not null) as is_deleted
      from unnest(${uuids}::uuid[]) u(uuid)
      left join encryption_keys k on k.uuid = u.uuid and k.deleted_at is null`,
    );
    return new Map(rows.map((row) => [row.uuid, findingOf(row)]));
  }

  /** Takes an offer as far as the source may, or says why not. */
  capture(work: Work, source: CaptureSource, { offer, offered, columns }: ReadOffer): Promise<Captured> {
    return orRefused(work, async () => {
      const finding = (await this.find(work, [offer.uuid])).get(offer.uuid);
      if (!finding) throw new Error('a uuid was not looked up');
      const owner = await this.#owner(work, source, offer);
      if (!finding.record && owner === null)
        return refused('its owner is not here, or did not come from this peer: only to those it gives keys');
      return dispose(work, 'encryptionKey', source, offered, finding, {
        create: () => this.#create(work, offer, columns, owner),
        change: (record, merged) => this.#change(work, record, merged, columns),
      });
    });
  }

  /** Hides a key that vanished at its origin. Throws `NotFound`. */
  async removeIn(work: Work, id: number): Promise<void> {
    const row = await work.find(EncryptionKeyEntity, { id, deletedAt: IsNull() });
    if (!row) throw notFound('encryption key');
    row.deletedAt = work.now;
    await work.save(EncryptionKeyEntity, row, 'delete');
    work.emit(encryptionKeysChanged, { ids: [id] });
  }

  /** Brings a hidden key back. Throws `NotFound`. */
  async restoreIn(work: Work, id: number): Promise<void> {
    const row = await work.find(EncryptionKeyEntity, { id, deletedAt: Not(IsNull()) });
    if (!row) throw notFound('encryption key');
    row.deletedAt = null;
    await work.save(EncryptionKeyEntity, row, 'undelete');
    work.emit(encryptionKeysChanged, { ids: [id] });
  }

  /** Changes a key that was taken: what undoing a run does. Its text is read anew. Throws `InvalidInput`. */
  async amend(work: Work, record: LocalRecord, merged: Merged): Promise<void> {
    const { text } = merged.columns;
    const columns = typeof text === 'string' ? await this.#columns({ text }) : null;
    await this.#change(work, record, merged, columns);
  }

  /** The record here of the owner, if it came from the same peer. */
  async #owner(work: Work, { broodId }: CaptureSource, { owner }: OfferedKey): Promise<number | null> {
    const [row] = await work.query<{ record_id: number }>(sql`
      select record_id from record_origins ro where ro.brood_id = ${broodId} and ro.kind = ${owner.kind} and not ro.is_stub
        and (ro.uuid = ${owner.uuid}::uuid or (${owner.uuid}::uuid is null and ro.remote_id = ${owner.remoteId}::int))
        and (exists (select from organisations o where ro.kind = 'organisation' and o.id = ro.record_id and o.deleted_at is null)
          or exists (select from individuals i where ro.kind = 'individual' and i.id = ro.record_id and i.deleted_at is null))
      limit 1`);
    return row?.record_id ?? null;
  }

  async #create(work: Work, offer: OfferedKey, columns: ReadColumns | null, ownerId: number | null): Promise<number> {
    if (!columns) throw new Error('a new key was not read');
    const isOrganisation = offer.owner.kind === 'organisation';
    const owner = { organisationId: isOrganisation ? ownerId : null, individualId: isOrganisation ? null : ownerId };
    const [twin] = await work.query(sql`select from encryption_keys where fingerprint = ${columns.fingerprint}
      and deleted_at is null and organisation_id is not distinct from ${owner.organisationId}
      and individual_id is not distinct from ${owner.individualId}`);
    if (twin) throw new InvalidInput('the owner has this key here already');
    const row = await work.insert(EncryptionKeyEntity, {
      uuid: offer.uuid,
      ...owner,
      ...columns,
      revoked: offer.revoked,
      ...(offer.created ? { created: offer.created } : {}),
      deletedAt: null,
    });
    work.emit(encryptionKeysChanged, { ids: [row.id] });
    return row.id;
  }

  async #change(work: Work, { id }: LocalRecord, merged: Merged, columns: ReadColumns | null): Promise<void> {
    const row = await work.find(EncryptionKeyEntity, { id, deletedAt: IsNull() });
    if (!row) throw notFound('encryption key');
    const { text, revoked } = merged.columns;
    if (typeof text === 'string' && columns) Object.assign(row, columns);
    if (typeof revoked === 'boolean') row.revoked = revoked;
    if (await work.save(EncryptionKeyEntity, row)) work.emit(encryptionKeysChanged, { ids: [id] });
  }

  async #columns({ text, type }: { text: string; type?: 'pgp' | 'smime' }): Promise<ReadColumns> {
    try {
      const [key, ...more] = await this.threads.run('inspect', { text, type });
      if (!key || more.length > 0) throw new InvalidInput(`holds ${more.length + 1} keys instead of one`);
      return columnsOf(key);
    } catch (error) {
      if (error instanceof KeyRefused) throw new InvalidInput(`is no key that can be used: ${error.message}`);
      throw error;
    }
  }
}

function findingOf(row: Row): LocalFinding {
  const { is_deleted: isDeleted, id, modified, text, revoked } = row;
  if (id === null) return { record: null, isDeleted, mergedInto: null };
  const state = { columns: { text, revoked }, sets: {} };
  return {
    record: { id, state, modified, origin: readOrigin(row.origin), versions: new Map() },
    isDeleted,
    mergedInto: null,
  };
}
