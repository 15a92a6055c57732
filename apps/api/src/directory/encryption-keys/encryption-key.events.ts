import { defineEvent } from '../../kernel/index.js';

/** Keys were added, renewed, marked, deleted or restored. */
export const encryptionKeysChanged = defineEvent<{ ids: number[] }>('encryption-keys.changed');
