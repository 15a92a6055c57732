import { defineScope, sql } from '../../kernel/index.js';
import type { EnumerationCollectionEntity } from './enumeration.entity.js';

/** Collections belong to the whole community: whoever may read them sees all, whoever may write them changes all. */
export const enumerationScope = defineScope<EnumerationCollectionEntity>({
  noun: 'collection',
  see: { where: () => sql`true`, allows: () => true },
  change: { where: () => sql`true`, allows: () => true },
});
