import { roleAccess, wireApplication, wireVersion } from '@cerebrate/cerebrate-wire';
import { randomUUID } from 'node:crypto';
import { Controller, Inject } from '@nestjs/common';
import { directoryChanged } from '../../directory/index.js';
import { metaTemplateChanged } from '../../fields/index.js';
import { accessChanged } from '../../identity/index.js';
import { Events, KeptAnswers } from '../../kernel/index.js';
import { said, saidText } from '../answers/replies.js';
import { WireUsers } from '../answers/wire-users.js';
import type { Exchange } from '../exchange.js';
import { Speaks } from '../speaks.js';

/** `/instance/status` and what every controller of the original can do (WIRE-CONTRACT §3.19). */
@Controller()
export class DialectInstance {
  readonly #statuses: KeptAnswers<{ text: string }>;

  constructor(
    @Inject(WireUsers) private readonly users: WireUsers,
    @Inject(Events) events: Events,
  ) {
    this.#statuses = new KeptAnswers(events, [accessChanged, directoryChanged, metaTemplateChanged]);
  }

  /** The handshake of peers, who ask for it often: kept for each user until anything it tells may have changed. */
  @Speaks('instance/status', 'GET POST', 'signed-in')
  async status({ principal }: Exchange) {
    const { text } = await this.#statuses.get(String(principal.userId), async () => {
      const user = await this.users.caller(principal);
      return { text: JSON.stringify({ version: wireVersion, application: wireApplication, user }) };
    });
    return saidText(text);
  }

  @Speaks('any/generateUUID', 'GET POST', 'signed-in')
  generateUUID(_exchange: Exchange) {
    return said({ uuid: randomUUID() });
  }

  @Speaks('any/getRoleAccess', 'GET POST', 'signed-in')
  getRoleAccess({ principal }: Exchange) {
    return said(roleAccess(principal.flags));
  }
}
