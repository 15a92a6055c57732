export { BroodEntity } from './broods/brood.entity.js';
export { BroodsService } from './broods/broods.service.js';
export { FederationModule } from './federation.module.js';
export { ConnectionTest } from './peers/connection-test.service.js';
export { PeerClient } from './peers/peer-client.js';
