export { SeverityBadge, StateBadge } from './badges.js';
export { type Discarding, discarding } from './discarding.js';
export { text as messageText } from './text.js';
