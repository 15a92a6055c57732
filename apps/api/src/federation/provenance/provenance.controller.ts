import { provenance, topology } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { type Asked, Serves } from '../../kernel/index.js';
import { TopologyService } from '../topology/topology.service.js';
import { ProvenanceService } from './provenance.service.js';

@Controller()
export class ProvenanceController {
  constructor(
    @Inject(ProvenanceService) private readonly provenance: ProvenanceService,
    @Inject(TopologyService) private readonly topology: TopologyService,
  ) {}

  @Serves(provenance.get)
  get({ principal, params }: Asked<typeof provenance.get>) {
    return this.provenance.get(principal, params.kind, params.ref);
  }

  @Serves(topology.get)
  map({ principal }: Asked<typeof topology.get>) {
    return this.topology.get(principal);
  }
}
