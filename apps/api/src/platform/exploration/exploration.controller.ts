import { exploration } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { type Asked, Serves } from '../../kernel/index.js';
import { ExplorationService } from './exploration.service.js';
import { GraphService } from './graph.service.js';

@Controller()
export class ExplorationController {
  constructor(
    @Inject(GraphService) private readonly graphs: GraphService,
    @Inject(ExplorationService) private readonly exploration: ExplorationService,
  ) {}

  @Serves(exploration.graph)
  graph({ principal, query }: Asked<typeof exploration.graph>) {
    return this.graphs.read(principal, query);
  }

  @Serves(exploration.countries)
  countries({ principal }: Asked<typeof exploration.countries>) {
    return this.exploration.countries(principal);
  }

  @Serves(exploration.fields)
  fields({ principal, query }: Asked<typeof exploration.fields>) {
    return this.exploration.fields(principal, query.limit);
  }
}
