export type { RemoteTls } from './agents.js';
export { Remote, type RemotePeer, type RemoteReply, type RemoteRequest } from './remote.js';
