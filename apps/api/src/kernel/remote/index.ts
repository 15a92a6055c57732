export { Remote, type RemotePeer, type RemoteReply, type RemoteRequest } from './remote.js';
