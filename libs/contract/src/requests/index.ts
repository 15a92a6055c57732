export * from './inbox.js';
export * from './outbox.js';
