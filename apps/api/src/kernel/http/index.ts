export * from './asked.js';
export * from './csv.js';
export * from './gate.js';
export * from './open-api.js';
export * from './problem.filter.js';
export * from './query-text.js';
export * from './schema-book.js';
export * from './serves.js';
