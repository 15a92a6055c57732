export { KeyBadge } from './key-badge.js';
export { ownerKeysBlock } from './owner-keys.js';
export { text as keyWords } from './text.js';
