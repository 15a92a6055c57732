import { type BulkOutcome, type DeletionImpact, individuals, organisations } from '@cerebrate/contract';
import { call } from '../../api/index.js';
import { many } from './text.js';

/** What can be done to many records of a noun at once. */
export interface BulkNoun {
  /** So many of them, in words. */
  readonly count: (n: number) => string;
  readonly impact: (id: number) => Promise<DeletionImpact>;
  readonly remove: (ids: number[]) => Promise<BulkOutcome>;
  readonly restore: (ids: number[]) => Promise<BulkOutcome>;
  readonly tag: (ids: number[], add: string[], remove: string[]) => Promise<BulkOutcome>;
}

/** Organisations. */
export const manyOrganisations: BulkNoun = {
  count: (n) => many(n, 'organisation', 'organisations'),
  impact: (id) => call(organisations.impact, { params: { ref: String(id) } }),
  remove: (ids) => call(organisations.bulkRemove, { body: { ids } }),
  restore: (ids) => call(organisations.bulkRestore, { body: { ids } }),
  tag: (ids, add, remove) => call(organisations.bulkTag, { body: { ids, add, remove } }),
};

/** Accounts; they are neither tagged nor deleted in numbers. */
export const manyUsers: Pick<BulkNoun, 'count'> = { count: (n) => many(n, 'user', 'users') };

/** People. */
export const manyPeople: BulkNoun = {
  count: (n) => many(n, 'person', 'people'),
  impact: (id) => call(individuals.impact, { params: { ref: String(id) } }),
  remove: (ids) => call(individuals.bulkRemove, { body: { ids } }),
  restore: (ids) => call(individuals.bulkRestore, { body: { ids } }),
  tag: (ids, add, remove) => call(individuals.bulkTag, { body: { ids, add, remove } }),
};
