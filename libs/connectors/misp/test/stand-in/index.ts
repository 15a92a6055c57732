export { type Fault, type MispOptions, MispStandIn, type SeenCall, startMisp } from './misp.js';
export type { Organisation, SharingGroup, SyncServer, User } from './state.js';
