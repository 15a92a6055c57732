import { webhooks } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { type Asked, csvOf, Serves } from '../../kernel/index.js';
import { WebhookSender } from './webhook-sender.js';
import { WebhooksService } from './webhooks.service.js';

const done = { done: true as const };

@Controller()
export class WebhooksController {
  constructor(
    @Inject(WebhooksService) private readonly webhooks: WebhooksService,
    @Inject(WebhookSender) private readonly sender: WebhookSender,
  ) {}

  @Serves(webhooks.list)
  list({ principal, query }: Asked<typeof webhooks.list>) {
    return this.webhooks.list(principal, query);
  }

  @Serves(webhooks.csv)
  csv({ principal, query }: Asked<typeof webhooks.csv>) {
    return csvOf(
      this.webhooks.stream(principal, query),
      [
        { heading: 'id', cell: (webhook) => webhook.id },
        { heading: 'name', cell: (webhook) => webhook.name },
        { heading: 'origin', cell: (webhook) => webhook.origin },
        { heading: 'kinds', cell: (webhook) => webhook.kinds.join(' ') },
        { heading: 'actions', cell: (webhook) => webhook.actions.join(' ') },
        { heading: 'enabled', cell: (webhook) => webhook.isEnabled },
        { heading: 'waiting', cell: (webhook) => webhook.waiting },
        { heading: 'failed', cell: (webhook) => webhook.failed },
        { heading: 'last_sent', cell: (webhook) => webhook.lastSentAt },
      ],
      'webhooks.csv',
    );
  }

  @Serves(webhooks.get)
  get({ principal, params }: Asked<typeof webhooks.get>) {
    return this.webhooks.get(principal, params.ref);
  }

  @Serves(webhooks.create)
  create({ principal, body }: Asked<typeof webhooks.create>) {
    return this.webhooks.create(principal, body);
  }

  @Serves(webhooks.update)
  update({ principal, params, body, ifMatch }: Asked<typeof webhooks.update>) {
    return this.webhooks.update(principal, params.ref, body, ifMatch);
  }

  @Serves(webhooks.rotate)
  rotate({ principal, params }: Asked<typeof webhooks.rotate>) {
    return this.webhooks.rotate(principal, params.ref);
  }

  @Serves(webhooks.remove)
  async remove({ principal, params, ifMatch }: Asked<typeof webhooks.remove>) {
    await this.webhooks.remove(principal, params.ref, ifMatch);
    return done;
  }

  @Serves(webhooks.test)
  test({ principal, params }: Asked<typeof webhooks.test>) {
    return this.sender.test(principal, params.ref);
  }

  @Serves(webhooks.deliveries)
  deliveries({ principal, params, query }: Asked<typeof webhooks.deliveries>) {
    return this.webhooks.deliveries(principal, params.ref, query);
  }

  @Serves(webhooks.resend)
  async resend({ principal, params }: Asked<typeof webhooks.resend>) {
    await this.webhooks.resend(principal, params.ref, params.delivery);
    return done;
  }

  @Serves(webhooks.discard)
  async discard({ principal, params }: Asked<typeof webhooks.discard>) {
    await this.webhooks.discard(principal, params.ref, params.delivery);
    return done;
  }

  @Serves(webhooks.history)
  history({ principal, params, query }: Asked<typeof webhooks.history>) {
    return this.webhooks.history(principal, params.ref, query);
  }
}
