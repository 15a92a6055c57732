import { fieldRights } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { type Asked, Serves } from '../../kernel/index.js';
import { FieldRights } from './field-rights.service.js';

@Controller()
export class FieldRightsController {
  constructor(@Inject(FieldRights) private readonly rights: FieldRights) {}

  @Serves(fieldRights.list)
  async list({ principal, query }: Asked<typeof fieldRights.list>) {
    return { items: await this.rights.list(principal, query.scope) };
  }

  @Serves(fieldRights.put)
  async put({ principal, body }: Asked<typeof fieldRights.put>) {
    return { id: await this.rights.put(principal, body) };
  }
}
