import { notifications } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { type Asked, Serves } from '../../kernel/index.js';
import { NotificationsService } from './notifications.service.js';

const done = { done: true as const };

@Controller()
export class NotificationsController {
  constructor(@Inject(NotificationsService) private readonly notifications: NotificationsService) {}

  @Serves(notifications.list)
  list({ principal, query }: Asked<typeof notifications.list>) {
    return this.notifications.list(principal, query);
  }

  @Serves(notifications.readAll)
  async readAll({ principal }: Asked<typeof notifications.readAll>) {
    await this.notifications.readAll(principal);
    return done;
  }

  @Serves(notifications.read)
  async read({ principal, params }: Asked<typeof notifications.read>) {
    await this.notifications.read(principal, params.id);
    return done;
  }

  @Serves(notifications.subscriptions)
  subscriptions({ principal }: Asked<typeof notifications.subscriptions>) {
    return this.notifications.subscriptions(principal);
  }

  @Serves(notifications.subscribe)
  async subscribe({ principal, params, body }: Asked<typeof notifications.subscribe>) {
    await this.notifications.subscribe(principal, params.kind, body);
    return done;
  }
}
