export * from './broods.js';
export * from './remote-records.js';
export * from './runs.js';
