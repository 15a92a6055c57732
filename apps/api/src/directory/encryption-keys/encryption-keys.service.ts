import { randomUUID } from 'node:crypto';
import type {
  BulkOutcome,
  EncryptionKey,
  EncryptionKeyChanges,
  History,
  HistoryQuery,
  InspectedKey,
  NewEncryptionKey,
  RecordRef,
} from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import {
  Conflict,
  DomainError,
  historyOf,
  InvalidInput,
  NotAllowed,
  type Principal,
  rowToRestore,
  StaleWrite,
  Store,
  sql,
  type Work,
} from '../../kernel/index.js';
import { EncryptionKeyEntity } from './encryption-key.entity.js';
import { encryptionKeysChanged } from './encryption-key.events.js';
import { encryptionKeyScope } from './encryption-key.scope.js';
import { EncryptionKeyReader } from './encryption-key-reader.js';
import { toInspected } from './encryption-key-view.js';
import { noSuchKey, type OwnerColumns, ownerFor, withOwner } from './key-owner.js';
import { type KeyFacts, KeyRefused, KeyThreads } from './key-threads.js';

/** Options of a write that only the dialect needs. */
export interface KeyWriteOptions {
  /** Takes what nobody can read, as the original does (recording 215); it is stored as unreadable. Never a private key. */
  readonly takesUnreadable?: boolean;
  /** Takes a key that the owner has already, as the original does (recording 200). */
  readonly takesDuplicate?: boolean;
}

/** The columns that are read from a key's text. */
export type ReadColumns = Omit<
  EncryptionKeyEntity,
  'id' | 'uuid' | 'organisationId' | 'individualId' | 'revoked' | 'created' | 'modified' | 'version' | 'deletedAt'
>;

/** What changes keys (FEATURES KEY-02, KEY-05). A text is read in a thread before the work begins. */
@Injectable()
export class EncryptionKeysService {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(EncryptionKeyReader) private readonly reader: EncryptionKeyReader,
    @Inject(KeyThreads) private readonly threads: KeyThreads,
  ) {}

  /** What a text says, key by key; nothing is stored. Throws `InvalidInput`. */
  async inspect(text: string, type?: 'pgp' | 'smime'): Promise<InspectedKey[]> {
    return (await this.#read(text, type)).map(toInspected);
  }

  /** Adds a key. Throws `InvalidInput`, `NotAllowed`, and `Conflict` when the owner has this key. */
  async create(principal: Principal, input: NewEncryptionKey, options: KeyWriteOptions = {}): Promise<EncryptionKey> {
    const columns = await this.#readOne(input.text, input.type, options);
    const id = await this.store.work(principal, async (work) => {
      const owner = await ownerFor(work, input);
      if (!options.takesDuplicate) await refuseDuplicate(work, owner, columns.fingerprint);
      const row = await work.insert(EncryptionKeyEntity, {
        uuid: input.uuid ?? randomUUID(),
        ...owner,
        ...columns,
        revoked: input.revoked ?? false,
        deletedAt: null,
      });
      work.emit(encryptionKeysChanged, { ids: [row.id] });
      return row.id;
    });
    return this.reader.get(principal, { id });
  }

  /** Renews a key or marks it revoked. Throws `NotFound`, `NotAllowed`, `InvalidInput`, `Conflict`, `StaleWrite`. */
  async update(
    principal: Principal,
    ref: RecordRef,
    changes: EncryptionKeyChanges,
    ifMatch?: number,
    options: KeyWriteOptions = {},
  ): Promise<EncryptionKey> {
    const current = await this.reader.get(principal, ref);
    const isRead = changes.text !== undefined || (changes.type !== undefined && changes.type !== current.type);
    const columns = isRead
      ? await this.#readOne(changes.text ?? current.text, changes.type ?? sameType(changes, current), options)
      : {};
    await this.store.work(principal, async (work) => {
      const row = await this.#keyToChange(work, { id: current.id }, ifMatch);
      Object.assign(row, columns, changes.revoked === undefined ? {} : { revoked: changes.revoked });
      if (!options.takesDuplicate && isRead) await refuseDuplicate(work, row, row.fingerprint, row.id);
      if (await work.save(EncryptionKeyEntity, row)) work.emit(encryptionKeysChanged, { ids: [row.id] });
    });
    return this.reader.get(principal, { id: current.id });
  }

  /** Hides the key everywhere until it is restored. Throws `NotFound`, `NotAllowed`, `StaleWrite`. */
  async remove(principal: Principal, ref: RecordRef, ifMatch?: number): Promise<void> {
    await this.store.work(principal, (work) => this.#removeIn(work, ref, ifMatch));
  }

  /** Brings a deleted key back. Throws `NotFound`, `Conflict`. */
  async restore(principal: Principal, ref: RecordRef): Promise<EncryptionKey> {
    const id = await this.store.work(principal, (work) => this.#restoreIn(work, ref));
    return this.reader.get(principal, { id });
  }

  /** Deletes many; those that cannot be are told with the reason and the others go. */
  bulkRemove(principal: Principal, ids: readonly number[]): Promise<BulkOutcome> {
    return this.#each(principal, ids, (work, id) => this.#removeIn(work, { id }));
  }

  /** Restores many. */
  bulkRestore(principal: Principal, ids: readonly number[]): Promise<BulkOutcome> {
    return this.#each(principal, ids, async (work, id) => void (await this.#restoreIn(work, { id })));
  }

  /** The changes of a key, newest first. Throws `NotFound`. */
  async history(principal: Principal, ref: RecordRef, query: HistoryQuery): Promise<History> {
    const { id } = await this.reader.get(principal, ref);
    return historyOf(this.store, 'encryptionKey', id, query);
  }

  /** The row, locked and authorised with the owner it has now. */
  async #keyToChange(work: Work, ref: RecordRef, ifMatch?: number): Promise<EncryptionKeyEntity> {
    const which = ref.id === undefined ? { uuid: ref.uuid } : { id: ref.id };
    const row = await work.find(EncryptionKeyEntity, { ...which, deletedAt: IsNull() });
    if (!row) throw noSuchKey();
    const owned = await withOwner(work, row);
    if (!encryptionKeyScope.see.allows(owned, work.principal)) throw noSuchKey();
    if (!encryptionKeyScope.change.allows(owned, work.principal))
      throw new NotAllowed('you may see this encryption key but not change it');
    if (ifMatch !== undefined && row.version !== ifMatch)
      throw new StaleWrite(
        `this encryption key was changed meanwhile (version ${row.version}, you had ${ifMatch}); read it again`,
      );
    return row;
  }

  async #removeIn(work: Work, ref: RecordRef, ifMatch?: number): Promise<void> {
    const row = await this.#keyToChange(work, ref, ifMatch);
    row.deletedAt = work.now;
    await work.save(EncryptionKeyEntity, row, 'delete');
    work.emit(encryptionKeysChanged, { ids: [row.id] });
  }

  async #restoreIn(work: Work, ref: RecordRef): Promise<number> {
    const row = await rowToRestore(work, EncryptionKeyEntity, encryptionKeyScope, ref, (one) => withOwner(work, one));
    row.deletedAt = null;
    await work.save(EncryptionKeyEntity, row, 'undelete');
    work.emit(encryptionKeysChanged, { ids: [row.id] });
    return row.id;
  }

  async #each(
    principal: Principal,
    ids: readonly number[],
    act: (work: Work, id: number) => Promise<void>,
  ): Promise<BulkOutcome> {
    const outcome: BulkOutcome = { done: 0, refused: [] };
    await this.store.work(principal, async (work) => {
      for (const id of [...new Set(ids)].sort((a, b) => a - b)) {
        try {
          await work.attempt(() => act(work, id));
          outcome.done++;
        } catch (error) {
          if (!(error instanceof DomainError)) throw error;
          outcome.refused.push({ id, reason: error.message });
        }
      }
    });
    return outcome;
  }

  async #read(text: string, type: 'pgp' | 'smime' | undefined): Promise<KeyFacts[]> {
    try {
      return await this.threads.run('inspect', { text, type });
    } catch (error) {
      if (error instanceof KeyRefused) throw InvalidInput.at(['text'], `is no key that can be used: ${error.message}`);
      throw error;
    }
  }

  async #readOne(
    text: string,
    type: 'pgp' | 'smime' | undefined,
    { takesUnreadable }: KeyWriteOptions,
  ): Promise<ReadColumns> {
    try {
      const [key, ...more] = await this.#read(text, type);
      if (!key || more.length > 0)
        throw InvalidInput.at(['text'], `holds ${more.length + 1} keys: send one, or all of them as a bundle`);
      return columnsOf(key);
    } catch (error) {
      if (!takesUnreadable || !(error instanceof InvalidInput) || /PRIVATE KEY/i.test(text)) throw error;
      return unreadable(text, type ?? 'pgp', error.message);
    }
  }
}

/** A renewed text may be of the other type; a type that is only repeated says nothing. */
const sameType = (changes: EncryptionKeyChanges, current: EncryptionKey) =>
  changes.text === undefined ? current.type : undefined;

/** What was read, as columns. */
export const columnsOf = (key: KeyFacts): ReadColumns => ({
  type: key.type,
  text: key.text,
  fingerprint: key.fingerprint,
  keyIds: key.keyIds,
  userIds: key.userIds,
  emails: key.emails,
  algorithm: key.algorithm,
  bits: key.bits,
  madeAt: new Date(key.madeAt),
  expiresAt: key.expiresAt === null ? null : new Date(key.expiresAt),
  encryptsUntil: key.encryptsUntil === null ? null : new Date(key.encryptsUntil),
  canEncrypt: key.canEncrypt,
  canSign: key.canSign,
  revokedByMaker: key.isRevokedByMaker,
  fault: null,
});

/** A key that nobody could read, and why, as columns. */
export const unreadable = (text: string, type: 'pgp' | 'smime', fault: string): ReadColumns => ({
  type,
  text,
  fingerprint: null,
  keyIds: [],
  userIds: [],
  emails: [],
  algorithm: null,
  bits: null,
  madeAt: null,
  expiresAt: null,
  encryptsUntil: null,
  canEncrypt: false,
  canSign: false,
  revokedByMaker: false,
  fault,
});

async function refuseDuplicate(
  work: Work,
  { organisationId, individualId }: OwnerColumns,
  fingerprint: string | null,
  except = 0,
): Promise<void> {
  const [known] = await work.query<{ id: number }>(sql`
    select id from encryption_keys where fingerprint = ${fingerprint} and deleted_at is null and id <> ${except}
      and organisation_id is not distinct from ${organisationId} and individual_id is not distinct from ${individualId} limit 1`);
  if (known)
    throw new Conflict(`this owner has the key ${fingerprint} already, as number ${known.id}: renew that one`, [
      { path: ['text'], message: `is key ${known.id} of this owner` },
    ]);
}
