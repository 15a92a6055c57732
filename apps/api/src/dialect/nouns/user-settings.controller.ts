import { readDeleteTargets, type WireBody, WireRefusal, wireMessages, wireTime } from '@cerebrate/cerebrate-wire';
import { bookmarksSetting } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { type KeptSetting, KeptSettings, UsersService } from '../../identity/index.js';
import { NotAllowed, NotFound, type Principal } from '../../kernel/index.js';
import { deleted, said, selected } from '../answers/replies.js';
import { saving } from '../answers/saving.js';
import { userColumnsOf } from '../answers/wire-users.js';
import type { Exchange } from '../exchange.js';
import { Speaks } from '../speaks.js';

/** `/userSettings` of the original but for its bookmarks, which have a controller of their own (WIRE-CONTRACT §3.18). */
@Controller()
export class DialectUserSettings {
  constructor(
    @Inject(KeptSettings) private readonly settings: KeptSettings,
    @Inject(UsersService) private readonly users: UsersService,
  ) {}

  @Speaks('userSettings/index', 'GET POST', 'signed-in')
  async index(exchange: Exchange) {
    const rows = await this.settings.list(exchange.principal);
    const all = await this.#withUsers(exchange.principal, rows);
    return selected(exchange, all, ({ user_id }) => ({ 'Users.id': user_id }));
  }

  @Speaks('userSettings/view', 'GET', 'signed-in')
  async view(exchange: Exchange) {
    const row = await this.settings.get(exchange.principal, idAsked(exchange));
    return said((await this.#withUsers(exchange.principal, [row]))[0]);
  }

  /** Works here; the original answers every add with a refusal. */
  @Speaks('userSettings/add', 'POST', 'signed-in')
  add(exchange: Exchange) {
    const body = filled(exchange.body());
    const { user_id = exchange.principal.userId } = body;
    return this.#kept(exchange.principal, { name: textOf(body['name']), value: body['value'], owner: Number(user_id) });
  }

  @Speaks('userSettings/edit', 'POST PUT', 'signed-in')
  async edit(exchange: Exchange) {
    const body = filled(exchange.body());
    const { name, value, userId } = await this.settings.get(exchange.principal, idAsked(exchange));
    return this.#kept(exchange.principal, { name, value: body['value'] ?? value, owner: userId });
  }

  @Speaks('userSettings/delete', 'POST DELETE', 'signed-in')
  async delete(exchange: Exchange) {
    const named = readDeleteTargets(exchange.route.args[0], exchange.body());
    const ids = named?.flatMap((ref) => ('id' in ref ? [ref.id] : [])) ?? [idAsked(exchange)];
    for (const id of ids) await this.settings.remove(exchange.principal, id);
    return deleted();
  }

  @Speaks('userSettings/getMySettingByName', 'GET', 'signed-in')
  async getMySettingByName(exchange: Exchange) {
    const { principal, route } = exchange;
    try {
      const row = await this.settings.mine(principal, route.args[0] ?? '');
      return said((await this.#withUsers(principal, [row]))[0]);
    } catch (error) {
      if (!(error instanceof NotFound)) throw error;
      // the name of the setting is not repeated: whatever was asked for stays out of the answer
      throw new WireRefusal(404, `Invalid User setting for user ${principal.username}.`);
    }
  }

  @Speaks('userSettings/setMySetting', 'POST PUT', 'signed-in')
  setMySetting(exchange: Exchange) {
    const { principal, route } = exchange;
    const { value } = filled(exchange.body());
    return this.#kept(principal, { name: route.args[0] ?? '', value, owner: principal.userId });
  }

  @Speaks('userSettings/saveSetting', 'POST PUT', 'signed-in')
  saveSetting(exchange: Exchange) {
    const { principal, route } = exchange;
    const { name, value } = filled(exchange.body());
    const owner = route.args[0] === undefined ? principal.userId : Number(route.args[0]);
    return this.#kept(principal, { name: textOf(name), value, owner });
  }

  @Speaks('userSettings/getMyBookmarks', 'GET', 'signed-in')
  async getMyBookmarks({ principal }: Exchange) {
    const rows = await this.settings.list(principal);
    const own = rows.find(({ name, userId }) => name === bookmarksSetting && userId === principal.userId);
    return said(own?.value ?? []);
  }

  #kept(principal: Principal, { name, value, owner }: { name: string; value: unknown; owner: number | null }) {
    return saving('UserSetting', 'added', { values: { name, value }, faults: {}, supplied: [] }, async () => {
      if (owner !== principal.userId) throw new NotAllowed('You cannot edit the given user.');
      return said(rowOf(await this.settings.keep(principal, name, value ?? null)));
    });
  }

  async #withUsers(principal: Principal, rows: readonly KeptSetting[]) {
    const owners = new Map<number, object>();
    for (const { userId } of rows)
      if (!owners.has(userId)) owners.set(userId, userColumnsOf(await this.users.get(principal, { id: userId })));
    return rows.map((row) => ({ ...rowOf(row), user: owners.get(row.userId) ?? null }));
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The original keeps text; what is more than text is told as JSON text. */
const rowOf = ({ id, name, value, userId, created, modified }: KeptSetting) => ({
  id,
  name,
  value: typeof value === 'string' ? value : JSON.stringify(value),
  user_id: userId,
  created: wireTime(created),
  modified: wireTime(modified),
});

/** The body; an empty one is refused as the original does (recording 550). */
function filled(body: WireBody): WireBody {
  if (Object.keys(body).length === 0) throw new WireRefusal(400, wireMessages.unreadableBody);
  return body;
}

/** Settings have no uuid. */
function idAsked(exchange: Exchange): number {
  const ref = exchange.ref();
  if (!('id' in ref)) throw new WireRefusal(404, wireMessages.notFound);
  return ref.id;
}
