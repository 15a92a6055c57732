import { mailingLists } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { type Asked, csvOf, Serves } from '../../kernel/index.js';
import { exportOf } from './mailing-list-export.js';
import { MailingListReader } from './mailing-list-reader.js';
import { MailingListsService } from './mailing-lists.service.js';

@Controller()
export class MailingListsController {
  constructor(
    @Inject(MailingListsService) private readonly lists: MailingListsService,
    @Inject(MailingListReader) private readonly reader: MailingListReader,
  ) {}

  @Serves(mailingLists.list)
  list({ principal, query }: Asked<typeof mailingLists.list>) {
    return this.lists.list(principal, query);
  }

  @Serves(mailingLists.csv)
  csv({ principal, query }: Asked<typeof mailingLists.csv>) {
    return csvOf(
      this.lists.stream(principal, query),
      [
        { heading: 'id', cell: (list) => list.id },
        { heading: 'uuid', cell: (list) => list.uuid },
        { heading: 'name', cell: (list) => list.name },
        { heading: 'recipients', cell: (list) => list.recipients },
        { heading: 'description', cell: (list) => list.description },
        { heading: 'owner', cell: (list) => list.owner?.name },
        { heading: 'members', cell: (list) => list.members },
        { heading: 'active', cell: (list) => list.active },
        { heading: 'encrypted_only', cell: (list) => list.encryptedOnly },
        { heading: 'by_rule', cell: (list) => list.isDynamic },
      ],
      'mailing-lists.csv',
    );
  }

  @Serves(mailingLists.preview)
  preview({ principal, body }: Asked<typeof mailingLists.preview>) {
    return this.lists.preview(principal, body.rule, body.list);
  }

  @Serves(mailingLists.get)
  get({ principal, params }: Asked<typeof mailingLists.get>) {
    return this.lists.get(principal, params.ref);
  }

  @Serves(mailingLists.create)
  create({ principal, body }: Asked<typeof mailingLists.create>) {
    return this.lists.create(principal, body);
  }

  @Serves(mailingLists.update)
  update({ principal, params, body, ifMatch }: Asked<typeof mailingLists.update>) {
    return this.lists.update(principal, params.ref, body, ifMatch);
  }

  @Serves(mailingLists.remove)
  async remove({ principal, params, ifMatch }: Asked<typeof mailingLists.remove>) {
    await this.lists.remove(principal, params.ref, ifMatch);
    return { done: true as const };
  }

  @Serves(mailingLists.restore)
  restore({ principal, params }: Asked<typeof mailingLists.restore>) {
    return this.lists.restore(principal, params.ref);
  }

  @Serves(mailingLists.members)
  members({ principal, params, query }: Asked<typeof mailingLists.members>) {
    return this.reader.members(principal, params.ref, query);
  }

  @Serves(mailingLists.addMembers)
  addMembers({ principal, params, body }: Asked<typeof mailingLists.addMembers>) {
    return this.lists.addMembers(principal, params.ref, body);
  }

  @Serves(mailingLists.removeMembers)
  removeMembers({ principal, params, body }: Asked<typeof mailingLists.removeMembers>) {
    return this.lists.removeMembers(principal, params.ref, body.individualIds);
  }

  @Serves(mailingLists.setAddresses)
  async setAddresses({ principal, params, body }: Asked<typeof mailingLists.setAddresses>) {
    const { individualId, ...addresses } = body;
    const listId = await this.lists.choose(principal, params.ref, individualId, addresses);
    return this.reader.member(principal, listId, individualId);
  }

  @Serves(mailingLists.recalculate)
  recalculate({ principal, params }: Asked<typeof mailingLists.recalculate>) {
    return this.lists.recalculate(principal, params.ref);
  }

  @Serves(mailingLists.export)
  async export({ principal, params, query }: Asked<typeof mailingLists.export>) {
    const list = await this.lists.get(principal, params.ref);
    const members = await this.reader.everyone(principal, params.ref);
    return exportOf(list, members, query.format, query.names === 'true');
  }

  @Serves(mailingLists.history)
  history({ principal, params, query }: Asked<typeof mailingLists.history>) {
    return this.lists.history(principal, params.ref, query);
  }
}
