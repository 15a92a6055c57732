import {
  addReply,
  type MetaField,
  readDeleteTargets,
  readUser,
  readUserMassEdit,
  type UserInput,
  WireRefusal,
  wireMessages,
} from '@cerebrate/cerebrate-wire';
import { NewUser, UserChanges } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import {
  AccountService,
  KeptSettings,
  PermissionLimitations,
  UserAdministration,
  UserDeletionService,
  UsersService,
} from '../../identity/index.js';
import { holds } from '../../kernel/index.js';
import { filtersOf } from '../answers/filters-of.js';
import { judged } from '../answers/judged.js';
import { deleted, said, selected } from '../answers/replies.js';
import { deleting, saving } from '../answers/saving.js';
import { ShapedUsers } from '../answers/shaped-users.js';
import { userColumnsOf, WireUsers } from '../answers/wire-users.js';
import type { Exchange } from '../exchange.js';
import { Speaks } from '../speaks.js';
import { changesOf, massEditOf, newUserOf, optionsOf } from './user-input.js';

const serverSet = [
  'id',
  'uuid',
  'username',
  'individual_id',
  'organisation_id',
  'role_id',
  'created',
  'modified',
  'individual',
] as const;

/** `/users` of the original (WIRE-CONTRACT §3.4). Whoever administers nobody sees and changes themselves alone. */
@Controller()
export class DialectUsers {
  constructor(
    @Inject(WireUsers) private readonly wire: WireUsers,
    @Inject(ShapedUsers) private readonly shaped: ShapedUsers,
    @Inject(UsersService) private readonly users: UsersService,
    @Inject(UserAdministration) private readonly administration: UserAdministration,
    @Inject(UserDeletionService) private readonly deletion: UserDeletionService,
    @Inject(AccountService) private readonly account: AccountService,
    @Inject(KeptSettings) private readonly kept: KeptSettings,
    @Inject(PermissionLimitations) private readonly limits: PermissionLimitations,
  ) {}

  @Speaks('users/index', 'GET POST', 'user:write')
  async index(exchange: Exchange) {
    const { rows, further } = await this.wire.all(exchange.principal);
    const query = exchange.index();
    return selected(exchange, await this.shaped.list(exchange.principal, query, rows), further, query);
  }

  /** Without an id, with `me`, and for whoever administers nobody, the caller. */
  @Speaks('users/view', 'GET', 'user:read')
  async view(exchange: Exchange) {
    const [asked = 'me'] = exchange.route.args;
    const isOneself = asked === 'me' || !holds(exchange.principal, 'user:write');
    const ref = isOneself ? { id: exchange.principal.userId ?? 0 } : exchange.ref();
    const user = await this.wire.one(exchange.principal, ref);
    return said(await this.shaped.one(exchange.principal, exchange.shaping(), user));
  }

  @Speaks('users/add', 'POST', 'user:write')
  add(exchange: Exchange) {
    const { principal } = exchange;
    const input = readUser(exchange.body(), 'add');
    return saving('User', 'added', input, async (values) => {
      const id = await this.administration.create(
        principal,
        judged(NewUser, newUserOf(values, principal.organisationId)),
        optionsOf(values),
      );
      const user = await this.wire.one(principal, { id });
      const added = (user.meta_fields as readonly MetaField[]).map(({ is_default: _isDefault, ...value }) => value);
      const saved = { ...user, meta_fields: added, _metafields_to_delete: [] };
      return said(addReply(saved, suppliedOf(input.supplied), serverSet));
    });
  }

  /** One's own account: the password, with the present one; of others what the caller may change (FEATURES USR-03). */
  @Speaks('users/edit', 'POST PUT', 'user:read')
  edit(exchange: Exchange) {
    const { principal } = exchange;
    const ref = exchange.route.args.length === 0 ? { id: principal.userId ?? 0 } : exchange.ref();
    const input = readUser(exchange.body(), 'edit');
    return saving('User', 'modified', input, async (values) => {
      const before = await this.wire.one(principal, ref);
      if (before.id === principal.userId) await this.#changeOneself(exchange, values);
      else if (holds(principal, 'user:write'))
        await this.administration.update(
          principal,
          { id: before.id },
          judged(UserChanges, changesOf(values)),
          undefined,
          optionsOf(values),
        );
      else throw new WireRefusal(405, wireMessages.notAllowed);
      const user = await this.users.get(principal, { id: before.id });
      const { meta_fields } = await this.wire.one(principal, { id: before.id });
      const row = { ...userColumnsOf(user), meta_fields, role: before.role };
      return said(suppliedOf(input.supplied).includes('meta_fields') ? { ...row, _metafields_to_delete: [] } : row);
    });
  }

  /** Flips `disabled`, whatever the body says; no other field has two states. */
  @Speaks('users/toggle', 'POST PUT', 'user:write')
  async toggle(exchange: Exchange) {
    const [, field = 'disabled'] = exchange.route.args;
    if (field !== 'disabled') throw new WireRefusal(400, 'Only `disabled` of a user can be toggled.');
    const { principal } = exchange;
    const { id, disabled } = await this.users.get(principal, exchange.ref());
    await this.administration.update(principal, { id }, { disabled: !disabled });
    const { role } = await this.wire.one(principal, { id });
    return said({ ...userColumnsOf(await this.users.get(principal, { id })), role });
  }

  @Speaks('users/delete', 'POST DELETE', 'user:write')
  async delete(exchange: Exchange) {
    const refs = readDeleteTargets(exchange.route.args[0], exchange.body());
    if (!refs) throw new WireRefusal(404, wireMessages.notFound);
    for (const ref of refs) await deleting(() => this.deletion.remove(exchange.principal, ref));
    return deleted();
  }

  @Speaks('users/massEdit', 'POST', 'user:write')
  massEdit(exchange: Exchange) {
    return saving('User', 'modified', readUserMassEdit(exchange.body()), async (values) => {
      const { done, refused } = await this.administration.massEdit(exchange.principal, massEditOf(values));
      const success = refused.length === 0;
      const message = `${done} of ${values.ids.length} users changed.`;
      return said({ success, message, data: [], errors: refused.map(({ id, reason }) => ({ id, message: reason })) });
    });
  }

  /** One's own settings, as the original keeps them: texts by name. */
  @Speaks('users/settings', 'GET', 'user:read')
  async settings(exchange: Exchange) {
    const { principal } = exchange;
    if (exchange.route.args.length > 0 && (await this.users.get(principal, exchange.ref())).id !== principal.userId)
      throw new WireRefusal(404, wireMessages.notFound);
    const own = (await this.kept.list(principal)).filter(({ userId }) => userId === principal.userId);
    return said(Object.fromEntries(own.map(({ name, value }) => [name, value])));
  }

  /** What the list can be filtered by. */
  @Speaks('users/filtering', 'GET', 'user:write')
  filtering(exchange: Exchange) {
    return filtersOf(exchange);
  }

  /** The limits that hold for users of an organisation; the original names the organisation alone (recording 333). */
  @Speaks('users/getLimitationForOrganisation', 'GET', 'user:write')
  async limitation(exchange: Exchange) {
    const ref = exchange.ref();
    if (!('id' in ref)) throw new WireRefusal(404, wireMessages.notFound);
    const counters = await this.limits.counters(exchange.principal, ref.id, undefined);
    const limits = Object.fromEntries(counters.map(({ permission }) => [permission, {} as Record<string, object>]));
    for (const { permission, scope, max, used } of counters) {
      const one = limits[permission];
      if (one) one[scope] = { limit: max, current: used };
    }
    return said({
      organisation_id: String(ref.id),
      ...(counters.length > 0 ? { permission_limitations: limits } : {}),
    });
  }

  async #changeOneself(exchange: Exchange, values: UserInput): Promise<void> {
    const { principal } = exchange;
    // Nobody changes their own role or state; what is sent of them is left aside, as there.
    const { role_id: _role, disabled: _disabled, password, ...others } = values;
    if (password !== undefined)
      await this.account.changePassword(
        principal,
        {
          currentPassword: values.current_password ?? '',
          newPassword: judged(UserChanges, { password }).password ?? '',
        },
        principal.ip ?? '',
      );
    const changes = changesOf(others);
    if (
      !holds(principal, 'user:write') ||
      (Object.keys(changes).length === 0 && !others.metaFields && !others.metaTemplates)
    )
      return;
    await this.administration.update(
      principal,
      { id: principal.userId ?? 0 },
      judged(UserChanges, changes),
      undefined,
      optionsOf(others),
    );
  }
}

/** Whoever sends values is answered with values, in whichever form they were sent. */
const suppliedOf = (supplied: readonly string[]): readonly string[] =>
  supplied.includes('meta_fields') || supplied.includes('MetaTemplates')
    ? [...supplied, 'meta_fields', '_metafields_to_delete']
    : supplied;
