import { Module } from '@nestjs/common';
import { DirectoryModule } from '../directory/index.js';
import { BroodsController } from './broods/broods.controller.js';
import { BroodsService } from './broods/broods.service.js';
import { ConnectionTest } from './peers/connection-test.service.js';
import { PeerClient } from './peers/peer-client.js';

/** Other nodes: who they are, what they have, and taking it. */
@Module({
  imports: [DirectoryModule],
  controllers: [BroodsController],
  providers: [BroodsService, ConnectionTest, PeerClient],
  exports: [BroodsService, ConnectionTest, PeerClient],
})
export class FederationModule {}
