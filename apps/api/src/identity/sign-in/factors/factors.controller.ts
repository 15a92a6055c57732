import { factors } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { type Asked, Serves } from '../../../kernel/index.js';
import { FactorsService } from './factors.service.js';
import { RelyingParty } from './relying-party.js';

@Controller()
export class FactorsController {
  constructor(
    @Inject(FactorsService) private readonly factors: FactorsService,
    @Inject(RelyingParty) private readonly relyingParty: RelyingParty,
  ) {}

  @Serves(factors.get)
  get({ principal, request }: Asked<typeof factors.get>) {
    return this.factors.own(principal, this.relyingParty.of(request));
  }

  @Serves(factors.startTotp)
  startTotp({ principal, request }: Asked<typeof factors.startTotp>) {
    return this.factors.startTotp(principal, this.relyingParty.of(request));
  }

  @Serves(factors.confirmTotp)
  confirmTotp({ principal, body }: Asked<typeof factors.confirmTotp>) {
    return this.factors.confirmTotp(principal, body.code);
  }

  @Serves(factors.removeTotp)
  async removeTotp({ principal }: Asked<typeof factors.removeTotp>) {
    await this.factors.removeTotp(principal);
    return { done: true as const };
  }

  @Serves(factors.passkeyOptions)
  passkeyOptions({ principal, request }: Asked<typeof factors.passkeyOptions>) {
    return this.factors.passkeyOptions(principal, this.relyingParty.of(request));
  }

  @Serves(factors.addPasskey)
  addPasskey({ principal, body, request }: Asked<typeof factors.addPasskey>) {
    return this.factors.addPasskey(principal, body.name, body.response, this.relyingParty.of(request));
  }

  @Serves(factors.renamePasskey)
  async renamePasskey({ principal, params, body }: Asked<typeof factors.renamePasskey>) {
    await this.factors.renamePasskey(principal, params.id, body.name);
    return { done: true as const };
  }

  @Serves(factors.removePasskey)
  async removePasskey({ principal, params }: Asked<typeof factors.removePasskey>) {
    await this.factors.removePasskey(principal, params.id);
    return { done: true as const };
  }

  @Serves(factors.newRecoveryCodes)
  async newRecoveryCodes({ principal }: Asked<typeof factors.newRecoveryCodes>) {
    return { recoveryCodes: await this.factors.newRecoveryCodes(principal) };
  }
}
