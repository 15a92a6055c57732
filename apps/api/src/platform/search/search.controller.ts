import { responsible, search } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { type Asked, Serves } from '../../kernel/index.js';
import { ResponsibleService } from './responsible.service.js';
import { Search } from './search.service.js';

@Controller()
export class SearchController {
  constructor(
    @Inject(Search) private readonly search: Search,
    @Inject(ResponsibleService) private readonly responsible: ResponsibleService,
  ) {}

  @Serves(search.overview)
  overview({ principal, query }: Asked<typeof search.overview>) {
    return this.search.overview(principal, query.q, query.limit);
  }

  @Serves(search.group)
  group({ principal, params, query }: Asked<typeof search.group>) {
    return this.search.page(principal, params.group, query.q, query.page, query.limit);
  }

  @Serves(responsible)
  find({ principal, query }: Asked<typeof responsible>) {
    return this.responsible.find(principal, query);
  }
}
