import { fleet } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { type Asked, Serves } from '../../kernel/index.js';
import { FleetBoards } from './fleet-board.service.js';
import { FleetPolicies } from './fleet-policy.service.js';
import { FleetProposals } from './fleet-proposals.service.js';
import { FleetWatch } from './fleet-watch.service.js';

@Controller()
export class FleetController {
  constructor(
    @Inject(FleetBoards) private readonly boards: FleetBoards,
    @Inject(FleetWatch) private readonly watch: FleetWatch,
    @Inject(FleetPolicies) private readonly policies: FleetPolicies,
    @Inject(FleetProposals) private readonly proposed: FleetProposals,
  ) {}

  @Serves(fleet.board)
  board({ principal, params }: Asked<typeof fleet.board>) {
    return this.boards.board(principal, params.connector);
  }

  @Serves(fleet.observe)
  async observe({ principal, params }: Asked<typeof fleet.observe>) {
    return { queued: await this.watch.ask(principal, params.connector) };
  }

  @Serves(fleet.observations)
  observations({ principal, params, query }: Asked<typeof fleet.observations>) {
    return this.boards.observations(principal, params.ref, query);
  }

  @Serves(fleet.settings)
  settings({ principal, params }: Asked<typeof fleet.settings>) {
    return this.boards.settings(principal, params.ref);
  }

  @Serves(fleet.desire)
  desire({ principal, params, body }: Asked<typeof fleet.desire>) {
    return this.policies.desire(principal, params.connector, body);
  }

  @Serves(fleet.release)
  async release({ principal, params }: Asked<typeof fleet.release>) {
    await this.policies.release(principal, params.connector, params.setting);
    return { done: true as const };
  }

  @Serves(fleet.policy)
  policy({ principal, params, body }: Asked<typeof fleet.policy>) {
    return this.policies.policy(principal, params.connector, body);
  }

  @Serves(fleet.proposals)
  proposals({ principal, params, query }: Asked<typeof fleet.proposals>) {
    return this.proposed.list(principal, params.connector, query);
  }

  @Serves(fleet.proposal)
  proposal({ principal, params }: Asked<typeof fleet.proposal>) {
    return this.proposed.get(principal, params.ref);
  }

  @Serves(fleet.propose)
  propose({ principal, params, body }: Asked<typeof fleet.propose>) {
    return this.proposed.propose(principal, params.connector, body);
  }

  @Serves(fleet.approve)
  approve({ principal, params }: Asked<typeof fleet.approve>) {
    return this.proposed.approve(principal, params.ref);
  }

  @Serves(fleet.decline)
  decline({ principal, params }: Asked<typeof fleet.decline>) {
    return this.proposed.decline(principal, params.ref);
  }
}
