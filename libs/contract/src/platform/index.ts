export * from './audit.js';
export * from './history.js';
