import { createHash, randomUUID } from 'node:crypto';
import {
  type EncryptionKey,
  type FoundSignature,
  type KeyState,
  type ListRequest,
  type NewSignatureCheck,
  type RecordRef,
  type SignatureCheck,
  SignatureCheckList,
  type SignatureVerdict,
} from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import {
  anyOf,
  defineListPlan,
  InvalidInput,
  likeText,
  type Principal,
  Records,
  Store,
  sql,
} from '../../kernel/index.js';
import { organisationScope } from '../organisations/organisation.scope.js';
import { EncryptionKeyReader } from './encryption-key-reader.js';
import { type ClaimedSigner, KeyRefused, KeyThreads } from './key-threads.js';
import { SignatureCheckEntity } from './signature-check.entity.js';
import { signatureCheckScope } from './signature-check.scope.js';

/** More signatures than this in one are looked at by nobody. */
const mostSignatures = 10;

const reasons: Readonly<Record<SignatureVerdict, string>> = {
  good: 'The signature is good.',
  'unknown-key': 'No key you can see made this signature.',
  'wrong-data': 'The signature was made over other data.',
  'bad-signature': 'The signature is forged or damaged.',
  'signature-expired': 'The signature is over: its maker set an end to it.',
  'expired-then': 'The key was over when the signature was made.',
  'expired-now': 'The signature was good when it was made, but the key is over by now.',
  revoked: 'The key is revoked.',
  'not-for-signing': 'The key is not one for signing.',
};

type CheckRow = Omit<SignatureCheckEntity, 'userId'>;

/** Says who signed what, within the caller's view, and keeps every answer. */
@Injectable()
export class SignatureChecks {
  readonly #records: Records<SignatureCheckEntity, SignatureCheck, CheckRow>;

  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(EncryptionKeyReader) private readonly keys: EncryptionKeyReader,
    @Inject(KeyThreads) private readonly threads: KeyThreads,
  ) {
    this.#records = recordsOf(store);
  }

  /** A page of recorded answers. */
  list(principal: Principal, request: ListRequest) {
    return this.#records.list(principal, request);
  }

  /** One recorded answer. Throws `NotFound`. */
  get(principal: Principal, ref: RecordRef): Promise<SignatureCheck> {
    return this.#records.get(principal, ref);
  }

  /** Judges a detached signature and records the answer. Throws `InvalidInput` for what is no signature. */
  async verify(principal: Principal, input: NewSignatureCheck): Promise<SignatureCheck> {
    const data = input.encoding === 'base64' ? fromBase64('data', input.data) : Buffer.from(input.data, 'utf8');
    const signature = signatureBytes(input.signature);
    const { kind, signers } = await this.#signers(signature);
    const signatures: FoundSignature[] = [];
    for (const [place, signer] of signers.slice(0, mostSignatures).entries())
      signatures.push(await this.#judge(principal, { kind, signature, place, data }, signer));
    const id = await this.store.work(principal, async (work) => {
      const row = await work.insert(SignatureCheckEntity, {
        uuid: randomUUID(),
        userId: principal.userId,
        askedBy: principal.username,
        purpose: input.purpose ?? null,
        type: kind,
        dataSha256: createHash('sha256').update(data).digest('hex'),
        dataSize: data.length,
        isValid: signatures.some(({ verdict }) => verdict === 'good'),
        signatures,
      });
      return row.id;
    });
    return this.get(principal, { id });
  }

  async #signers(signature: Uint8Array) {
    try {
      return await this.threads.run('signers', { signature });
    } catch (error) {
      if (error instanceof KeyRefused) throw InvalidInput.at(['signature'], error.message);
      throw error;
    }
  }

  async #judge(
    principal: Principal,
    asked: { kind: 'pgp' | 'smime'; signature: Uint8Array; place: number; data: Uint8Array },
    signer: ClaimedSigner,
  ): Promise<FoundSignature> {
    const names = anyOf([
      sql`k.key_ids && ${signer.keyIds}::text[]`,
      signer.fingerprint ? sql`k.fingerprint = ${signer.fingerprint}` : sql`false`,
    ]);
    const candidates = await this.keys.whole(principal, sql`k.type = ${asked.kind} and ${names}`, 20);
    let best: { verdict: SignatureVerdict; key: EncryptionKey | null } = { verdict: 'unknown-key', key: null };
    for (const key of oneOfEach(candidates)) {
      const verdict = await this.#verdict(asked, key);
      if (best.key === null || verdict === 'good') best = { verdict, key };
    }
    const holders = candidates.filter(({ fingerprint }) => fingerprint === best.key?.fingerprint);
    return {
      verdict: best.verdict,
      reason: reasons[best.verdict],
      keyIds: signer.keyIds,
      fingerprint: best.key?.fingerprint ?? signer.fingerprint,
      signedAt: signer.signedAt,
      keyState: best.key?.state ?? null,
      owners: holders.map(({ id, owner }) => ({ ...owner, keyId: id })),
      organisations: await this.#organisations(principal, holders, signer.signedAt),
    };
  }

  async #verdict(
    asked: { kind: string; signature: Uint8Array; place: number; data: Uint8Array },
    key: EncryptionKey,
  ): Promise<SignatureVerdict> {
    try {
      const { verdict } = await this.threads.run('verify', { ...asked, text: key.text });
      return verdict === 'good' ? nowOf(key.state) : (verdict as SignatureVerdict);
    } catch (error) {
      if (error instanceof KeyRefused) return 'bad-signature';
      throw error;
    }
  }

  /** Organisations that own the key, and visible ones that persons who own it belonged to on the day of the signature. */
  #organisations(
    principal: Principal,
    keys: readonly EncryptionKey[],
    signedAt: string | null,
  ): Promise<FoundSignature['organisations']> {
    const of = (kind: string) => keys.filter(({ owner }) => owner.kind === kind).map(({ owner }) => owner.id);
    const day = sql`coalesce(${signedAt}::timestamptz at time zone 'utc', now() at time zone 'utc')::date`;
    return this.store.read(sql`select o.id, o.uuid, o.name from organisations o
      where ${organisationScope.see.where(principal, 'o')} and (o.id = any(${of('organisation')}::int[])
        or exists (select from alignments a where a.organisation_id = o.id and a.individual_id = any(${of('individual')}::int[])
          and coalesce(a.valid_from <= ${day}, true) and coalesce(a.valid_until >= ${day}, true)))
      order by o.name, o.id limit 50`);
  }
}

/** What a signature that holds is worth now. */
const nowOf = (state: KeyState): SignatureVerdict =>
  state === 'revoked' ? 'revoked' : state === 'expired' ? 'expired-now' : 'good';

const oneOfEach = (keys: readonly EncryptionKey[]): EncryptionKey[] =>
  keys.filter((key, at) => keys.findIndex(({ text }) => text === key.text) === at);

function fromBase64(field: string, text: string): Buffer {
  const plain = text.replace(/\s/g, '');
  if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(plain)) throw InvalidInput.at([field], 'is not base64');
  return Buffer.from(plain, 'base64');
}

/** Armour and PEM are read as they are; anything else is base64. */
function signatureBytes(text: string): Uint8Array {
  const bytes = text.includes('-----BEGIN') ? Buffer.from(text, 'utf8') : fromBase64('signature', text);
  if (bytes.length === 0) throw InvalidInput.at(['signature'], 'is needed: armoured, PEM or base64');
  return new Uint8Array(bytes);
}

const recordsOf = (store: Store): Records<SignatureCheckEntity, SignatureCheck, CheckRow> =>
  new Records(store, {
    entity: SignatureCheckEntity,
    scope: signatureCheckScope,
    plan: defineListPlan(SignatureCheckList, {
      key: sql`c.id`,
      fields: {
        id: sql`c.id`,
        created: sql`c.created`,
        askedBy: sql`c.asked_by`,
        purpose: sql`c.purpose`,
        type: sql`c.type`,
        isValid: sql`c.is_valid`,
        dataSha256: sql`c.data_sha256`,
      },
      search: (q) =>
        anyOf([
          sql`c.data_sha256 = ${q.toLowerCase()}`,
          sql`lower(c.purpose) like ${`%${likeText(q.toLowerCase())}%`}`,
          sql`lower(c.asked_by) like ${`%${likeText(q.toLowerCase())}%`}`,
        ]),
    }),
    select: {
      alias: 'c',
      columns: sql`c.id, c.uuid, c.asked_by as "askedBy", c.purpose, c.type, c.data_sha256 as "dataSha256",
        c.data_size as "dataSize", c.is_valid as "isValid", c.signatures, c.created`,
      from: sql`signature_checks c`,
    },
    toView: ({ created, ...row }) => ({ ...row, created: created.toISOString() }),
  });
