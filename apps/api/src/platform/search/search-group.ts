import type { Permission, SearchGroupName, SearchHit } from '@cerebrate/contract';
import type { Meaning } from '../../directory/index.js';
import type { Principal, Sql } from '../../kernel/index.js';

/** What is looked for: the text as typed and what it means. */
export interface Wanted {
  readonly text: string;
  readonly meaning: Meaning;
}

/**
 * One kind of thing a search looks through. Its statements select within the caller's scope, the best hit first, and
 * leave the paging to whoever runs them.
 */
export interface SearchGroup<Row extends object = Record<string, unknown>> {
  readonly name: SearchGroupName;
  /** Callers without it find nothing of this kind. */
  readonly permission: Permission;
  /**
   * `select … order by …` of what answers, or at least the `most` best of it; null when this kind never answers such a
   * meaning.
   */
  find(principal: Principal, wanted: Wanted, most?: number): Sql | null;
  /** The same for what differs by a slip of the finger; run when nothing answers. */
  findAlike?(principal: Principal, text: string): Sql;
  toHit(row: Row): SearchHit;
}

/** Declares a group; the row's type is known to its own `toHit` only. */
export const defineSearchGroup = <Row extends object>(group: SearchGroup<Row>): SearchGroup =>
  group as unknown as SearchGroup;
