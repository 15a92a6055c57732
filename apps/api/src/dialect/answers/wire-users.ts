import {
  type FurtherValues,
  type StatusUser,
  type Role as WireRole,
  type User as WireUser,
  wireTime,
} from '@cerebrate/cerebrate-wire';
import { countryName, type UserRow } from '@cerebrate/contract';

import { Inject, Injectable } from '@nestjs/common';
import { OrganisationWireReader, PersonWireReader } from '../../directory/index.js';
import { RolesService, UsersService } from '../../identity/index.js';
import { NotFound, type Principal } from '../../kernel/index.js';
import { listRequest } from './list-request.js';
import { allOfStream } from './replies.js';
import { wireRole } from './wire-role.js';

/** What a user is made of on the wire, of a list or alone. */
type AnyUser = Omit<UserRow, 'meta'>;

/** Users in the words of the wire (WIRE-CONTRACT §3.4, §3.19). */
@Injectable()
export class WireUsers {
  constructor(
    @Inject(UsersService) private readonly users: UsersService,
    @Inject(RolesService) private readonly roles: RolesService,
    @Inject(PersonWireReader) private readonly people: PersonWireReader,
    @Inject(OrganisationWireReader) private readonly organisations: OrganisationWireReader,
  ) {}

  /** Every user the caller may see, in the order of their ids, and what filters look at beside the row (WIRE-CONTRACT §2.6). */
  async all(principal: Principal): Promise<{ rows: WireUser[]; further: (row: WireUser) => FurtherValues }> {
    const users = await allOfStream(this.users.stream(principal, listRequest()));
    const rows = await this.#nested(principal, users, (user) => ({ _canBeEdited: user.mayChange }));
    const known = new Map(users.map((user) => [user.id, user]));
    return { rows, further: (row) => ({ ...furtherOf(row), ...unservedOf(known.get(row.id)) }) };
  }

  /** One user. Throws `NotFound`. */
  async one(principal: Principal, ref: { id: number } | { uuid: string }): Promise<WireUser> {
    const [user] = await this.#nested(principal, [await this.users.get(principal, ref)], () => ({}));
    if (!user) throw new NotFound('there is no such user');
    return user;
  }

  /** The caller, nothing shortened: what a peer learns about itself in the handshake. */
  async caller(principal: Principal): Promise<StatusUser> {
    const user = await this.users.get(principal, { id: principal.userId ?? 0 });
    const [role] = await this.#roles(principal, [user]);
    if (!role) throw new NotFound('the role of the caller is gone');
    return {
      ...userColumnsOf(user),
      organisation: await this.#organisation(principal, user.organisation?.id),
      individual: (await this.people.one(principal, user.individual.id)) as StatusUser['individual'],
      role,
    };
  }

  async #nested(principal: Principal, users: readonly AnyUser[], more: (user: AnyUser) => object): Promise<WireUser[]> {
    const nested = await this.people.ofUsers(
      principal,
      users.map(({ id }) => id),
    );
    const roles = await this.#roles(principal, users);
    return users.map((user, at) => {
      const { id = 0, name = '', uuid = '' } = user.organisation ?? {};
      const { meta_fields = [], org_groups = [] } = nested.get(user.id) ?? {};
      return {
        ...userColumnsOf(user),
        meta_fields,
        org_groups,
        organisation: user.organisation && { id, name, uuid },
        role: roles[at],
        individual: { id: user.individual.id, email: user.individual.email, uuid: user.individual.uuid },
        ...more(user),
      } as WireUser;
    });
  }

  /** The role of each user, whole. */
  async #roles(principal: Principal, users: readonly AnyUser[]): Promise<WireRole[]> {
    const known = new Map(
      (await allOfStream(this.roles.stream(principal, listRequest()))).map((role) => [role.id, wireRole(role)]),
    );
    return users.map(({ role }) => known.get(role.id) ?? wireRole({ ...role, isDefault: false }));
  }

  async #organisation(principal: Principal, id: number | undefined): Promise<StatusUser['organisation']> {
    if (id === undefined) return null;
    try {
      const {
        tags: _t,
        meta_fields: _m,
        org_groups: _g,
        alignments: _a,
        ...columns
      } = JSON.parse((await this.organisations.one(principal, { id })).toString());
      return columns as StatusUser['organisation'];
    } catch (error) {
      if (error instanceof NotFound) return null;
      throw error;
    }
  }
}

/** The columns of a user alone. */
export const userColumnsOf = (user: AnyUser) => ({
  id: user.id,
  uuid: user.uuid,
  username: user.username,
  role_id: user.role.id,
  individual_id: user.individual.id,
  disabled: user.disabled,
  created: wireTime(new Date(user.created)),
  modified: wireTime(new Date(user.modified)),
  organisation_id: user.organisation?.id ?? null,
});

const under = (alias: string, row: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(row).map(([key, value]) => [`${alias}.${key}`, value]));

const furtherOf = ({ individual, organisation, role }: WireUser): FurtherValues => ({
  ...under('Individuals', individual),
  ...under('Organisations', organisation ?? {}),
  ...under('Roles', role),
});

/** What rows are filtered and sorted by though it is not in them. */
const unservedOf = (user: AnyUser | undefined): FurtherValues => ({
  'Individuals.first_name': user?.individual.firstName,
  'Individuals.last_name': user?.individual.lastName,
  'Organisations.nationality': user?.organisation?.country && countryName(user.organisation.country),
});
