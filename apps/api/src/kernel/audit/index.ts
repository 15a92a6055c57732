export * from './audited.js';
export * from './change.js';
export * from './difference.js';
export * from './trail.js';
