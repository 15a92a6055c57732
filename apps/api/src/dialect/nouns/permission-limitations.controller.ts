import {
  addReply,
  type PermissionLimitationInput,
  readDeleteTargets,
  readPermissionLimitation,
  type PermissionLimitation as WireLimitation,
  WireRefusal,
  wireMessages,
} from '@cerebrate/cerebrate-wire';
import { NewPermissionLimitation, type PermissionLimitation, PermissionLimitationChanges } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { PermissionLimitations } from '../../identity/index.js';
import { judged } from '../answers/judged.js';
import { listRequest } from '../answers/list-request.js';
import { allOfStream, deleted, said, selected } from '../answers/replies.js';
import { deleting, saving } from '../answers/saving.js';
import type { Exchange } from '../exchange.js';
import { Speaks } from '../speaks.js';

/** `/permissionLimitations` of the original (WIRE-CONTRACT §3.20). A limit on one value alone is shown as one on the field. */
@Controller()
export class DialectPermissionLimitations {
  constructor(@Inject(PermissionLimitations) private readonly limits: PermissionLimitations) {}

  @Speaks('permissionLimitations/index', 'GET POST', 'permissionLimitation:read')
  async index(exchange: Exchange) {
    const all = await allOfStream(this.limits.stream(exchange.principal, listRequest()));
    return selected(exchange, all.map(wireLimitation));
  }

  @Speaks('permissionLimitations/view', 'GET', 'permissionLimitation:read')
  async view(exchange: Exchange) {
    return said(wireLimitation(await this.limits.get(exchange.principal, exchange.ref())));
  }

  @Speaks('permissionLimitations/add', 'POST', 'permissionLimitation:write')
  add(exchange: Exchange) {
    const input = readPermissionLimitation(exchange.body(), 'add');
    return saving('PermissionLimitation', 'added', input, async (values) => {
      const limit = await this.limits.create(exchange.principal, judged(NewPermissionLimitation, columnsOf(values)), {
        isAnyField: true,
      });
      return said(addReply(wireLimitation(limit), input.supplied, ['id', 'scope', 'permission', 'max_occurrence']));
    });
  }

  @Speaks('permissionLimitations/edit', 'POST PUT', 'permissionLimitation:write')
  edit(exchange: Exchange) {
    const ref = exchange.ref();
    return saving(
      'PermissionLimitation',
      'modified',
      readPermissionLimitation(exchange.body(), 'edit'),
      async (values) =>
        said(
          wireLimitation(
            await this.limits.update(
              exchange.principal,
              ref,
              judged(PermissionLimitationChanges, columnsOf(values)),
              undefined,
              { isAnyField: true },
            ),
          ),
        ),
    );
  }

  @Speaks('permissionLimitations/delete', 'POST DELETE', 'permissionLimitation:write')
  async delete(exchange: Exchange) {
    const refs = readDeleteTargets(exchange.route.args[0], exchange.body());
    if (!refs) throw new WireRefusal(404, wireMessages.notFound);
    for (const ref of refs) await deleting(() => this.limits.remove(exchange.principal, ref));
    return deleted();
  }
}

const wireLimitation = ({ id, scope, permission, maxOccurrence, comment }: PermissionLimitation): WireLimitation => ({
  id,
  scope,
  permission,
  max_occurrence: maxOccurrence,
  comment,
});

const columnsOf = ({ scope, permission, max_occurrence, comment }: PermissionLimitationInput) =>
  Object.fromEntries(
    Object.entries({ scope, permission, maxOccurrence: max_occurrence, comment }).filter(
      ([, value]) => value !== undefined,
    ),
  );
