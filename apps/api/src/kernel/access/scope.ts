import type { Sql } from 'sql-template-tag';
import type { Principal } from './principal.js';

/**
 * One visibility rule with two faces (ARCHITECTURE §4.0, idea 2): `where` for every query, `allows` for a row in hand.
 * A generated test proves that they agree for every principal and every row of the test world.
 */
export interface Face<Row> {
  /** The condition as SQL over the table alias, e.g. `o`; `true` when everything is visible. */
  where(principal: Principal, alias: string): Sql;
  /** The same rule for one row. */
  allows(row: Row, principal: Principal): boolean;
}

export interface Scope<Row> {
  /** For messages: 'organisation'. */
  readonly noun: string;
  /** Which rows a principal may see. */
  readonly see: Face<Row>;
  /** Which rows a principal may change; always within `see`. */
  readonly change: Face<Row>;
}

/** Declares a scope; kept in a list so that a test can walk all of them. */
export function defineScope<Row>(scope: Scope<Row>): Scope<Row> {
  return Object.freeze(scope);
}
