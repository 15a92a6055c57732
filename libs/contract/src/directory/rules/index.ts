export * from './misp-rule.js';
export * from './rule.js';
