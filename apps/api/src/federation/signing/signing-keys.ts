import type { SigningKey } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import canonicalizer from 'canonicalize';
import {
  CompactSign,
  calculateJwkThumbprint,
  compactVerify,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
} from 'jose';
import { defineEvent, type Principal, Sealer, Store, sql, systemPrincipal, type Work } from '../../kernel/index.js';

interface Row {
  key_id: string;
  public_key: { kty: 'OKP'; crv: 'Ed25519'; x: string };
  sealed_key: string | null;
  created: Date;
  retired_at: Date | null;
}

/** The package is a function; its types describe it as a module that holds one. */
const canonicalize = canonicalizer as unknown as (value: unknown) => string | undefined;

/** What a signature is over. */
export interface SignedContent {
  readonly kind: string;
  readonly uuid: string;
  readonly record: unknown;
}

/** There is another signing key. */
export const signingKeyChanged = defineEvent<{ keyId: string }>('signing-key.changed');

const placeOf = (keyId: string): string => `signing-key ${keyId}`;

/** The bytes that are signed: canonical JSON by RFC 8785, which both sides make alike whatever order keys came in. */
export function canonicalBytes(content: SignedContent): Uint8Array {
  const { kind, uuid, record } = content;
  const text = canonicalize({ kind, uuid, record });
  if (text === undefined) throw new Error('the record has no canonical form');
  return new TextEncoder().encode(text);
}

/** The key id a detached JWS names; null for text that is none. */
export function keyIdOf(signature: string): string | null {
  try {
    const [head = ''] = signature.split('.');
    const { kid, alg } = JSON.parse(Buffer.from(head, 'base64url').toString('utf8')) as {
      kid?: unknown;
      alg?: unknown;
    };
    return alg === 'EdDSA' && typeof kid === 'string' ? kid : null;
  } catch {
    return null;
  }
}

/** Keys as they verify, by the object that holds them: a page of signatures asks for the same ones. */
const verifying = new WeakMap<JWK, ReturnType<typeof importJWK>>();

function verifyingKey(publicKey: JWK): ReturnType<typeof importJWK> {
  const known = verifying.get(publicKey) ?? importJWK({ ...publicKey, alg: 'EdDSA' }, 'EdDSA');
  verifying.set(publicKey, known);
  return known;
}

/** Whether the detached JWS is over just this content, by just this key (RFC 7515, appendix F). */
export async function isSignedBy(signature: string, content: SignedContent, publicKey: JWK): Promise<boolean> {
  const [head, payload, mark, ...more] = signature.split('.');
  if (payload !== '' || more.length > 0) return false;
  try {
    const key = await verifyingKey(publicKey);
    const body = Buffer.from(canonicalBytes(content)).toString('base64url');
    await compactVerify(`${head}.${body}.${mark}`, key, { algorithms: ['EdDSA'] });
    return true;
  } catch {
    return false;
  }
}

/**
 * The Ed25519 keys this node signs its records with (issue: signed records; decision 094): the first is made when it is
 * needed, its private part sealed; a rotation retires it and destroys that part, the public one stays published.
 */
@Injectable()
export class SigningKeys {
  #current: { keyId: string; key: Awaited<ReturnType<typeof importJWK>> } | undefined;

  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Sealer) private readonly sealer: Sealer,
  ) {}

  /** The public halves, the present one first; made now if there is none. */
  async list(): Promise<SigningKey[]> {
    const rows = await this.#rows();
    if (rows.length > 0) return rows.map(toKey);
    await this.#make(systemPrincipal('signing keys'), false);
    return (await this.#rows()).map(toKey);
  }

  /** Retires the present key and makes a new one. */
  async rotate(principal: Principal): Promise<SigningKey[]> {
    await this.#make(principal, true);
    return this.list();
  }

  /** Signs contents with one key; detached JWS, in the order given. */
  async sign(contents: readonly SignedContent[]): Promise<string[]> {
    const { keyId, key } = await this.#signer();
    return Promise.all(
      contents.map(async (content) => {
        const jws = await new CompactSign(canonicalBytes(content))
          .setProtectedHeader({ alg: 'EdDSA', kid: keyId })
          .sign(key);
        const [head = '', , mark = ''] = jws.split('.');
        return `${head}..${mark}`;
      }),
    );
  }

  async #signer() {
    const [present] = await this.list();
    if (!present) throw new Error('there is no signing key');
    if (this.#current?.keyId === present.keyId) return this.#current;
    const row = (await this.#rows()).find(({ key_id: keyId }) => keyId === present.keyId);
    if (!row?.sealed_key) throw new Error('the signing key cannot be opened');
    const jwk = JSON.parse(this.sealer.open(row.sealed_key, placeOf(row.key_id))) as JWK;
    this.#current = { keyId: row.key_id, key: await importJWK(jwk, 'EdDSA') };
    return this.#current;
  }

  #rows(): Promise<Row[]> {
    return this.store.read<Row>(sql`select key_id, public_key, sealed_key, created, retired_at from signing_keys
      order by retired_at desc nulls first, id desc`);
  }

  /** Of many processes that need the first key at once, one keeps its own. */
  async #make(principal: Principal, isRotation: boolean): Promise<void> {
    const { publicKey, privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
    const { kty, crv, x } = await exportJWK(publicKey);
    const keyId = await calculateJwkThumbprint({ kty, crv, x } as JWK);
    const sealed = this.sealer.seal(JSON.stringify(await exportJWK(privateKey)), placeOf(keyId));
    await this.store.work(principal, async (work: Work) => {
      if (isRotation)
        await work.query(
          sql`update signing_keys set retired_at = ${work.now}, sealed_key = null where retired_at is null`,
        );
      await work.query(sql`insert into signing_keys (key_id, public_key, sealed_key, created)
        values (${keyId}, ${JSON.stringify({ kty, crv, x })}::jsonb, ${sealed}, ${work.now}) on conflict do nothing`);
      work.emit(signingKeyChanged, { keyId });
      if (isRotation)
        work.log({
          kind: 'signingKey',
          entityId: null,
          entityUuid: null,
          title: keyId,
          action: 'rotate',
          after: { keyId },
        });
    });
  }
}

const toKey = (row: Row): SigningKey => ({
  keyId: row.key_id,
  ...row.public_key,
  created: row.created.toISOString(),
  retiredAt: row.retired_at?.toISOString() ?? null,
});
