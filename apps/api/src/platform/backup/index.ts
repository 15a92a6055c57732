export { backUp } from './back-up.js';
export { BackupUnusable } from './manifest.js';
export { restore } from './restore.js';
