export * from './import-settings.js';
export * from './imports.js';
export * from './organisations.js';
export * from './rules/index.js';
