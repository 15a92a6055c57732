import {
  addReply,
  type MetaField,
  readDeleteTargets,
  readIndividual,
  readTagList,
  WireRefusal,
  wireMessages,
} from '@cerebrate/cerebrate-wire';
import { Controller, Inject } from '@nestjs/common';
import { IndividualDeletion, IndividualsService, IndividualWireReader } from '../../directory/index.js';
import { AccountsOfPeople } from '../../identity/index.js';
import { deleted, listed, said } from '../answers/replies.js';
import { deleting, saving } from '../answers/saving.js';
import { ShapedIndividuals } from '../answers/shaped-individuals.js';
import { TagNames } from '../answers/tag-names.js';
import type { Exchange } from '../exchange.js';
import { Speaks } from '../speaks.js';
import { individualChangesOf, individualOptionsOf, newIndividualOf, taggedIndividual } from './individual-input.js';

const serverSet = ['id', 'uuid', 'email', 'created', 'modified', 'full_name', 'alternate_emails'] as const;

/** `/individuals` of the original (WIRE-CONTRACT §3.2). Of accounts only those are named that the caller may see. */
@Controller()
export class DialectIndividuals {
  constructor(
    @Inject(IndividualsService) private readonly individuals: IndividualsService,
    @Inject(IndividualDeletion) private readonly deletion: IndividualDeletion,
    @Inject(IndividualWireReader) private readonly reader: IndividualWireReader,
    @Inject(AccountsOfPeople) private readonly accounts: AccountsOfPeople,
    @Inject(ShapedIndividuals) private readonly shaped: ShapedIndividuals,
    @Inject(TagNames) private readonly tagNames: TagNames,
  ) {}

  @Speaks('individuals/index', 'GET POST', 'individual:read')
  async index(exchange: Exchange) {
    const query = exchange.index();
    const { rows, total } = await this.reader.list(exchange.principal, query);
    const accounts = await this.accounts.read(
      exchange.principal,
      rows.map(({ id }) => id),
    );
    const people = rows.map((row) => ({ ...row, user: accounts.get(row.id) ?? [] }));
    return listed(exchange, await this.shaped.list(exchange.principal, query, people), total);
  }

  @Speaks('individuals/view', 'GET', 'individual:read')
  async view(exchange: Exchange) {
    const row = await this.reader.one(exchange.principal, exchange.ref());
    const accounts = await this.accounts.read(exchange.principal, [row.id]);
    const person = { ...row, user: accounts.get(row.id)?.[0] ?? null };
    return said(await this.shaped.one(exchange.principal, exchange.shaping(), person));
  }

  @Speaks('individuals/add', 'POST', 'individual:create')
  add(exchange: Exchange) {
    const input = readIndividual(exchange.body(), 'add');
    return saving('Individual', 'added', input, async (values) => {
      const { id } = await this.individuals.create(
        exchange.principal,
        newIndividualOf(values),
        individualOptionsOf(values),
      );
      const row = await this.reader.one(exchange.principal, { id });
      const added = (row.meta_fields as readonly MetaField[]).map(({ is_default: _isDefault, ...value }) => value);
      const saved = { ...row, meta_fields: added, _metafields_to_delete: [], alternate_emails: [] };
      return said(addReply(saved, suppliedOf(input.supplied), serverSet));
    });
  }

  @Speaks('individuals/edit', 'POST PUT', 'individual:update')
  edit(exchange: Exchange) {
    const ref = exchange.ref();
    const input = readIndividual(exchange.body(), 'edit');
    return saving('Individual', 'modified', input, async (values) => {
      const options = individualOptionsOf(values);
      const { id } = await this.individuals.update(
        exchange.principal,
        ref,
        individualChangesOf(values),
        undefined,
        options,
      );
      const { alignments: _alignments, ...saved } = await this.reader.one(exchange.principal, { id });
      return said(suppliedOf(input.supplied).includes('meta_fields') ? { ...saved, _metafields_to_delete: [] } : saved);
    });
  }

  @Speaks('individuals/delete', 'POST DELETE', 'individual:delete')
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

  @Speaks('individuals/tag', 'POST', 'individual:update')
  async tag(exchange: Exchange) {
    const names = await this.tagNames.toAdd(exchange.principal, readTagList(exchange.body()));
    return this.#tagged(exchange, names, []);
  }

  @Speaks('individuals/untag', 'POST', 'individual:update')
  async untag(exchange: Exchange) {
    const refs = readTagList(exchange.body());
    const { tags } = await this.individuals.get(exchange.principal, exchange.ref());
    return this.#tagged(exchange, [], this.tagNames.toRemove(tags, refs));
  }

  @Speaks('individuals/viewTags', 'GET', 'individual:read')
  async viewTags(exchange: Exchange) {
    return said(taggedIndividual(await this.reader.one(exchange.principal, exchange.ref())));
  }

  async #tagged(exchange: Exchange, add: readonly string[], remove: readonly string[]) {
    const ref = exchange.ref();
    await this.individuals.tag(exchange.principal, ref, add, remove, this.tagNames.colour);
    return said(taggedIndividual(await this.reader.one(exchange.principal, ref)));
  }
}

/** Whoever sends values is answered with values, in whichever form they were sent. */
const suppliedOf = (supplied: readonly string[]): readonly string[] =>
  supplied.includes('meta_fields') || supplied.includes('MetaTemplates')
    ? [...supplied, 'meta_fields', '_metafields_to_delete']
    : supplied;
