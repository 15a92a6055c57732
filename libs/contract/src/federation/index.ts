export * from './broods.js';
export * from './exchange.js';
export * from './proposals.js';
export * from './provenance.js';
export * from './remote-records.js';
export * from './runs.js';
export * from './signers.js';
export * from './topology.js';
