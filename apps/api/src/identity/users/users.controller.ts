import { type UserRow, userRights, users } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { type Asked, type CsvColumn, csvOf, Serves } from '../../kernel/index.js';
import { UserAdministration } from './user-administration.service.js';
import { UserDeletionService } from './user-deletion.service.js';
import { UserRightsService } from './user-rights.service.js';
import { UsersService } from './users.service.js';

const csvColumns = (fieldIds: readonly number[]): CsvColumn<UserRow>[] => [
  { heading: 'id', cell: (user) => user.id },
  { heading: 'uuid', cell: (user) => user.uuid },
  { heading: 'username', cell: (user) => user.username },
  { heading: 'disabled', cell: (user) => user.disabled },
  { heading: 'organisation', cell: (user) => user.organisation?.name },
  { heading: 'country', cell: (user) => user.organisation?.country },
  { heading: 'role', cell: (user) => user.role.name },
  { heading: 'first_name', cell: (user) => user.individual.firstName },
  { heading: 'last_name', cell: (user) => user.individual.lastName },
  { heading: 'email', cell: (user) => user.individual.email },
  { heading: 'administered_groups', cell: (user) => user.administeredGroups.map((group) => group.name).join('; ') },
  { heading: 'settings', cell: (user) => user.settings },
  { heading: 'created', cell: (user) => user.created },
  { heading: 'modified', cell: (user) => user.modified },
  ...fieldIds.map((id) => ({
    heading: `meta.${id}`,
    cell: (user: UserRow) => user.meta[id]?.values.join('; '),
  })),
];

@Controller()
export class UsersController {
  constructor(
    @Inject(UsersService) private readonly users: UsersService,
    @Inject(UserAdministration) private readonly administration: UserAdministration,
    @Inject(UserDeletionService) private readonly deletion: UserDeletionService,
    @Inject(UserRightsService) private readonly rights: UserRightsService,
  ) {}

  @Serves(users.list)
  list({ principal, query }: Asked<typeof users.list>) {
    return this.users.list(principal, query);
  }

  @Serves(users.csv)
  csv({ principal, query }: Asked<typeof users.csv>) {
    return csvOf(this.users.stream(principal, query), csvColumns(query.columns), 'users.csv');
  }

  @Serves(users.candidates)
  async candidates({ principal, query }: Asked<typeof users.candidates>) {
    return { items: await this.users.candidates(principal, query.q) };
  }

  @Serves(users.get)
  get({ principal, params }: Asked<typeof users.get>) {
    return this.users.get(principal, params.ref);
  }

  @Serves(users.history)
  history({ principal, params, query }: Asked<typeof users.history>) {
    return this.users.history(principal, params.ref, query);
  }

  @Serves(users.create)
  async create({ principal, body }: Asked<typeof users.create>) {
    const id = await this.administration.create(principal, body, { judgesPassword: true });
    return this.users.get(principal, { id });
  }

  @Serves(users.update)
  async update({ principal, params, body, ifMatch }: Asked<typeof users.update>) {
    const id = await this.administration.update(principal, params.ref, body, ifMatch, { judgesPassword: true });
    return this.users.get(principal, { id });
  }

  @Serves(users.impact)
  impact({ principal, params }: Asked<typeof users.impact>) {
    return this.deletion.impact(principal, params.ref);
  }

  @Serves(users.remove)
  async remove({ principal, params, ifMatch }: Asked<typeof users.remove>) {
    await this.deletion.remove(principal, params.ref, ifMatch);
    return { done: true as const };
  }

  @Serves(users.massEdit)
  massEdit({ principal, body }: Asked<typeof users.massEdit>) {
    return this.administration.massEdit(principal, body);
  }

  @Serves(userRights.get)
  userRights({ principal, params }: Asked<typeof userRights.get>) {
    return this.rights.of(principal, params.ref);
  }
}
