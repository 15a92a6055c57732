export * from './tool-field.js';
