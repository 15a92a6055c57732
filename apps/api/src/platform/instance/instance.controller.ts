import { instance } from '@cerebrate/contract';
import { Controller, Inject, ServiceUnavailableException } from '@nestjs/common';
import { type Asked, Serves } from '../../kernel/index.js';
import { Diagnostics } from '../diagnostics/diagnostics.service.js';
import { InstanceService } from './instance.service.js';

@Controller()
export class InstanceController {
  constructor(
    @Inject(InstanceService) private readonly instance: InstanceService,
    @Inject(Diagnostics) private readonly diagnostics: Diagnostics,
  ) {}

  @Serves(instance.get)
  get({ principal }: Asked<typeof instance.get>) {
    return this.instance.get(principal);
  }

  @Serves(instance.update)
  update({ principal, body, ifMatch }: Asked<typeof instance.update>) {
    return this.instance.update(principal, body, ifMatch);
  }

  @Serves(instance.alive)
  alive(_asked: Asked<typeof instance.alive>) {
    return { status: 'ok' as const };
  }

  @Serves(instance.ready)
  async ready(_asked: Asked<typeof instance.ready>) {
    const missing = await this.diagnostics.unready();
    if (missing === null) return { status: 'ok' as const };
    throw new ServiceUnavailableException(missing);
  }
}
