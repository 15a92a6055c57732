import { defineEvent } from '../kernel/index.js';

/**
 * Somebody's rights, keys or sessions changed, or ended: what is kept of callers must be dropped. Emitted by the works
 * of this room, so that this process knows before it answers, and by triggers on the tables themselves (migration
 * `announce-access`), so that no other writer can forget it.
 */
export const accessChanged = defineEvent<object>('access.changed');
