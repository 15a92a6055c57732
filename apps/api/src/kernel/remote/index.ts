export type { RemoteTls } from './agents.js';
export { Egress } from './egress.js';
export { Remote, type RemotePeer, type RemoteReply, type RemoteRequest } from './remote.js';
