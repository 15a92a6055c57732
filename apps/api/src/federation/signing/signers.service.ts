import { type BroodSigner, countryCodeOf, type RecordRef, type RunKind, type SigningKey } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import type { OfferSignature } from '../../directory/index.js';
import { notFound, type Principal, Store, sql, systemPrincipal } from '../../kernel/index.js';
import { BroodsService } from '../broods/broods.service.js';
import { isSignedBy, keyIdOf } from './signing-keys.js';

interface Row {
  id: number;
  key_id: string;
  public_key: { kty: string; crv: string; x: string };
  is_trusted: boolean;
  kinds: RunKind[];
  countries: string[];
  first_seen: Date;
  modified: Date;
}

const columns = sql`s.id, s.key_id, s.public_key, s.is_trusted, s.kinds, s.countries, s.first_seen, s.modified`;

/** What of a brood's signatures is known while a run goes on. */
export type KnownSigners = ReadonlyMap<string, Row>;

/** The trust store of each brood (decision 094): which keys may sign which records. */
@Injectable()
export class SignersService {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(BroodsService) private readonly broods: BroodsService,
  ) {}

  /** The keys a brood was seen with. Throws `NotFound`. */
  async list(principal: Principal, ref: RecordRef): Promise<BroodSigner[]> {
    const { id } = await this.broods.get(principal, ref);
    const rows = await this.store.read<Row>(
      sql`select ${columns} from brood_signers s where s.brood_id = ${id} order by s.id desc`,
    );
    return rows.map(toSigner);
  }

  /** Trusts a key, or no more. Throws `NotFound`. */
  async update(
    principal: Principal,
    ref: RecordRef,
    signerId: number,
    changes: { isTrusted?: boolean; kinds?: RunKind[]; countries?: string[] },
  ): Promise<BroodSigner> {
    const brood = await this.broods.get(principal, ref);
    return this.store.work(principal, async (work) => {
      const [row] = await work.query<Row>(sql`update brood_signers s set
          is_trusted = coalesce(${changes.isTrusted ?? null}::boolean, s.is_trusted),
          kinds = coalesce(${changes.kinds ?? null}::varchar[], s.kinds),
          countries = coalesce(${changes.countries ?? null}::varchar[], s.countries),
          modified = ${work.now}, version = s.version + 1
        where s.id = ${signerId} and s.brood_id = ${brood.id} returning ${columns}`);
      if (!row) throw notFound('signing key of this brood');
      const { id: entityId, uuid: entityUuid, name: title } = brood;
      work.log({ kind: 'brood', entityId, entityUuid, title, action: 'trust', after: { key: row.key_id, ...changes } });
      return toSigner(row);
    });
  }

  /** Notes the keys a brood publishes, none of them trusted yet; answers all that are known of it. */
  async seen(broodId: number, keys: readonly Pick<SigningKey, 'keyId' | 'kty' | 'crv' | 'x'>[]): Promise<KnownSigners> {
    const known = await this.store.read<Row>(sql`select ${columns} from brood_signers s where s.brood_id = ${broodId}`);
    const fresh = keys.filter(({ keyId }) => !known.some(({ key_id }) => key_id === keyId));
    if (fresh.length === 0) return new Map(known.map((row) => [row.key_id, row]));
    const list = fresh.map(({ keyId, kty, crv, x }) => ({ key_id: keyId, public_key: { kty, crv, x } }));
    await this.store.work(systemPrincipal('signers', 'job'), (work) =>
      work.query(sql`insert into brood_signers (brood_id, key_id, public_key, is_trusted, first_seen, modified)
        select ${broodId}, x.key_id, x.public_key, false, ${work.now}, ${work.now}
        from jsonb_to_recordset(${JSON.stringify(list)}::jsonb) as x(key_id varchar, public_key jsonb) on conflict do nothing`),
    );
    return this.seen(broodId, []);
  }
}

/** What the signature under a record says, and by which key; null when there is none. */
export async function judgedSignature(
  signers: KnownSigners,
  kind: RunKind,
  item: { uuid: string; record: Record<string, unknown> | null; signature: string | null },
): Promise<OfferSignature | null> {
  const { signature: text, uuid, record } = item;
  if (text === null || record === null) return null;
  const keyId = keyIdOf(text);
  if (keyId === null) return { state: 'broken', keyId: 'none', text };
  const signer = signers.get(keyId);
  if (!signer) return { state: 'unknown', keyId, text };
  if (!(await isSignedBy(text, { kind, uuid, record }, signer.public_key))) return { state: 'broken', keyId, text };
  return { state: maySign(signer, kind, record) ? 'verified' : 'unknown', keyId, text };
}

/** The scope: kinds, and for organisations the countries. */
function maySign({ is_trusted: isTrusted, kinds, countries }: Row, kind: RunKind, record: Record<string, unknown>) {
  if (!isTrusted || (kinds.length > 0 && !kinds.includes(kind))) return false;
  if (kind !== 'organisations' || countries.length === 0) return true;
  const country = countryCodeOf(String(record['nationality'] ?? ''));
  return country !== undefined && country !== null && countries.includes(country);
}

const toSigner = (row: Row): BroodSigner => ({
  id: row.id,
  keyId: row.key_id,
  isTrusted: row.is_trusted,
  kinds: row.kinds,
  countries: row.countries,
  firstSeen: row.first_seen.toISOString(),
  modified: row.modified.toISOString(),
});
