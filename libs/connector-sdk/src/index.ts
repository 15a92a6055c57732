export * from './action.js';
export * from './connector.js';
export * from './failures.js';
export * from './host.js';
export * from './interconnect.js';
export * from './mirror.js';
export * from './settings.js';
export * from './tool.js';
