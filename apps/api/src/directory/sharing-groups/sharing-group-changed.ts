import { defineEvent } from '../../kernel/index.js';

/** Sharing groups or their members changed; `ids` is empty when they are many. Emitted by every work on them. */
export const sharingGroupChanged = defineEvent<{ ids: number[] }>('sharing-group.changed');
