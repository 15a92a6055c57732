import { tags } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { type Asked, csvOf, Serves } from '../../kernel/index.js';
import { TagMerging } from './tag-merging.service.js';
import { TagsService } from './tags.service.js';

@Controller()
export class TagsController {
  constructor(
    @Inject(TagsService) private readonly tags: TagsService,
    @Inject(TagMerging) private readonly merging: TagMerging,
  ) {}

  @Serves(tags.list)
  list({ principal, query }: Asked<typeof tags.list>) {
    return this.tags.list(principal, query);
  }

  @Serves(tags.csv)
  csv({ principal, query }: Asked<typeof tags.csv>) {
    return csvOf(
      this.tags.stream(principal, query),
      [
        { heading: 'id', cell: (tag) => tag.id },
        { heading: 'name', cell: (tag) => tag.name },
        { heading: 'colour', cell: (tag) => tag.colour },
        { heading: 'counter', cell: (tag) => tag.counter },
      ],
      'tags.csv',
    );
  }

  @Serves(tags.suggest)
  suggest({ principal, query }: Asked<typeof tags.suggest>) {
    return this.tags.suggest(principal, query.q);
  }

  @Serves(tags.get)
  get({ principal, params }: Asked<typeof tags.get>) {
    return this.tags.get(principal, params.ref);
  }

  @Serves(tags.history)
  history({ principal, params, query }: Asked<typeof tags.history>) {
    return this.tags.history(principal, params.ref, query);
  }

  @Serves(tags.create)
  create({ principal, body }: Asked<typeof tags.create>) {
    return this.tags.create(principal, body);
  }

  @Serves(tags.update)
  update({ principal, params, body, ifMatch }: Asked<typeof tags.update>) {
    return this.tags.update(principal, params.ref, body, ifMatch);
  }

  @Serves(tags.mergePreview)
  mergePreview({ principal, params, query }: Asked<typeof tags.mergePreview>) {
    return this.merging.preview(principal, params.ref, query.other);
  }

  @Serves(tags.merge)
  merge({ principal, params, body, ifMatch }: Asked<typeof tags.merge>) {
    return this.merging.merge(principal, params.ref, body.other, ifMatch);
  }

  @Serves(tags.remove)
  async remove({ principal, params, ifMatch }: Asked<typeof tags.remove>) {
    await this.tags.remove(principal, params.ref, ifMatch);
    return { done: true as const };
  }
}
