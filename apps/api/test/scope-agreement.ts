import { expect } from 'vitest';
import { type Face, name, type Scope, sql } from '../src/kernel/index.js';
import type { House } from './house.js';
import { principals } from './world.js';

/**
 * Proves for every principal of the world and every row of the table that the two faces of a scope agree: the rows the
 * query lets through are those the rule allows (ARCHITECTURE §4.0, idea 2), and that nobody changes what they cannot see.
 * `rows` are all rows as entities. Returns how many pairs were compared, so that a spec can tell that there were any.
 */
export async function expectFacesAgree<Row extends { id: number }>(
  house: House,
  scope: Scope<Row>,
  table: string,
  rows: readonly Row[],
): Promise<number> {
  const everybody = await principals(house);
  for (const [who, principal] of Object.entries(everybody)) {
    const sees = await compare('see', scope.see);
    const changes = await compare('change', scope.change);
    expect(
      changes.filter((id) => !sees.includes(id)),
      `${who} may change what they cannot see`,
    ).toEqual([]);

    async function compare(word: string, face: Face<Row>): Promise<number[]> {
      const found = await house.store.read<{ id: number }>(
        sql`select x.id from ${name(table)} x where ${face.where(principal, 'x')} order by x.id`,
      );
      const allowed = rows.filter((row) => face.allows(row, principal)).map((row) => row.id);
      expect(
        found.map((row) => row.id),
        `${scope.noun}: the faces of '${word}' disagree for ${who}`,
      ).toEqual(allowed.sort((a, b) => a - b));
      return allowed;
    }
  }
  return rows.length * Object.keys(everybody).length;
}
