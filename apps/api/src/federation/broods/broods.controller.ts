import { broods } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { type Asked, csvOf, Serves } from '../../kernel/index.js';
import { ConnectionTest } from '../peers/connection-test.service.js';
import { BroodsService } from './broods.service.js';

@Controller()
export class BroodsController {
  constructor(
    @Inject(BroodsService) private readonly broods: BroodsService,
    @Inject(ConnectionTest) private readonly connection: ConnectionTest,
  ) {}

  @Serves(broods.list)
  list({ principal, query }: Asked<typeof broods.list>) {
    return this.broods.list(principal, query);
  }

  @Serves(broods.csv)
  csv({ principal, query }: Asked<typeof broods.csv>) {
    return csvOf(
      this.broods.stream(principal, query),
      [
        { heading: 'id', cell: (brood) => brood.id },
        { heading: 'uuid', cell: (brood) => brood.uuid },
        { heading: 'name', cell: (brood) => brood.name },
        { heading: 'url', cell: (brood) => brood.url },
        { heading: 'description', cell: (brood) => brood.description },
        { heading: 'owner', cell: (brood) => brood.owner.name },
        { heading: 'strategy', cell: (brood) => brood.strategy },
        { heading: 'pull', cell: (brood) => brood.pull },
        { heading: 'last_test', cell: (brood) => brood.lastCheck?.outcome },
        { heading: 'last_tested', cell: (brood) => brood.lastCheck?.at },
      ],
      'broods.csv',
    );
  }

  @Serves(broods.get)
  get({ principal, params }: Asked<typeof broods.get>) {
    return this.broods.get(principal, params.ref);
  }

  @Serves(broods.create)
  create({ principal, body }: Asked<typeof broods.create>) {
    return this.broods.create(principal, body);
  }

  @Serves(broods.update)
  update({ principal, params, body, ifMatch }: Asked<typeof broods.update>) {
    return this.broods.update(principal, params.ref, body, ifMatch);
  }

  @Serves(broods.remove)
  async remove({ principal, params, ifMatch }: Asked<typeof broods.remove>) {
    await this.broods.remove(principal, params.ref, ifMatch);
    return { done: true as const };
  }

  @Serves(broods.restore)
  restore({ principal, params }: Asked<typeof broods.restore>) {
    return this.broods.restore(principal, params.ref);
  }

  @Serves(broods.test)
  test({ principal, params }: Asked<typeof broods.test>) {
    return this.connection.test(principal, params.ref);
  }

  @Serves(broods.checks)
  checks({ principal, params, query }: Asked<typeof broods.checks>) {
    return this.broods.checks(principal, params.ref, query);
  }

  @Serves(broods.history)
  history({ principal, params, query }: Asked<typeof broods.history>) {
    return this.broods.history(principal, params.ref, query);
  }
}
