import { Module } from '@nestjs/common';
import { DirectoryModule } from '../directory/index.js';
import { BroodWireReader } from './broods/brood-wire-reader.js';
import { BroodsController } from './broods/broods.controller.js';
import { BroodsService } from './broods/broods.service.js';
import { RemoteBrowser } from './browse/remote-browser.service.js';
import { RemoteRecordsController } from './browse/remote-records.controller.js';
import { CapturesService } from './capture/captures.service.js';
import { CaptureNouns } from './capture/nouns.js';
import { PageCaptures } from './capture/page-captures.js';
import { ExchangeController } from './exchange/exchange.controller.js';
import { ExchangeService } from './exchange/exchange.service.js';
import { ExchangeClient } from './exchange/exchange-client.js';
import { ConnectionTest } from './peers/connection-test.service.js';
import { PeerClient } from './peers/peer-client.js';
import { RemoteReader } from './peers/remote-reader.js';
import { ProposalsController } from './proposals/proposals.controller.js';
import { ProposalsService } from './proposals/proposals.service.js';
import { ProvenanceController } from './provenance/provenance.controller.js';
import { ProvenanceService } from './provenance/provenance.service.js';
import { RemovalsService } from './runs/removals.service.js';
import { RunJobs } from './runs/run-jobs.js';
import { RunUndo } from './runs/run-undo.service.js';
import { RunsController } from './runs/runs.controller.js';
import { RunsService } from './runs/runs.service.js';
import { SignersService } from './signing/signers.service.js';
import { SigningKeys } from './signing/signing-keys.js';
import { TopologyService } from './topology/topology.service.js';

/** Other nodes: who they are, what they have, and taking it. */
@Module({
  imports: [DirectoryModule],
  controllers: [
    BroodsController,
    ExchangeController,
    ProposalsController,
    ProvenanceController,
    RemoteRecordsController,
    RunsController,
  ],
  providers: [
    BroodsService,
    BroodWireReader,
    CaptureNouns,
    CapturesService,
    PageCaptures,
    ConnectionTest,
    ExchangeClient,
    ExchangeService,
    PeerClient,
    ProposalsService,
    ProvenanceService,
    RemoteBrowser,
    RemoteReader,
    RemovalsService,
    RunJobs,
    RunsService,
    RunUndo,
    SignersService,
    SigningKeys,
    TopologyService,
  ],
  exports: [
    BroodsService,
    BroodWireReader,
    CapturesService,
    ConnectionTest,
    ExchangeClient,
    PeerClient,
    RemoteReader,
    SigningKeys,
    TopologyService,
  ],
})
export class FederationModule {}
