export * from './access/index.js';
export * from './endpoint.js';
export * from './list.js';
export * from './problem.js';
export * from './shapes.js';
export * from './tags.js';
