import {
  addReply,
  type FieldFaults,
  readAddOrg,
  readDeleteTargets,
  readRef,
  readSharingGroup,
  type SharingGroup,
  type SharingGroupInput,
  type WireRef,
  WireRefusal,
  wireMessages,
} from '@cerebrate/cerebrate-wire';
import { Controller, Inject } from '@nestjs/common';
import { SharingGroupsService, SharingGroupWireReader } from '../../directory/index.js';
import { InvalidInput, NotFound } from '../../kernel/index.js';
import { deleted, listed, listedText, said, saidText } from '../answers/replies.js';
import { deleting, faultsOf, saving } from '../answers/saving.js';
import { piecesOf, rowsIn } from '../answers/shaped-organisations.js';
import type { Exchange } from '../exchange.js';
import { Speaks } from '../speaks.js';

const serverSet = ['id', 'uuid', 'user_id', 'created', 'modified'] as const;

/** `/sharingGroups` of the original (WIRE-CONTRACT §3.8): what a MISP looks groups up with. */
@Controller()
export class DialectSharingGroups {
  constructor(
    @Inject(SharingGroupsService) private readonly groups: SharingGroupsService,
    @Inject(SharingGroupWireReader) private readonly reader: SharingGroupWireReader,
  ) {}

  @Speaks('sharingGroups/index', 'GET POST', 'sharingGroup:read')
  async index(exchange: Exchange) {
    const { rows, total } = await this.reader.list(exchange.principal, exchange.index());
    if (exchange.route.format !== 'csv') return listedText(exchange, rows, total);
    const page: Record<string, unknown>[] = [];
    for await (const piece of piecesOf(rows)) page.push(...rowsIn<Record<string, unknown>>(piece));
    return listed(exchange, page, total);
  }

  @Speaks('sharingGroups/view', 'GET', 'sharingGroup:read')
  async view(exchange: Exchange) {
    return saidText(await this.reader.one(exchange.principal, exchange.ref()));
  }

  @Speaks('sharingGroups/add', 'POST', 'sharingGroup:write')
  add(exchange: Exchange) {
    const { principal } = exchange;
    const input = readSharingGroup(exchange.body(), 'add');
    return saving('SharingGroup', 'added', input, async ({ organisation_id: owner, ...values }) => {
      // Whoever is no community administrator owns what they make, whatever they sent.
      const organisationId = principal.flags.perm_community_admin ? owner : undefined;
      const { id } = await this.groups.create(principal, { ...factsOf(values), organisationId });
      return said(addReply(columnsOf(await this.#group(exchange, { id })), input.supplied, serverSet));
    });
  }

  @Speaks('sharingGroups/edit', 'POST PUT', 'sharingGroup:write')
  edit(exchange: Exchange) {
    const ref = exchange.ref();
    return saving('SharingGroup', 'modified', readSharingGroup(exchange.body(), 'edit'), async (values) => {
      await this.groups.update(exchange.principal, ref, values);
      return said(columnsOf(await this.#group(exchange, ref)));
    });
  }

  @Speaks('sharingGroups/delete', 'POST DELETE', 'sharingGroup:write')
  async delete(exchange: Exchange) {
    const refs = readDeleteTargets(exchange.route.args[0], exchange.body());
    if (!refs) throw notFound();
    const [ref, ...others] = refs;
    if (ref && others.length === 0) await deleting(() => this.groups.remove(exchange.principal, ref));
    else {
      const ids = refs.flatMap((one) => ('id' in one ? [one.id] : []));
      const { done } = await this.groups.bulkRemove(exchange.principal, ids);
      if (done === 0) throw notFound();
    }
    return deleted();
  }

  @Speaks('sharingGroups/addOrg', 'POST', 'sharingGroup:write')
  async addOrg(exchange: Exchange) {
    const ref = exchange.ref();
    const { values, faults } = readAddOrg(exchange.body());
    if (Object.keys(faults).length > 0) return said(notAdded(faults));
    try {
      const { group } = await this.groups.enrol(exchange.principal, ref, values.organisationIds, values.extend);
      const row = await this.#group(exchange, { id: group.id });
      const data = { ...columnsOf(row), sharing_group_orgs: row.sharing_group_orgs };
      const message = 'Organisation(s) added to the sharing group.';
      return said({ success: true, message, data, url: `/sharing_groups/addOrg/${row.id}` });
    } catch (error) {
      if (error instanceof InvalidInput) return said(notAdded(faultsOf(error.issues, error.message)));
      throw error;
    }
  }

  @Speaks('sharingGroups/removeOrg', 'POST DELETE', 'sharingGroup:write')
  async removeOrg(exchange: Exchange) {
    const ref = exchange.ref();
    const organisation = readRef(exchange.route.args[1]);
    if (!organisation) throw notFound();
    // Whether the group itself is there is a question of its own; of the organisation only a sentence is said.
    await this.reader.one(exchange.principal, ref);
    try {
      await this.groups.release(exchange.principal, ref, organisation);
    } catch (error) {
      if (!(error instanceof NotFound)) throw error;
      return said({ message: 'SharingGroups could not be detached from SharingGroupOrgs.' });
    }
    return said({ message: 'SharingGroups detached from SharingGroupOrgs.' });
  }

  @Speaks('sharingGroups/listOrgs', 'GET', 'sharingGroup:read')
  async listOrgs(exchange: Exchange) {
    const { sharing_group_orgs: members } = await this.#group(exchange, exchange.ref());
    return said(members);
  }

  async #group(exchange: Exchange, ref: WireRef): Promise<SharingGroup> {
    return JSON.parse((await this.reader.one(exchange.principal, ref)).toString()) as SharingGroup;
  }
}

const notFound = (): WireRefusal => new WireRefusal(404, wireMessages.notFound);

const factsOf = ({ name = '', releasability = null, ...more }: SharingGroupInput) => ({ name, releasability, ...more });

const columnsOf = ({ user: _user, organisation: _owner, sharing_group_orgs: _members, ...columns }: SharingGroup) =>
  columns;

/** The failure of a form sent in the background (WIRE-CONTRACT §2.10). */
const notAdded = (faults: FieldFaults) => ({
  success: false,
  message: `Organisation(s) could not be added to the sharing group. ${Object.values(faults).flat().join('; ')}`,
  errors: Object.fromEntries(
    Object.entries(faults).map(([field, texts]) => [field, Object.fromEntries(texts.map((text, at) => [at, text]))]),
  ),
  description: '',
  url: '',
});
