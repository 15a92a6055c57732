import { defineEvent } from '../../kernel/index.js';

/** A tag was added, renamed, recoloured or deleted. */
export const tagChanged = defineEvent<{ id: number }>('tag.changed');
