import { Inject, Injectable } from '@nestjs/common';
import { generateKey, type PrivateKey, readPrivateKey } from 'openpgp';
import { Sealer, Store, sql, systemPrincipal } from '../../kernel/index.js';

const place = 'instance-key';

interface Row {
  fingerprint: string;
  public_key: string;
  sealed_key: string;
}

/**
 * The OpenPGP key of this instance (FEATURES SEC-07): made at its first use, its private part sealed, the same in every
 * process. Who knows the public part can tell our e-mails from forged ones.
 */
@Injectable()
export class InstanceKey {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Sealer) private readonly sealer: Sealer,
  ) {}

  /** The public part, ASCII-armoured. */
  async publicKey(): Promise<string> {
    return (await this.#row()).public_key;
  }

  /** The fingerprint, if there is a key yet. */
  async fingerprint(): Promise<string | null> {
    return (await this.#find())?.fingerprint ?? null;
  }

  /** The private part, opened; never kept. Throws `SealBroken` after a change of `SECRET_KEY`. */
  async privateKey(): Promise<PrivateKey> {
    return readPrivateKey({ armoredKey: this.sealer.open((await this.#row()).sealed_key, place) });
  }

  async #row(): Promise<Row> {
    const row = (await this.#find()) ?? (await this.#make());
    if (!row) throw new Error('the key of the instance could not be made');
    return row;
  }

  #find(): Promise<Row | undefined> {
    return this.store.readOne<Row>(sql`select fingerprint, public_key, sealed_key from instance_keys`);
  }

  /** Of many processes that need it at once, one keeps its key. */
  async #make(): Promise<Row | undefined> {
    const instance = await this.store.readOne<{ name: string; uuid: string }>(sql`select name, uuid from instances`);
    const made = await generateKey({
      type: 'ecc',
      curve: 'ed25519Legacy',
      userIDs: [
        { name: `${instance?.name ?? 'Cerebrate'} (${instance?.uuid ?? 'new instance'})`.replace(/[<>]/g, '') },
      ],
      format: 'armored',
    });
    const fingerprint = (await readPrivateKey({ armoredKey: made.privateKey })).getFingerprint();
    await this.store.work(systemPrincipal('instance key'), async (work) => {
      const added = await work.query(sql`
        insert into instance_keys (fingerprint, public_key, sealed_key, created)
        values (${fingerprint}, ${made.publicKey}, ${this.sealer.seal(made.privateKey, place)}, ${work.now})
        on conflict do nothing returning id`);
      if (added.length > 0)
        work.log({
          kind: 'instance',
          entityId: 1,
          entityUuid: null,
          title: `OpenPGP key ${fingerprint}`,
          action: 'add',
        });
    });
    return this.#find();
  }
}
