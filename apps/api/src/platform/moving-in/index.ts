export { moveIn } from './mover.js';
export type { Original } from './original.js';
export { openOriginalApi } from './original-api.js';
export { openOriginalDatabase } from './original-database.js';
export type { MovingReport } from './report.js';
