export * from './grants.js';
export * from './permissions.js';
