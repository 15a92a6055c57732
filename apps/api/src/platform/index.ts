export { dialectOperations } from './api-document/wire-operations.js';
export { AuditLog } from './audit/audit-log.js';
export { type ChainExtent, type NotedRow, verifyChain } from './audit/verify-chain.js';
export { PlatformModule } from './platform.module.js';
