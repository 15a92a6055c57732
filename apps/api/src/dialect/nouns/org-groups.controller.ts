import {
  addReply,
  readDeleteTargets,
  readLinked,
  readOrgGroup,
  readTagList,
  WireRefusal,
  wireMessages,
} from '@cerebrate/cerebrate-wire';
import { type BulkOutcome, NewOrgGroup, OrgGroupChanges, type RecordRef } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import {
  OrganisationsService,
  OrgGroupMembers,
  OrgGroupsService,
  OrgGroupWireReader,
  type WireOrgGroup,
} from '../../directory/index.js';
import { GroupAdministrators, UsersService } from '../../identity/index.js';
import type { Principal } from '../../kernel/index.js';
import { judged } from '../answers/judged.js';
import { deleted, listed, said, selected } from '../answers/replies.js';
import { deleting, saving } from '../answers/saving.js';
import { TagNames } from '../answers/tag-names.js';
import { WireUsers } from '../answers/wire-users.js';
import type { Exchange } from '../exchange.js';
import { Speaks } from '../speaks.js';

const serverSet = ['id', 'uuid', 'name', 'created', 'modified'] as const;

/** `/orgGroups` of the original (WIRE-CONTRACT §3.16); its two lists, which fail there, work. */
@Controller()
export class DialectOrgGroups {
  constructor(
    @Inject(OrgGroupsService) private readonly groups: OrgGroupsService,
    @Inject(OrgGroupMembers) private readonly members: OrgGroupMembers,
    @Inject(OrgGroupWireReader) private readonly reader: OrgGroupWireReader,
    @Inject(GroupAdministrators) private readonly administrators: GroupAdministrators,
    @Inject(OrganisationsService) private readonly organisations: OrganisationsService,
    @Inject(UsersService) private readonly users: UsersService,
    @Inject(WireUsers) private readonly wireUsers: WireUsers,
    @Inject(TagNames) private readonly tagNames: TagNames,
  ) {}

  @Speaks('orgGroups/index', 'GET POST', 'orgGroup:read')
  async index(exchange: Exchange) {
    const { all, none, like } = exchange.index().filteringTags;
    const groups = await this.reader.all(exchange.principal, { all: [...all], none: [...none], any: [...like] });
    return selected(exchange, groups);
  }

  @Speaks('orgGroups/view', 'GET', 'orgGroup:read')
  async view(exchange: Exchange) {
    return said(await this.reader.one(exchange.principal, exchange.ref()));
  }

  @Speaks('orgGroups/add', 'POST', 'orgGroup:write')
  add(exchange: Exchange) {
    const input = readOrgGroup(exchange.body(), 'add');
    return saving('OrgGroup', 'added', input, async (values) => {
      const { id } = await this.groups.create(exchange.principal, judged(NewOrgGroup, values));
      const { organisations: _members, tags: _tags, ...row } = await this.reader.one(exchange.principal, { id });
      return said(addReply(row, input.supplied, serverSet));
    });
  }

  @Speaks('orgGroups/edit', 'POST PUT', 'orgGroup:write')
  edit(exchange: Exchange) {
    const ref = exchange.ref();
    return saving('OrgGroup', 'modified', readOrgGroup(exchange.body(), 'edit'), async (values) => {
      const { id } = await this.groups.update(exchange.principal, ref, judged(OrgGroupChanges, values));
      return said(tagged(await this.reader.one(exchange.principal, { id })));
    });
  }

  @Speaks('orgGroups/delete', 'POST DELETE', 'orgGroup:write')
  async delete(exchange: Exchange) {
    const refs = readDeleteTargets(exchange.route.args[0], exchange.body());
    if (!refs) throw new WireRefusal(404, wireMessages.notFound);
    const [ref, ...others] = refs;
    if (ref && others.length === 0) await deleting(() => this.groups.remove(exchange.principal, ref));
    else {
      const ids = refs.flatMap((one) => ('id' in one ? [one.id] : []));
      const { done } = await this.groups.bulkRemove(exchange.principal, ids);
      if (done === 0) throw new WireRefusal(404, wireMessages.notFound);
    }
    return deleted();
  }

  @Speaks('orgGroups/tag', 'POST', 'orgGroup:write')
  async tag(exchange: Exchange) {
    const names = await this.tagNames.toAdd(exchange.principal, readTagList(exchange.body()));
    return this.#tagged(exchange, names, []);
  }

  @Speaks('orgGroups/untag', 'POST', 'orgGroup:write')
  async untag(exchange: Exchange) {
    const refs = readTagList(exchange.body());
    const { tags } = await this.groups.get(exchange.principal, exchange.ref());
    return this.#tagged(exchange, [], this.tagNames.toRemove(tags, refs));
  }

  @Speaks('orgGroups/viewTags', 'GET', 'orgGroup:read')
  async viewTags(exchange: Exchange) {
    return said(tagged(await this.reader.one(exchange.principal, exchange.ref())));
  }

  @Speaks('orgGroups/listOrgs', 'GET', 'orgGroup:read')
  async listOrgs(exchange: Exchange) {
    const { organisations } = await this.reader.one(exchange.principal, exchange.ref());
    return listed(exchange, organisations, organisations.length);
  }

  @Speaks('orgGroups/listAdmins', 'GET', 'orgGroup:read')
  async listAdmins(exchange: Exchange) {
    const named = await this.administrators.list(exchange.principal, exchange.ref());
    const users = await Promise.all(named.map(({ id }) => this.wireUsers.one(exchange.principal, { id })));
    return listed(exchange, users, users.length);
  }

  @Speaks('orgGroups/attachOrg', 'POST', 'orgGroup:enrol')
  async attachOrg(exchange: Exchange) {
    const ids = [await this.#organisation(exchange.principal, readLinked(undefined, exchange.body()))];
    done(await this.members.attach(exchange.principal, exchange.ref(), ids));
    return said({ message: 'OrgGroups attached to Organisations.' });
  }

  @Speaks('orgGroups/detachOrg', 'POST', 'orgGroup:enrol')
  async detachOrg(exchange: Exchange) {
    const linked = readLinked(exchange.route.args[1], exchange.body());
    const ids = [await this.#organisation(exchange.principal, linked)];
    done(await this.members.detach(exchange.principal, exchange.ref(), ids));
    return said({ message: 'OrgGroups detached from Organisations.' });
  }

  @Speaks('orgGroups/assignAdmin', 'POST', 'orgGroup:write')
  async assignAdmin(exchange: Exchange) {
    const { id } = await this.users.get(exchange.principal, readLinked(undefined, exchange.body()));
    await this.administrators.assign(exchange.principal, exchange.ref(), id);
    return said({ message: 'OrgGroups attached to Users.' });
  }

  @Speaks('orgGroups/removeAdmin', 'POST', 'orgGroup:write')
  async removeAdmin(exchange: Exchange) {
    const { id } = await this.users.get(exchange.principal, readLinked(exchange.route.args[1], exchange.body()));
    await this.administrators.release(exchange.principal, exchange.ref(), id);
    return said({ message: 'OrgGroups detached from Users.' });
  }

  async #tagged(exchange: Exchange, add: readonly string[], remove: readonly string[]) {
    const ref = exchange.ref();
    await this.groups.tag(exchange.principal, ref, add, remove, this.tagNames.colour);
    return said(tagged(await this.reader.one(exchange.principal, ref)));
  }

  async #organisation(principal: Principal, ref: RecordRef): Promise<number> {
    return ref.id ?? (await this.organisations.get(principal, ref)).id;
  }
}

const tagged = ({ organisations: _members, ...row }: WireOrgGroup): Omit<WireOrgGroup, 'organisations'> => row;

/** A link that was refused is a bad request with the reason; the original says done, or fails. */
function done({ refused: [first] }: BulkOutcome): void {
  if (first) throw new WireRefusal(400, first.reason);
}
