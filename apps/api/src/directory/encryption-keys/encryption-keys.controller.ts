import { encryptionKeys } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { type Asked, csvOf, JsonText, Serves } from '../../kernel/index.js';
import { EncryptionKeyReader } from './encryption-key-reader.js';
import { EncryptionKeysService } from './encryption-keys.service.js';
import { KeyBundle } from './key-bundle.service.js';
import { keyFileName } from './key-file.js';

const done = { done: true as const };

@Controller()
export class EncryptionKeysController {
  constructor(
    @Inject(EncryptionKeysService) private readonly keys: EncryptionKeysService,
    @Inject(EncryptionKeyReader) private readonly reader: EncryptionKeyReader,
    @Inject(KeyBundle) private readonly bundles: KeyBundle,
  ) {}

  @Serves(encryptionKeys.list)
  list({ principal, query }: Asked<typeof encryptionKeys.list>) {
    return this.reader.list(principal, query);
  }

  @Serves(encryptionKeys.csv)
  csv({ principal, query }: Asked<typeof encryptionKeys.csv>) {
    return csvOf(
      this.reader.stream(principal, query),
      [
        { heading: 'id', cell: (key) => key.id },
        { heading: 'uuid', cell: (key) => key.uuid },
        { heading: 'type', cell: (key) => key.type },
        { heading: 'owner_model', cell: (key) => key.owner.kind },
        { heading: 'owner_id', cell: (key) => key.owner.id },
        { heading: 'owner', cell: (key) => key.owner.name },
        { heading: 'fingerprint', cell: (key) => key.fingerprint },
        { heading: 'emails', cell: (key) => key.emails.join('; ') },
        { heading: 'algorithm', cell: (key) => key.algorithm },
        { heading: 'bits', cell: (key) => key.bits },
        { heading: 'state', cell: (key) => key.state },
        { heading: 'expires', cell: (key) => key.expiresAt },
      ],
      'encryption-keys.csv',
    );
  }

  @Serves(encryptionKeys.lookup)
  lookup({ principal, query }: Asked<typeof encryptionKeys.lookup>) {
    return this.reader.lookup(principal, query.q);
  }

  @Serves(encryptionKeys.expiring)
  expiring({ principal, query }: Asked<typeof encryptionKeys.expiring>) {
    return this.reader.expiring(principal, query.days, query.mine, query.limit);
  }

  @Serves(encryptionKeys.get)
  get({ principal, params }: Asked<typeof encryptionKeys.get>) {
    return this.reader.get(principal, params.ref);
  }

  @Serves(encryptionKeys.file)
  async file({ principal, params }: Asked<typeof encryptionKeys.file>) {
    const key = await this.reader.get(principal, params.ref);
    return new JsonText(key.text, {
      'content-type': key.type === 'pgp' ? 'application/pgp-keys' : 'application/x-pem-file',
      'content-disposition': `attachment; filename="${keyFileName(key)}"`,
    });
  }

  @Serves(encryptionKeys.history)
  history({ principal, params, query }: Asked<typeof encryptionKeys.history>) {
    return this.keys.history(principal, params.ref, query);
  }

  @Serves(encryptionKeys.inspect)
  inspect({ body }: Asked<typeof encryptionKeys.inspect>) {
    return this.keys.inspect(body.text, body.type);
  }

  @Serves(encryptionKeys.create)
  create({ principal, body }: Asked<typeof encryptionKeys.create>) {
    return this.keys.create(principal, body);
  }

  @Serves(encryptionKeys.bundle)
  bundle({ principal, body }: Asked<typeof encryptionKeys.bundle>) {
    return this.bundles.add(principal, body.text, body);
  }

  @Serves(encryptionKeys.update)
  update({ principal, params, body, ifMatch }: Asked<typeof encryptionKeys.update>) {
    return this.keys.update(principal, params.ref, body, ifMatch);
  }

  @Serves(encryptionKeys.remove)
  async remove({ principal, params, ifMatch }: Asked<typeof encryptionKeys.remove>) {
    await this.keys.remove(principal, params.ref, ifMatch);
    return done;
  }

  @Serves(encryptionKeys.restore)
  restore({ principal, params }: Asked<typeof encryptionKeys.restore>) {
    return this.keys.restore(principal, params.ref);
  }

  @Serves(encryptionKeys.bulkRemove)
  bulkRemove({ principal, body }: Asked<typeof encryptionKeys.bulkRemove>) {
    return this.keys.bulkRemove(principal, body.ids);
  }

  @Serves(encryptionKeys.bulkRestore)
  bulkRestore({ principal, body }: Asked<typeof encryptionKeys.bulkRestore>) {
    return this.keys.bulkRestore(principal, body.ids);
  }
}
