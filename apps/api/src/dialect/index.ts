export { dialectDestination } from './destination.js';
export { DialectModule } from './dialect.module.js';
export { dialectSpeaker } from './speaker.js';
