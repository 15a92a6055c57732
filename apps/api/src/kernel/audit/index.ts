export * from './audited.js';
export * from './change.js';
export * from './cut.js';
export * from './difference.js';
export * from './erase.js';
export * from './known-words.js';
export * from './trail.js';
