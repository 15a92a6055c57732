import { Readable } from 'node:stream';
import { keyServer } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { type Asked, JsonText, Serves, Streamed } from '../../kernel/index.js';
import { KeyServer } from './key-server.service.js';

/** Anybody may read the answers of a key server from any page. */
const open = { 'access-control-allow-origin': '*', 'cache-control': 'public, max-age=300' };
const plain = { ...open, 'content-type': 'text/plain; charset=utf-8' };
const binary = { ...open, 'content-type': 'application/octet-stream' };

const policy = () => new JsonText('# This directory is read-only.\n', plain);

@Controller()
export class KeyServerController {
  constructor(@Inject(KeyServer) private readonly server: KeyServer) {}

  @Serves(keyServer.lookup)
  async lookup({ principal, query }: Asked<typeof keyServer.lookup>) {
    if (query.op === 'get') {
      const text = await this.server.armoured(principal, query.search);
      const isMachine = query.options.split(',').includes('mr');
      return new JsonText(text, isMachine ? { ...open, 'content-type': 'application/pgp-keys' } : plain);
    }
    return new JsonText(await this.server.index(principal, query.search), plain);
  }

  @Serves(keyServer.directUser)
  async directUser({ principal, params, query, request }: Asked<typeof keyServer.directUser>) {
    return sent(await this.server.directoryKey(principal, request.hostname, params.hash, query.l));
  }

  @Serves(keyServer.directPolicy)
  directPolicy(_asked: Asked<typeof keyServer.directPolicy>) {
    return policy();
  }

  @Serves(keyServer.advancedUser)
  async advancedUser({ principal, params, query }: Asked<typeof keyServer.advancedUser>) {
    return sent(await this.server.directoryKey(principal, params.domain, params.hash, query.l));
  }

  @Serves(keyServer.advancedPolicy)
  advancedPolicy(_asked: Asked<typeof keyServer.advancedPolicy>) {
    return policy();
  }
}

const sent = (key: Buffer): Streamed => new Streamed(Readable.from([key]), binary);
