import { outbox } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { type Asked, csvOf, Serves } from '../../kernel/index.js';
import { OutboxService } from './outbox.service.js';
import { OutboxSender } from './sender.js';

@Controller()
export class OutboxController {
  constructor(
    @Inject(OutboxService) private readonly outbox: OutboxService,
    @Inject(OutboxSender) private readonly sender: OutboxSender,
  ) {}

  @Serves(outbox.list)
  list({ principal, query }: Asked<typeof outbox.list>) {
    return this.outbox.list(principal, query);
  }

  @Serves(outbox.csv)
  csv({ principal, query }: Asked<typeof outbox.csv>) {
    return csvOf(
      this.outbox.stream(principal, query),
      [
        { heading: 'id', cell: (row) => row.id },
        { heading: 'uuid', cell: (row) => row.uuid },
        { heading: 'created', cell: (row) => row.created },
        { heading: 'state', cell: (row) => row.state },
        { heading: 'severity', cell: (row) => row.severity },
        { heading: 'kind', cell: (row) => row.kind },
        { heading: 'title', cell: (row) => row.title },
        { heading: 'user', cell: (row) => row.user?.username },
        { heading: 'attempts', cell: (row) => row.attempts },
        { heading: 'fault', cell: (row) => row.fault },
      ],
      'outbox.csv',
    );
  }

  @Serves(outbox.kinds)
  kinds(_asked: Asked<typeof outbox.kinds>) {
    return this.outbox.describe();
  }

  @Serves(outbox.create)
  async create({ principal, body }: Asked<typeof outbox.create>) {
    return this.outbox.get(principal, { id: await this.outbox.create(principal, body) });
  }

  @Serves(outbox.get)
  get({ principal, params }: Asked<typeof outbox.get>) {
    return this.outbox.get(principal, params.ref);
  }

  @Serves(outbox.history)
  history({ principal, params, query }: Asked<typeof outbox.history>) {
    return this.outbox.history(principal, params.ref, query);
  }

  @Serves(outbox.resend)
  async resend({ principal, params }: Asked<typeof outbox.resend>) {
    await this.sender.resend(principal, params.ref);
    return this.outbox.get(principal, params.ref);
  }

  @Serves(outbox.discardMany)
  discardMany({ principal, body }: Asked<typeof outbox.discardMany>) {
    return this.outbox.discardMany(principal, body.ids);
  }

  @Serves(outbox.discard)
  async discard({ principal, params, body }: Asked<typeof outbox.discard>) {
    await this.outbox.discard(principal, params.ref, body.message ?? null);
    return this.outbox.get(principal, params.ref);
  }
}
