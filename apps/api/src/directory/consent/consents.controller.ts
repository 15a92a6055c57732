import { consents, freshness } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { type Asked, Serves } from '../../kernel/index.js';
import { ConsentsService } from './consents.service.js';
import { FreshnessService } from './freshness.service.js';

@Controller()
export class ConsentsController {
  constructor(
    @Inject(ConsentsService) private readonly consents: ConsentsService,
    @Inject(FreshnessService) private readonly freshness: FreshnessService,
  ) {}

  @Serves(consents.get)
  get({ principal, params }: Asked<typeof consents.get>) {
    return this.consents.get(principal, params.kind, params.ref);
  }

  @Serves(consents.put)
  put({ principal, params, body, ifMatch }: Asked<typeof consents.put>) {
    return this.consents.put(principal, params.kind, params.ref, body, ifMatch);
  }

  @Serves(consents.withdraw)
  async withdraw({ principal, params }: Asked<typeof consents.withdraw>) {
    await this.consents.withdraw(principal, params.kind, params.ref);
    return { done: true as const };
  }

  @Serves(consents.preview)
  preview({ principal, params, body }: Asked<typeof consents.preview>) {
    return this.consents.preview(principal, params.kind, params.ref, body.fields);
  }

  @Serves(freshness.list)
  stale({ principal, query }: Asked<typeof freshness.list>) {
    return this.freshness.list(principal, query.limit);
  }

  @Serves(freshness.get)
  fresh({ principal, params }: Asked<typeof freshness.get>) {
    return this.freshness.get(principal, params.kind, params.ref);
  }

  @Serves(freshness.confirm)
  confirm({ principal, params }: Asked<typeof freshness.confirm>) {
    return this.freshness.confirm(principal, params.kind, params.ref);
  }
}
