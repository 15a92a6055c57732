import { orgGroups } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { type Asked, Serves } from '../../kernel/index.js';
import { GroupAdministrators } from './group-administrators.service.js';

@Controller()
export class GroupAdministratorsController {
  constructor(@Inject(GroupAdministrators) private readonly administrators: GroupAdministrators) {}

  @Serves(orgGroups.administrators)
  async list({ principal, params }: Asked<typeof orgGroups.administrators>) {
    return { items: await this.administrators.list(principal, params.ref) };
  }

  @Serves(orgGroups.candidates)
  async candidates({ principal, params, query }: Asked<typeof orgGroups.candidates>) {
    return { items: await this.administrators.candidates(principal, params.ref, query.q) };
  }

  @Serves(orgGroups.assign)
  assign({ principal, params, body }: Asked<typeof orgGroups.assign>) {
    return this.administrators.assign(principal, params.ref, body.userId);
  }

  @Serves(orgGroups.release)
  async release({ principal, params, body }: Asked<typeof orgGroups.release>) {
    await this.administrators.release(principal, params.ref, body.userId);
    return { done: true as const };
  }
}
