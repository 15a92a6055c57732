import { defineEvent } from '../../kernel/index.js';

/** A template was loaded, imported, updated, switched or deleted. */
export const metaTemplateChanged = defineEvent<{ id: number }>('meta-template.changed');
