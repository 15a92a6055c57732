import {
  type AddedTag,
  addReply,
  readDeleteTargets,
  readTag,
  tagToWire,
  WireRefusal,
  type Tag as WireTag,
  wireMessages,
} from '@cerebrate/cerebrate-wire';
import { NewTag, type Tag, TagChanges } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { TagsService } from '../../fields/index.js';
import { judged } from '../answers/judged.js';
import { listRequest } from '../answers/list-request.js';
import { allOfStream, deleted, said, selected } from '../answers/replies.js';
import { deleting, saving } from '../answers/saving.js';
import type { Exchange } from '../exchange.js';
import { Speaks } from '../speaks.js';

const serverSet = [
  'id',
  'name',
  'colour',
  'created',
  'modified',
  'text_colour',
] as const satisfies readonly (keyof AddedTag)[];

/** `/tags` of the original (WIRE-CONTRACT §3.12). */
@Controller()
export class DialectTags {
  constructor(@Inject(TagsService) private readonly tags: TagsService) {}

  @Speaks('tags/index', 'GET POST', 'tag:read')
  async index(exchange: Exchange) {
    const all = await allOfStream(this.tags.stream(exchange.principal, listRequest()));
    return selected(exchange, all.map(wireTag));
  }

  @Speaks('tags/view', 'GET', 'tag:read')
  async view(exchange: Exchange) {
    return said(wireTag(await this.tags.get(exchange.principal, tagRef(exchange))));
  }

  @Speaks('tags/add', 'POST', 'tag:write')
  add(exchange: Exchange) {
    const input = readTag(exchange.body(), 'add');
    return saving('Tag', 'added', input, async (values) => {
      const tag = await this.tags.create(exchange.principal, judged(NewTag, values));
      return said(addReply(wireTag(tag), input.supplied, serverSet));
    });
  }

  @Speaks('tags/edit', 'POST PUT', 'tag:write')
  edit(exchange: Exchange) {
    return saving('Tag', 'modified', readTag(exchange.body(), 'edit'), async (values) =>
      said(wireTag(await this.tags.update(exchange.principal, tagRef(exchange), judged(TagChanges, values)))),
    );
  }

  @Speaks('tags/delete', 'POST DELETE', 'tag:write')
  async delete(exchange: Exchange) {
    for (const ref of readDeleteTargets(exchange.route.args[0], exchange.body()) ?? [tagRef(exchange)])
      await deleting(() => this.tags.remove(exchange.principal, idOf(ref)));
    return deleted();
  }
}

/** Tags have no uuid. */
const tagRef = (exchange: Exchange): { id: number } => idOf(exchange.ref());

function idOf(ref: { readonly id: number } | { readonly uuid: string }): { id: number } {
  if (!('id' in ref)) throw new WireRefusal(404, wireMessages.notFound);
  return { id: ref.id };
}

const wireTag = ({ version: _version, aliases: _aliases, created, modified, ...tag }: Tag): WireTag =>
  tagToWire({ ...tag, created: new Date(created), modified: new Date(modified) });
