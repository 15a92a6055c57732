export * from './alignments.js';
export * from './import-settings.js';
export * from './imports.js';
export * from './individuals.js';
export * from './mailing-lists.js';
export * from './org-groups.js';
export * from './organisations.js';
export * from './rules/index.js';
