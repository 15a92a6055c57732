import { broodSigners, exchange } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { type Asked, JsonText, Serves } from '../../kernel/index.js';
import { SignersService } from '../signing/signers.service.js';
import { SigningKeys } from '../signing/signing-keys.js';
import { ExchangeService } from './exchange.service.js';

@Controller()
export class ExchangeController {
  constructor(
    @Inject(ExchangeService) private readonly exchange: ExchangeService,
    @Inject(SigningKeys) private readonly keys: SigningKeys,
    @Inject(SignersService) private readonly signers: SignersService,
  ) {}

  @Serves(exchange.changes)
  async changes({ principal, params, query, request, reply }: Asked<typeof exchange.changes>) {
    const held = request.headers['if-none-match'];
    const { tag, page } = await this.exchange.changes(principal, params.kind, query, (one) => held === `"${one}"`);
    void reply.header('etag', `"${tag}"`);
    if (page) return page;
    void reply.status(304);
    return new JsonText('');
  }

  @Serves(exchange.keys)
  publicKeys(_asked: Asked<typeof exchange.keys>) {
    return this.keys.list();
  }

  @Serves(exchange.rotate)
  rotate({ principal }: Asked<typeof exchange.rotate>) {
    return this.keys.rotate(principal);
  }

  @Serves(broodSigners.list)
  signersOf({ principal, params }: Asked<typeof broodSigners.list>) {
    return this.signers.list(principal, params.ref);
  }

  @Serves(broodSigners.update)
  trust({ principal, params, body }: Asked<typeof broodSigners.update>) {
    return this.signers.update(principal, params.ref, params.id, body as never);
  }
}
