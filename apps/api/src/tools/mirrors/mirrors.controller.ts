import { mirrors } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { type Asked, Serves } from '../../kernel/index.js';
import { MirrorsService } from './mirrors.service.js';

@Controller()
export class MirrorsController {
  constructor(@Inject(MirrorsService) private readonly mirrors: MirrorsService) {}

  @Serves(mirrors.targets)
  targets({ principal, params }: Asked<typeof mirrors.targets>) {
    return this.mirrors.targets(principal, params.ref);
  }

  @Serves(mirrors.list)
  list({ principal, params }: Asked<typeof mirrors.list>) {
    return this.mirrors.list(principal, params.ref);
  }

  @Serves(mirrors.follow)
  follow({ principal, params, body }: Asked<typeof mirrors.follow>) {
    return this.mirrors.follow(principal, params.ref, body);
  }

  @Serves(mirrors.release)
  async release({ principal, params }: Asked<typeof mirrors.release>) {
    await this.mirrors.release(principal, params.ref);
    return { done: true as const };
  }

  @Serves(mirrors.plan)
  plan({ principal, params }: Asked<typeof mirrors.plan>) {
    return this.mirrors.plan(principal, params.ref);
  }

  @Serves(mirrors.apply)
  apply({ principal, params, body }: Asked<typeof mirrors.apply>) {
    return this.mirrors.apply(principal, params.ref, body.changes);
  }
}
