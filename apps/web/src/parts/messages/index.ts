export { SeverityBadge, StateBadge } from './badges.js';
export { text as messageText } from './text.js';
