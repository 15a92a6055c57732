import { defaultTagColour, type TagRef } from '@cerebrate/cerebrate-wire';
import { Inject, Injectable } from '@nestjs/common';
import { TagsService } from '../../fields/index.js';
import { NotFound, type Principal } from '../../kernel/index.js';
import { listRequest } from './list-request.js';

/** The tags a `tag_list` means: names and ids, both ways (Appendix A.2). */
@Injectable()
export class TagNames {
  /** The colour the original gives every tag that tagging makes (WIRE-CONTRACT §3.1). */
  readonly colour = defaultTagColour;

  constructor(@Inject(TagsService) private readonly tags: TagsService) {}

  /** The names to tie to a record: a number is an id first, text is a name first and, as digits, may be an id. */
  async toAdd(principal: Principal, refs: readonly TagRef[]): Promise<string[]> {
    const names: string[] = [];
    for (const ref of refs) {
      const isPlain = ref.id === null || (!ref.idFirst && (await this.#isName(principal, ref.name)));
      names.push(isPlain ? ref.name : ((await this.#nameOf(principal, ref.id ?? 0)) ?? ref.name));
    }
    return names;
  }

  /** The names to take off a record that carries `carried`. */
  toRemove(carried: readonly { readonly id: number; readonly name: string }[], refs: readonly TagRef[]): string[] {
    return refs.flatMap((ref) => {
      const byId = carried.find(({ id }) => id === ref.id);
      const byName = carried.find(({ name }) => name.toLowerCase() === ref.name.toLowerCase());
      return ((ref.idFirst ? byId : byName) ?? byId ?? byName)?.name ?? [];
    });
  }

  async #isName(principal: Principal, name: string): Promise<boolean> {
    const found = await this.tags.list(
      principal,
      listRequest({ filters: [{ field: 'name', op: 'eq', values: [name] }], limit: 1 }),
    );
    return found.items.length > 0;
  }

  async #nameOf(principal: Principal, id: number): Promise<string | undefined> {
    try {
      return (await this.tags.get(principal, { id })).name;
    } catch (error) {
      if (error instanceof NotFound) return undefined;
      throw error;
    }
  }
}
