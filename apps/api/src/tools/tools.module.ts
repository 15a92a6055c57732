import { Module } from '@nestjs/common';
import type { Logger } from 'pino';
import { DirectoryModule } from '../directory/index.js';
import { FederationModule } from '../federation/index.js';
import { CONFIG, type Config, LOG } from '../kernel/index.js';
import { ConnectionBroods } from './connections/broods-reader.js';
import { ConnectionPost } from './connections/connection-post.js';
import { ConnectionReader } from './connections/connection-reader.js';
import { ConnectionsController } from './connections/connections.controller.js';
import { ConnectionsService } from './connections/connections.service.js';
import './connections/forgotten-people.js';
import { HandshakeRunner } from './connections/handshake-runner.js';
import { PeerTools } from './connections/peer-tools.js';
import { ToolMessages } from './connections/tool-messages.js';
import { Connectors, loadConnectors } from './connectors/connectors.js';
import { ToolHost } from './connectors/tool-host.js';
import { ToolLender } from './connectors/tool-lender.js';
import { FleetController } from './fleet/fleet.controller.js';
import { FleetBoards } from './fleet/fleet-board.service.js';
import { FleetPolicies } from './fleet/fleet-policy.service.js';
import { FleetProposals } from './fleet/fleet-proposals.service.js';
import { FleetWatch } from './fleet/fleet-watch.service.js';
import { LocalToolWireReader } from './local-tools/local-tool-wire-reader.js';
import { LocalToolsController } from './local-tools/local-tools.controller.js';
import { LocalToolsService } from './local-tools/local-tools.service.js';
import { ToolActions } from './local-tools/tool-actions.service.js';
import { ToolBatches } from './local-tools/tool-batches.service.js';
import { ToolChecks } from './local-tools/tool-checks.service.js';
import { MirrorSources } from './mirrors/mirror-sources.js';
import { MirrorsController } from './mirrors/mirrors.controller.js';
import { MirrorsService } from './mirrors/mirrors.service.js';
import './tools-on-the-map.js';

/** This node's own tools, their connectors, and their connections to tools of others. */
@Module({
  imports: [DirectoryModule, FederationModule],
  controllers: [LocalToolsController, ConnectionsController, FleetController, MirrorsController],
  providers: [
    {
      provide: Connectors,
      inject: [CONFIG, LOG],
      useFactory: (config: Config, log: Logger) => loadConnectors(config.connectors, log),
    },
    ConnectionBroods,
    ConnectionPost,
    ConnectionReader,
    ConnectionsService,
    FleetBoards,
    FleetPolicies,
    FleetProposals,
    FleetWatch,
    HandshakeRunner,
    LocalToolsService,
    LocalToolWireReader,
    MirrorSources,
    MirrorsService,
    PeerTools,
    ToolActions,
    ToolBatches,
    ToolChecks,
    ToolHost,
    ToolLender,
    ToolMessages,
  ],
  exports: [
    Connectors,
    ConnectionReader,
    ConnectionsService,
    LocalToolsService,
    LocalToolWireReader,
    ToolActions,
    ToolChecks,
    ToolMessages,
  ],
})
export class ToolsModule {}
