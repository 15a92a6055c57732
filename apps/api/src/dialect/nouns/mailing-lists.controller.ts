import {
  addReply,
  listIn,
  type MailingListInput,
  readDeleteTargets,
  readMailingList,
  readNewcomers,
  readRef,
  type WireRef,
  WireRefusal,
  wireMessages,
} from '@cerebrate/cerebrate-wire';
import { MailingListChanges, NewMailingList } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { MailingListsService, MailingListWireReader } from '../../directory/index.js';
import { InvalidInput, NotFound } from '../../kernel/index.js';
import { judged } from '../answers/judged.js';
import { deleted, said, selected } from '../answers/replies.js';
import { deletingEach, saving } from '../answers/saving.js';
import type { Exchange } from '../exchange.js';
import { Speaks } from '../speaks.js';

const serverSet = ['id', 'uuid', 'name', 'user_id', 'created', 'modified'] as const;

/** `/mailingLists` of the original (WIRE-CONTRACT §3.15). */
@Controller()
export class DialectMailingLists {
  constructor(
    @Inject(MailingListsService) private readonly lists: MailingListsService,
    @Inject(MailingListWireReader) private readonly reader: MailingListWireReader,
  ) {}

  @Speaks('mailingLists/index', 'GET POST', 'mailingList:read')
  async index(exchange: Exchange) {
    const rows = await this.reader.all(exchange.principal);
    return selected(exchange, rows, (row) => ({ releasability: row['recipients'], ...userColumns(row['user']) }));
  }

  @Speaks('mailingLists/view', 'GET', 'mailingList:read')
  async view(exchange: Exchange) {
    return said(await this.reader.one(exchange.principal, exchange.ref()));
  }

  @Speaks('mailingLists/add', 'POST', 'mailingList:write')
  add(exchange: Exchange) {
    const input = readMailingList(exchange.body(), 'add');
    return saving('MailingList', 'added', input, async (values) => {
      const { id } = await this.lists.create(exchange.principal, judged(NewMailingList, columnsOf(values)));
      const row = await this.reader.row(exchange.principal, { id });
      return said(addReply({ ...row, releasability: row['recipients'] }, input.supplied, serverSet as never));
    });
  }

  @Speaks('mailingLists/edit', 'POST PUT', 'mailingList:write')
  edit(exchange: Exchange) {
    const ref = exchange.ref();
    return saving('MailingList', 'modified', readMailingList(exchange.body(), 'edit'), async (values) => {
      // The uuid stays: peers know the list by it.
      const { uuid: _uuid, ...columns } = columnsOf(values);
      await this.lists.update(exchange.principal, ref, judged(MailingListChanges, columns));
      return said(await this.reader.row(exchange.principal, ref));
    });
  }

  @Speaks('mailingLists/delete', 'POST DELETE', 'mailingList:write')
  async delete(exchange: Exchange) {
    const refs = readDeleteTargets(exchange.route.args[0], exchange.body());
    if (!refs) throw new WireRefusal(404, wireMessages.notFound);
    await deletingEach(refs, (ref) => this.lists.remove(exchange.principal, ref));
    return deleted();
  }

  @Speaks('mailingLists/listIndividuals', 'GET', 'mailingList:write')
  async listIndividuals(exchange: Exchange) {
    return said(await this.reader.individuals(exchange.principal, exchange.ref()));
  }

  @Speaks('mailingLists/addIndividual', 'POST', 'mailingList:write')
  async addIndividual(exchange: Exchange) {
    const people = readNewcomers(exchange.body());
    const addresses = people.map(({ id, primary, metaFieldIds }) => [
      String(id),
      { primary, metaFieldIds: [...metaFieldIds], addressIds: [] },
    ]);
    return this.#changed(exchange, (ref) =>
      this.lists.addMembers(exchange.principal, ref, {
        individualIds: people.map(({ id }) => id),
        organisationIds: [],
        addresses: Object.fromEntries(addresses) as never,
      }),
    );
  }

  @Speaks('mailingLists/removeIndividual', 'POST DELETE', 'mailingList:write')
  async removeIndividual(exchange: Exchange) {
    const listed = listIn(exchange.body()['ids']).map((entry) => readRef(String(entry)));
    const refs = [readRef(exchange.route.args[1]), ...listed];
    const ids = refs.flatMap((ref) => (ref && 'id' in ref ? [ref.id] : []));
    if (ids.length === 0) throw new WireRefusal(404, wireMessages.notFound);
    return this.#changed(exchange, async (ref) => {
      const { left } = await this.lists.removeMembers(exchange.principal, ref, ids);
      if (left === 0) throw new NotFound('nobody of these is on the list');
    });
  }

  /** An act on the members; its refusals are said with the status they have, since it answers the list and no message. */
  async #changed(exchange: Exchange, act: (ref: WireRef) => Promise<unknown>) {
    const ref = exchange.ref();
    try {
      await act(ref);
    } catch (error) {
      if (error instanceof InvalidInput) throw new WireRefusal(400, error.message);
      throw error;
    }
    return said(await this.reader.row(exchange.principal, ref));
  }
}

const columnsOf = ({ uuid, name, recipients, description, active }: MailingListInput) =>
  Object.fromEntries(
    Object.entries({ uuid, name, recipients, description, active }).filter(([, value]) => value !== undefined),
  );

const userColumns = (user: unknown): Record<string, unknown> =>
  Object.fromEntries(Object.entries((user ?? {}) as object).map(([key, value]) => [`Users.${key}`, value]));
