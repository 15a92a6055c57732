export { DialectModule } from './dialect.module.js';
export { dialectDestination } from './destination.js';
export { dialectSpeaker } from './speaker.js';
export { servedActions } from './speaks.js';
