import { broodProposals } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { type Asked, Serves } from '../../kernel/index.js';
import { ProposalsService } from './proposals.service.js';

@Controller()
export class ProposalsController {
  constructor(@Inject(ProposalsService) private readonly proposals: ProposalsService) {}

  @Serves(broodProposals.list)
  list({ principal, query }: Asked<typeof broodProposals.list>) {
    return this.proposals.list(principal, query);
  }

  @Serves(broodProposals.get)
  get({ principal, params }: Asked<typeof broodProposals.get>) {
    return this.proposals.get(principal, params.id);
  }

  @Serves(broodProposals.accept)
  accept({ principal, params, body }: Asked<typeof broodProposals.accept>) {
    return this.proposals.accept(principal, params.id, body.fields);
  }

  @Serves(broodProposals.refuse)
  refuse({ principal, params, body }: Asked<typeof broodProposals.refuse>) {
    return this.proposals.refuse(principal, params.id, body.reason ?? null);
  }
}
