import { type Role, roleFlags, roles } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { type Asked, type CsvColumn, csvOf, Serves } from '../../kernel/index.js';
import { RolesService } from './roles.service.js';

const columns: CsvColumn<Role>[] = [
  { heading: 'id', cell: (role) => role.id },
  { heading: 'uuid', cell: (role) => role.uuid },
  { heading: 'name', cell: (role) => role.name },
  { heading: 'is_default', cell: (role) => role.isDefault },
  ...roleFlags.map((flag) => ({ heading: flag, cell: (role: Role) => role.flags[flag] })),
];

@Controller()
export class RolesController {
  constructor(@Inject(RolesService) private readonly roles: RolesService) {}

  @Serves(roles.list)
  list({ principal, query }: Asked<typeof roles.list>) {
    return this.roles.list(principal, query);
  }

  @Serves(roles.csv)
  csv({ principal, query }: Asked<typeof roles.csv>) {
    return csvOf(this.roles.stream(principal, query), columns, 'roles.csv');
  }

  @Serves(roles.get)
  get({ principal, params }: Asked<typeof roles.get>) {
    return this.roles.get(principal, params.ref);
  }

  @Serves(roles.history)
  history({ principal, params, query }: Asked<typeof roles.history>) {
    return this.roles.history(principal, params.ref, query);
  }

  @Serves(roles.create)
  create({ principal, body }: Asked<typeof roles.create>) {
    return this.roles.create(principal, body);
  }

  @Serves(roles.update)
  update({ principal, params, body, ifMatch }: Asked<typeof roles.update>) {
    return this.roles.update(principal, params.ref, body, ifMatch);
  }

  @Serves(roles.remove)
  async remove({ principal, params, ifMatch }: Asked<typeof roles.remove>) {
    await this.roles.remove(principal, params.ref, ifMatch);
    return { done: true as const };
  }
}
