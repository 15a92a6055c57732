export * from './audit.js';
export * from './history.js';
export * from './instance.js';
export * from './responsible.js';
export * from './saved-views.js';
export * from './search.js';
export * from './settings.js';
