import {
  addReply,
  type MetaField,
  type Organisation,
  readDeleteTargets,
  readOrganisation,
  readTagList,
  type WireRef,
  WireRefusal,
  wireMessages,
} from '@cerebrate/cerebrate-wire';
import { Controller, Inject } from '@nestjs/common';
import { OrganisationDeletion, OrganisationsService, OrganisationWireReader } from '../../directory/index.js';
import { deleted, listedText, said, saidText } from '../answers/replies.js';
import { deleting, saving } from '../answers/saving.js';
import { ShapedOrganisations } from '../answers/shaped-organisations.js';
import { TagNames } from '../answers/tag-names.js';
import type { Exchange } from '../exchange.js';
import { Speaks } from '../speaks.js';
import { changesOf, newOrganisationOf, optionsOf, taggedOrganisation } from './organisation-input.js';

const serverSet = ['id', 'uuid', 'name', 'created', 'modified'] as const;

/** `/organisations` of the original (WIRE-CONTRACT §3.1). */
@Controller()
export class DialectOrganisations {
  constructor(
    @Inject(OrganisationsService) private readonly organisations: OrganisationsService,
    @Inject(OrganisationDeletion) private readonly deletion: OrganisationDeletion,
    @Inject(OrganisationWireReader) private readonly reader: OrganisationWireReader,
    @Inject(ShapedOrganisations) private readonly shaped: ShapedOrganisations,
    @Inject(TagNames) private readonly tagNames: TagNames,
  ) {}

  @Speaks('organisations/index', 'GET POST', 'organisation:read')
  async index(exchange: Exchange) {
    const query = exchange.index();
    const { rows, total } = await this.reader.list(exchange.principal, query);
    if (exchange.route.format === 'csv') return this.shaped.csv(exchange, rows, total);
    const isShaped = query.includeMetatemplate || query.includeFullMetaFields;
    return listedText(exchange, isShaped ? this.shaped.list(exchange.principal, query, rows) : rows, total);
  }

  @Speaks('organisations/view', 'GET', 'organisation:read')
  async view(exchange: Exchange) {
    const text = await this.reader.one(exchange.principal, exchange.ref());
    const shaping = exchange.shaping();
    const isShaped = shaping.full || shaping.includeMetatemplate || shaping.includeFullMetaFields;
    return saidText(isShaped ? await this.shaped.one(exchange.principal, shaping, text) : text);
  }

  @Speaks('organisations/add', 'POST', 'organisation:create')
  add(exchange: Exchange) {
    const input = readOrganisation(exchange.body(), 'add');
    return saving('Organisation', 'added', input, async (values) => {
      const { id } = await this.organisations.create(exchange.principal, newOrganisationOf(values), optionsOf(values));
      const row = await this.#row(exchange, { id });
      const added = (row.meta_fields as readonly MetaField[]).map(({ is_default: _isDefault, ...value }) => value);
      const saved = { ...row, meta_fields: added, _metafields_to_delete: [] };
      return said(addReply(saved, suppliedOf(input.supplied), serverSet));
    });
  }

  @Speaks('organisations/edit', 'POST PUT', 'organisation:update')
  edit(exchange: Exchange) {
    const ref = exchange.ref();
    const input = readOrganisation(exchange.body(), 'edit');
    return saving('Organisation', 'modified', input, async (values) => {
      const { principal } = exchange;
      const { id } = await this.organisations.update(principal, ref, changesOf(values), undefined, optionsOf(values));
      const { org_groups: _groups, alignments: _alignments, ...saved } = await this.#row(exchange, { id });
      return said(suppliedOf(input.supplied).includes('meta_fields') ? { ...saved, _metafields_to_delete: [] } : saved);
    });
  }

  @Speaks('organisations/delete', 'POST DELETE', 'organisation:delete')
  async delete(exchange: Exchange) {
    const refs = readDeleteTargets(exchange.route.args[0], exchange.body());
    if (!refs) throw new WireRefusal(404, wireMessages.notFound);
    const [ref, ...others] = refs;
    if (ref && others.length === 0) await deleting(() => this.deletion.remove(exchange.principal, ref));
    else {
      const ids = refs.flatMap((one) => ('id' in one ? [one.id] : []));
      const { done } = await this.deletion.bulkRemove(exchange.principal, ids);
      if (done === 0) throw new WireRefusal(404, wireMessages.notFound);
    }
    return deleted();
  }

  @Speaks('organisations/tag', 'POST', 'organisation:update')
  async tag(exchange: Exchange) {
    const names = await this.tagNames.toAdd(exchange.principal, readTagList(exchange.body()));
    return this.#tagged(exchange, names, []);
  }

  @Speaks('organisations/untag', 'POST', 'organisation:update')
  async untag(exchange: Exchange) {
    const refs = readTagList(exchange.body());
    const { tags } = await this.organisations.get(exchange.principal, exchange.ref());
    return this.#tagged(exchange, [], this.tagNames.toRemove(tags, refs));
  }

  @Speaks('organisations/viewTags', 'GET', 'organisation:read')
  async viewTags(exchange: Exchange) {
    return said(taggedOrganisation(await this.#row(exchange, exchange.ref())));
  }

  async #tagged(exchange: Exchange, add: readonly string[], remove: readonly string[]) {
    const ref = exchange.ref();
    await this.organisations.tag(exchange.principal, ref, add, remove, this.tagNames.colour);
    return said(taggedOrganisation(await this.#row(exchange, ref)));
  }

  async #row(exchange: Exchange, ref: WireRef): Promise<Organisation> {
    return JSON.parse((await this.reader.one(exchange.principal, ref)).toString()) as Organisation;
  }
}

/** Whoever sends values is answered with values, in whichever form they were sent (recordings 072, 631). */
const suppliedOf = (supplied: readonly string[]): readonly string[] =>
  supplied.includes('meta_fields') || supplied.includes('MetaTemplates')
    ? [...supplied, 'meta_fields', '_metafields_to_delete']
    : supplied;
