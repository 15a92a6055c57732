import { home } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { type Asked, Serves } from '../../kernel/index.js';
import { HomeService } from './home.service.js';

@Controller()
export class HomeController {
  constructor(@Inject(HomeService) private readonly home: HomeService) {}

  @Serves(home.welcome)
  welcome({ principal }: Asked<typeof home.welcome>) {
    return this.home.welcome(principal);
  }

  @Serves(home.activity)
  async activity({ principal, query }: Asked<typeof home.activity>) {
    return { days: query.days, items: await this.home.activity(principal, query.days) };
  }
}
