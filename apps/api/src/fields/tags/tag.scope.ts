import { defineScope, sql, toldNouns } from '../../kernel/index.js';
import type { TagEntity } from './tag.entity.js';

/** Tags are words, not records of anybody: whoever may read tags sees all, whoever may write them changes all. */
export const tagScope = defineScope<TagEntity>({
  noun: 'tag',
  see: { where: () => sql`true`, allows: () => true },
  change: { where: () => sql`true`, allows: () => true },
});

toldNouns.add({ id: 'tag', table: 'tags', allow: 'tag:read', see: tagScope.see.where });
