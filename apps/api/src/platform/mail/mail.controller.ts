import { mail } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { type Asked, JsonText, Serves } from '../../kernel/index.js';
import { InstanceKey } from './instance-key.js';
import { Mailer } from './mailer.js';

@Controller()
export class MailController {
  constructor(
    @Inject(Mailer) private readonly mailer: Mailer,
    @Inject(InstanceKey) private readonly instanceKey: InstanceKey,
  ) {}

  @Serves(mail.list)
  list({ query }: Asked<typeof mail.list>) {
    return this.mailer.list(query.state);
  }

  @Serves(mail.test)
  test({ principal }: Asked<typeof mail.test>) {
    return this.mailer.test(principal);
  }

  @Serves(mail.retry)
  retry({ principal, params }: Asked<typeof mail.retry>) {
    return this.mailer.retry(principal, params.id);
  }

  @Serves(mail.key)
  async key(_asked: Asked<typeof mail.key>) {
    return new JsonText(await this.instanceKey.publicKey(), {
      'content-type': 'text/plain; charset=utf-8',
      'content-disposition': 'attachment; filename="instance.asc"',
    });
  }
}
