import { randomUUID } from 'node:crypto';
import {
  actionsWithoutRule,
  parsePhp,
  phpInteger,
  phpMap,
  phpTruthy,
  roleAccess,
  wireApplication,
  wireVersion,
} from '@cerebrate/cerebrate-wire';
import { exchangeVersion } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { directoryChanged, WireSearchReader } from '../../directory/index.js';
import { BroodWireReader, SigningKeys, signingKeyChanged } from '../../federation/index.js';
import { metaTemplateChanged } from '../../fields/index.js';
import { accessChanged } from '../../identity/index.js';
import { Events, KeptAnswers, type Principal } from '../../kernel/index.js';
import { said, saidText } from '../answers/replies.js';
import { WireUsers } from '../answers/wire-users.js';
import type { Exchange } from '../exchange.js';
import { Speaks, servedActions } from '../speaks.js';

const fewShown = 5;
const mostShown = 100;
const longestSearch = 400;

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** `/instance/status` and what every controller of the original can do (WIRE-CONTRACT §3.19). */
@Controller()
export class DialectInstance {
  readonly #statuses: KeptAnswers<{ text: string }>;

  constructor(
    @Inject(WireUsers) private readonly users: WireUsers,
    @Inject(WireSearchReader) private readonly search: WireSearchReader,
    @Inject(SigningKeys) private readonly keys: SigningKeys,
    @Inject(BroodWireReader) private readonly broods: BroodWireReader,
    @Inject(Events) events: Events,
  ) {
    this.#statuses = new KeptAnswers(events, [accessChanged, directoryChanged, metaTemplateChanged, signingKeyChanged]);
  }

  /**
   * The handshake of peers, who ask for it often: kept for each user until anything it tells may have changed. Nodes of
   * this program name themselves and are told what they can ask for besides; all others get the original's answer.
   */
  @Speaks('instance/status', 'GET POST', 'signed-in')
  async status({ principal, isFromOurs }: Exchange) {
    const { text } = await this.#statuses.get(`${principal.userId} ${isFromOurs}`, async () => {
      const user = await this.users.caller(principal);
      const status = { version: wireVersion, application: wireApplication, user };
      if (!isFromOurs) return { text: JSON.stringify(status) };
      const capabilities = { exchange: exchangeVersion, signing_keys: await this.keys.list() };
      return { text: JSON.stringify({ ...status, capabilities }) };
    });
    return saidText(text);
  }

  @Speaks('instance/searchAll', 'GET', 'directory:search')
  async searchAll({ principal, route }: Exchange) {
    const asked = parsePhp(route.search);
    const text = textOf(asked.search).trim().slice(0, longestSearch);
    if (text === '') return said([]);
    const limit = phpTruthy(asked.show_all)
      ? mostShown
      : Math.min(Math.max(phpInteger(textOf(asked.limit)) || fewShown, 1), mostShown);
    const finders = {
      MetaFields: () => this.search.values(principal, text, limit),
      Broods: () => this.#broodsWith(principal, text, limit),
      Individuals: () => this.search.individuals(principal, text, limit),
      Organisations: () => this.search.organisations(principal, text, limit),
      EncryptionKeys: () => this.search.encryptionKeys(principal, text, limit),
    };
    const found: Record<string, { amount: number; entries?: readonly object[] }> = {};
    for (const [model, find] of Object.entries(finders)) {
      if (phpTruthy(asked.model) && model !== textOf(asked.model)) continue;
      const entries: readonly object[] = await find();
      found[model] = entries.length > 0 ? { amount: entries.length, entries } : { amount: 0 };
    }
    return said(phpMap(found));
  }

  /** Of the few there are those that the caller sees and that have the text in what the original searches. */
  async #broodsWith(principal: Principal, text: string, limit: number): Promise<object[]> {
    const sought = text.toLowerCase();
    const has = (...columns: (string | null)[]) => columns.some((one) => one?.toLowerCase().includes(sought));
    const all = await this.broods.all(principal);
    return all.filter(({ name, url, description, uuid }) => has(name, url, description, uuid)).slice(0, limit);
  }

  @Speaks('any/generateUUID', 'GET POST', 'signed-in')
  generateUUID(_exchange: Exchange) {
    return said({ uuid: randomUUID() });
  }

  @Speaks('any/getRoleAccess', 'GET POST', 'signed-in')
  getRoleAccess({ principal }: Exchange) {
    return said(roleAccess(principal.flags));
  }

  /** The actions served without a rule of their own in the original's list, by controller; there should be none. */
  @Speaks('any/queryACL', 'GET POST', 'instance:manage')
  queryAcl(_exchange: Exchange) {
    return said(phpMap(actionsWithoutRule(servedActions())));
  }
}
