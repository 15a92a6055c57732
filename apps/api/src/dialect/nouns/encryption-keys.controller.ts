import {
  addReply,
  type EncryptionKeyInput,
  encryptionKeyToWire,
  type ListedEncryptionKey,
  readDeleteTargets,
  readEncryptionKey,
  type ViewedEncryptionKey,
} from '@cerebrate/cerebrate-wire';
import { EncryptionKeyChanges, NewEncryptionKey } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { EncryptionKeysService, EncryptionKeyWireReader, type WireKey } from '../../directory/index.js';
import { judged } from '../answers/judged.js';
import { deleted, listed, said } from '../answers/replies.js';
import { deletingEach, saving } from '../answers/saving.js';
import type { Exchange } from '../exchange.js';
import { Speaks } from '../speaks.js';

const serverSet = ['id', 'uuid', 'owner_id', 'created', 'modified'] as const;
/** What the original takes, this node takes from its peers: keys nobody can read, and the same key twice. */
const asTheOriginal = { takesUnreadable: true, takesDuplicate: true };

/** `/encryptionKeys` of the original (WIRE-CONTRACT §3.7). */
@Controller()
export class DialectEncryptionKeys {
  constructor(
    @Inject(EncryptionKeysService) private readonly keys: EncryptionKeysService,
    @Inject(EncryptionKeyWireReader) private readonly reader: EncryptionKeyWireReader,
  ) {}

  @Speaks('encryptionKeys/index', 'GET POST', 'encryptionKey:read')
  async index(exchange: Exchange) {
    const { rows, total } = await this.reader.list(exchange.principal, exchange.index());
    return listed(exchange, rows.map(listedKey), total);
  }

  @Speaks('encryptionKeys/view', 'GET', 'encryptionKey:read')
  async view(exchange: Exchange) {
    return said(viewedKey(await this.reader.one(exchange.principal, exchange.ref())));
  }

  @Speaks('encryptionKeys/add', 'POST', 'encryptionKey:write')
  add(exchange: Exchange) {
    const input = readEncryptionKey(exchange.body(), 'add');
    return saving('EncryptionKey', 'added', input, async (values) => {
      const wanted = judged(NewEncryptionKey, {
        ...changesOf(values),
        ownerKind: values.owner_model,
        ownerId: values.owner_id,
      });
      const { id } = await this.keys.create(exchange.principal, wanted, asTheOriginal);
      const row = encryptionKeyToWire(await this.reader.one(exchange.principal, { id }));
      return said(addReply(row, input.supplied, serverSet));
    });
  }

  @Speaks('encryptionKeys/edit', 'POST PUT', 'encryptionKey:write')
  edit(exchange: Exchange) {
    const ref = exchange.ref();
    return saving('EncryptionKey', 'modified', readEncryptionKey(exchange.body(), 'edit'), async (values) => {
      const { principal } = exchange;
      const changes = judged(EncryptionKeyChanges, changesOf(values));
      const { id } = await this.keys.update(principal, ref, changes, undefined, asTheOriginal);
      return said(encryptionKeyToWire(await this.reader.one(principal, { id })));
    });
  }

  @Speaks('encryptionKeys/delete', 'POST DELETE', 'encryptionKey:write')
  async delete(exchange: Exchange) {
    const refs = readDeleteTargets(exchange.route.args[0], exchange.body());
    await deletingEach(refs ?? [exchange.ref()], (ref) => this.keys.remove(exchange.principal, ref));
    return deleted();
  }
}

const changesOf = ({ type, encryption_key: text, revoked }: EncryptionKeyInput) => ({
  ...(type === undefined ? {} : { type }),
  ...(text === undefined ? {} : { text }),
  ...(revoked === undefined ? {} : { revoked }),
});

const ownersOf = ({ organisation, individual }: WireKey) => ({ organisation, individual });

/** Why the key is not good, in one sentence; none when it is. */
const faultOf = ({ state, fault }: WireKey): string | undefined =>
  ({
    valid: undefined,
    unreadable: fault ?? 'The key cannot be read.',
    revoked: 'The key is revoked.',
    expired: 'The key is expired.',
    future: 'The key is not valid yet.',
    'sign-only': 'The key cannot be used for encryption.',
  })[state];

const listedKey = (key: WireKey): ListedEncryptionKey => ({
  ...encryptionKeyToWire(key),
  ...ownersOf(key),
  ...(key.type === 'pgp' ? { status: faultOf(key) ?? 'OK', fingerprint: key.fingerprint ?? 'N/A' } : {}),
  _canBeEdited: key.mayChange,
});

function viewedKey(key: WireKey): ViewedEncryptionKey {
  const fault = key.type === 'pgp' ? faultOf(key) : undefined;
  return {
    ...encryptionKeyToWire(key),
    ...ownersOf(key),
    ...(fault === undefined ? {} : { pgp_error: fault }),
    ...(key.type === 'pgp' && key.fingerprint !== null ? { pgp_fingerprint: key.fingerprint } : {}),
  };
}
