export * from './broods.js';
