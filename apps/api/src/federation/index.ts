export { BroodEntity, keyPlace as broodKeyPlace } from './broods/brood.entity.js';
export { broodScope } from './broods/brood.scope.js';
export { BroodWireReader } from './broods/brood-wire-reader.js';
export { BroodsService } from './broods/broods.service.js';
export { CapturesService } from './capture/captures.service.js';
export { ExchangeClient } from './exchange/exchange-client.js';
export { FederationModule } from './federation.module.js';
export { ConnectionTest } from './peers/connection-test.service.js';
export { PeerClient } from './peers/peer-client.js';
export { faultOfFailure, faultOfReply } from './peers/peer-faults.js';
export { RemoteReader } from './peers/remote-reader.js';
export { isSignedBy, SigningKeys, signingKeyChanged } from './signing/signing-keys.js';
export {
  broodNode,
  instanceNode,
  TopologyService,
  topologyParts,
} from './topology/topology.service.js';
