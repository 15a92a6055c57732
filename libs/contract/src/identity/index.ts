export * from './assignable.js';
export * from './auth-keys.js';
export * from './bookmarks.js';
export * from './credentials.js';
export * from './roles.js';
export * from './session.js';
export * from './user-settings.js';
export * from './users.js';
