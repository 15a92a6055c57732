import { defineEvent } from '../kernel/index.js';

/**
 * Something in the directory changed: which noun, and which records when they are few (`ids` is empty when they are
 * many). Emitted by every work on organisations, people and their groups; kept totals are dropped by it.
 */
export const directoryChanged = defineEvent<{
  noun: 'organisation' | 'individual' | 'alignment' | 'orgGroup';
  ids: number[];
}>('directory.changed');
