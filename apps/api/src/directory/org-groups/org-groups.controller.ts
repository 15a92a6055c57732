import { orgGroups } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { type Asked, csvOf, Serves } from '../../kernel/index.js';
import { OrgGroupMembers } from './org-group-members.js';
import { OrgGroupsService } from './org-groups.service.js';

@Controller()
export class OrgGroupsController {
  constructor(
    @Inject(OrgGroupsService) private readonly groups: OrgGroupsService,
    @Inject(OrgGroupMembers) private readonly members: OrgGroupMembers,
  ) {}

  @Serves(orgGroups.list)
  list({ principal, query }: Asked<typeof orgGroups.list>) {
    return this.groups.list(principal, query);
  }

  @Serves(orgGroups.csv)
  csv({ principal, query }: Asked<typeof orgGroups.csv>) {
    return csvOf(
      this.groups.stream(principal, query),
      [
        { heading: 'id', cell: (group) => group.id },
        { heading: 'uuid', cell: (group) => group.uuid },
        { heading: 'name', cell: (group) => group.name },
        { heading: 'description', cell: (group) => group.description },
        { heading: 'organisations', cell: (group) => group.organisations },
        { heading: 'tags', cell: (group) => group.tags.map((tag) => tag.name).join('; ') },
        { heading: 'created', cell: (group) => group.created },
        { heading: 'modified', cell: (group) => group.modified },
      ],
      'organisation-groups.csv',
    );
  }

  @Serves(orgGroups.get)
  get({ principal, params }: Asked<typeof orgGroups.get>) {
    return this.groups.get(principal, params.ref);
  }

  @Serves(orgGroups.create)
  create({ principal, body }: Asked<typeof orgGroups.create>) {
    return this.groups.create(principal, body);
  }

  @Serves(orgGroups.update)
  update({ principal, params, body, ifMatch }: Asked<typeof orgGroups.update>) {
    return this.groups.update(principal, params.ref, body, ifMatch);
  }

  @Serves(orgGroups.impact)
  impact({ principal, params }: Asked<typeof orgGroups.impact>) {
    return this.groups.impact(principal, params.ref);
  }

  @Serves(orgGroups.remove)
  async remove({ principal, params, ifMatch }: Asked<typeof orgGroups.remove>) {
    await this.groups.remove(principal, params.ref, ifMatch);
    return { done: true as const };
  }

  @Serves(orgGroups.restore)
  restore({ principal, params }: Asked<typeof orgGroups.restore>) {
    return this.groups.restore(principal, params.ref);
  }

  @Serves(orgGroups.tag)
  tag({ principal, params, body }: Asked<typeof orgGroups.tag>) {
    return this.groups.tag(principal, params.ref, body.add, body.remove);
  }

  @Serves(orgGroups.bulkTag)
  bulkTag({ principal, body }: Asked<typeof orgGroups.bulkTag>) {
    return this.groups.bulkTag(principal, body.ids, body.add, body.remove);
  }

  @Serves(orgGroups.bulkRemove)
  bulkRemove({ principal, body }: Asked<typeof orgGroups.bulkRemove>) {
    return this.groups.bulkRemove(principal, body.ids);
  }

  @Serves(orgGroups.bulkRestore)
  bulkRestore({ principal, body }: Asked<typeof orgGroups.bulkRestore>) {
    return this.groups.bulkRestore(principal, body.ids);
  }

  @Serves(orgGroups.attach)
  attach({ principal, params, body }: Asked<typeof orgGroups.attach>) {
    return this.members.attach(principal, params.ref, body.ids);
  }

  @Serves(orgGroups.detach)
  detach({ principal, params, body }: Asked<typeof orgGroups.detach>) {
    return this.members.detach(principal, params.ref, body.ids);
  }

  @Serves(orgGroups.history)
  history({ principal, params, query }: Asked<typeof orgGroups.history>) {
    return this.groups.history(principal, params.ref, query);
  }
}
