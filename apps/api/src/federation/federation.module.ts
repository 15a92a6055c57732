import { Module } from '@nestjs/common';
import { DirectoryModule } from '../directory/index.js';
import { BroodWireReader } from './broods/brood-wire-reader.js';
import { BroodsController } from './broods/broods.controller.js';
import { BroodsService } from './broods/broods.service.js';
import { RemoteBrowser } from './browse/remote-browser.service.js';
import { RemoteRecordsController } from './browse/remote-records.controller.js';
import { CapturesService } from './capture/captures.service.js';
import { CaptureNouns } from './capture/nouns.js';
import { ConnectionTest } from './peers/connection-test.service.js';
import { PeerClient } from './peers/peer-client.js';
import { RemoteReader } from './peers/remote-reader.js';
import { RunJobs } from './runs/run-jobs.js';
import { RunsController } from './runs/runs.controller.js';
import { RunsService } from './runs/runs.service.js';

/** Other nodes: who they are, what they have, and taking it. */
@Module({
  imports: [DirectoryModule],
  controllers: [BroodsController, RemoteRecordsController, RunsController],
  providers: [
    BroodsService,
    BroodWireReader,
    CaptureNouns,
    CapturesService,
    ConnectionTest,
    PeerClient,
    RemoteBrowser,
    RemoteReader,
    RunJobs,
    RunsService,
  ],
  exports: [BroodsService, BroodWireReader, CapturesService, ConnectionTest, PeerClient, RemoteReader],
})
export class FederationModule {}
