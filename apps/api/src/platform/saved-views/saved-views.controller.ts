import { savedViews } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { type Asked, Serves } from '../../kernel/index.js';
import { SavedViewsService } from './saved-views.service.js';

@Controller()
export class SavedViewsController {
  constructor(@Inject(SavedViewsService) private readonly views: SavedViewsService) {}

  @Serves(savedViews.list)
  list({ principal, query }: Asked<typeof savedViews.list>) {
    return this.views.list(principal, query.list);
  }

  @Serves(savedViews.create)
  create({ principal, body }: Asked<typeof savedViews.create>) {
    return this.views.create(principal, body);
  }

  @Serves(savedViews.update)
  update({ principal, params, body, ifMatch }: Asked<typeof savedViews.update>) {
    return this.views.update(principal, params.id, body, ifMatch);
  }

  @Serves(savedViews.remove)
  async remove({ principal, params, ifMatch }: Asked<typeof savedViews.remove>) {
    await this.views.remove(principal, params.id, ifMatch);
    return { done: true as const };
  }
}
