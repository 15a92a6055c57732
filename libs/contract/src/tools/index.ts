export * from './batch-runs.js';
export * from './connections.js';
export * from './connectors.js';
export * from './fleet.js';
export * from './mirrors.js';
export * from './tool-field.js';
export * from './tools.js';
