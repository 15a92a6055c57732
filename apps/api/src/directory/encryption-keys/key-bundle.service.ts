import { randomUUID } from 'node:crypto';
import type { KeyBundleOutcome } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { InvalidInput, type Principal, Store, sql, type Work } from '../../kernel/index.js';
import { EncryptionKeyEntity } from './encryption-key.entity.js';
import { encryptionKeysChanged } from './encryption-key.events.js';
import { columnsOf } from './encryption-keys.service.js';
import { type ClaimedOwner, type OwnerColumns, ownerFor, ownersByEmail } from './key-owner.js';
import { type KeyFacts, KeyThreads } from './key-threads.js';

const block = /-----BEGIN [A-Z0-9 ]+-----[\s\S]*?-----END [A-Z0-9 ]+-----/g;
/** Blocks that one thread reads at once, and the time it has for them. */
const share = 40;
const shareTime = 30_000;
const blockLimit = 262_144;

interface Found {
  readonly at: number;
  readonly key?: KeyFacts;
  readonly fault?: string;
}

/** Many keys of one text at once (FEATURES KEY-02): what cannot be taken is told with its place and spares the others. */
@Injectable()
export class KeyBundle {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(KeyThreads) private readonly threads: KeyThreads,
  ) {}

  /**
   * Adds every key to the owner, or without one each to the person whose address it bears. Repeating it adds nothing.
   * Throws `InvalidInput` when the text holds no block, `NotAllowed` for an owner that is not the caller's.
   */
  async add(principal: Principal, text: string, claimed: ClaimedOwner): Promise<KeyBundleOutcome> {
    const blocks = text.match(block) ?? [];
    if (blocks.length === 0)
      throw InvalidInput.at(
        ['text'],
        'holds no key: each begins with -----BEGIN PGP PUBLIC KEY BLOCK----- or a certificate',
      );
    const found = await this.#readAll(blocks);
    return this.store.work(principal, async (work) => {
      const owner = claimed.ownerId === undefined ? undefined : await ownerFor(work, claimed);
      return addFound(work, found, owner);
    });
  }

  async #readAll(blocks: readonly string[]): Promise<Found[]> {
    const shares: string[][] = [];
    for (let at = 0; at < blocks.length; at += share) shares.push(blocks.slice(at, at + share));
    const answers = await Promise.all(
      shares.map((texts) =>
        this.threads
          .run('inspectEach', { texts: texts.map((one) => (one.length > blockLimit ? '' : one)) }, shareTime)
          // one of them took the thread along: each by itself finds out which
          .catch(() => this.#readSingly(texts)),
      ),
    );
    return answers.flat().flatMap(({ keys, fault }, at): Found[] => {
      if (keys) return keys.map((key) => ({ at: at + 1, key }));
      return [{ at: at + 1, fault: fault ?? 'it cannot be read' }];
    });
  }

  async #readSingly(texts: readonly string[]): Promise<{ keys?: KeyFacts[]; fault?: string }[]> {
    const answers = [];
    for (const text of texts)
      answers.push(
        await this.threads.run('inspect', { text }).then(
          (keys) => ({ keys }),
          (error: Error) => ({ fault: error.message }),
        ),
      );
    return answers;
  }
}

async function addFound(
  work: Work,
  found: readonly Found[],
  owner: OwnerColumns | undefined,
): Promise<KeyBundleOutcome> {
  const outcome: KeyBundleOutcome = { added: 0, unchanged: 0, refused: [] };
  const keys = found.flatMap(({ key }) => (key ? [key] : []));
  const people = owner ? undefined : await ownersByEmail(work, [...new Set(keys.flatMap(({ emails }) => emails))]);
  const known = await knownKeys(work, keys);
  const rows: Partial<EncryptionKeyEntity>[] = [];
  for (const { at, key, fault } of found) {
    const whose = owner ?? key?.emails.map((email) => people?.get(email)).find(Boolean);
    if (!key || !whose) {
      const reason = fault ?? 'no person whose keys you may write has an address of it';
      outcome.refused.push({ at, fingerprint: key?.fingerprint ?? null, reason });
      continue;
    }
    const name = `${whose.organisationId}/${whose.individualId}/${key.fingerprint}`;
    if (known.has(name)) outcome.unchanged++;
    else rows.push({ uuid: randomUUID(), ...whose, ...columnsOf(key), revoked: false, deletedAt: null });
    known.add(name);
  }
  const added = await work.insertMany(EncryptionKeyEntity, rows);
  outcome.added = added.length;
  if (added.length > 0) work.emit(encryptionKeysChanged, { ids: added.length > 500 ? [] : added.map(({ id }) => id) });
  return outcome;
}

async function knownKeys(work: Work, keys: readonly KeyFacts[]): Promise<Set<string>> {
  const rows = await work.query<{ name: string }>(sql`
    select concat(coalesce(organisation_id::text, 'null'), '/', coalesce(individual_id::text, 'null'), '/', fingerprint) as name
    from encryption_keys where deleted_at is null and fingerprint = any(${keys.map(({ fingerprint }) => fingerprint)})`);
  return new Set(rows.map(({ name }) => name));
}
