export * from './imports.js';
export * from './organisations.js';
