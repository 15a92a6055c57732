import { expect, it } from 'vitest';
import { lineOf } from './json-places.js';

const json = `{
  "OR": {
    "org_sector": ["a, \\"b\\" ]", "c"],
    "AND": {
      "org_type": [
        "x",
        "y"
      ]
    }
  }
}`;

it('says on which line a part of JSON text stands', () => {
  expect(lineOf(json, [])).toBe(1);
  expect(lineOf(json, ['OR', 'org_sector', 1])).toBe(3);
  expect(lineOf(json, ['OR', 'AND'])).toBe(4);
  expect(lineOf(json, ['OR', 'AND', 'org_type', 1])).toBe(7);
  expect(lineOf(json, ['OR', 'AND', 'nothing'])).toBe(4);
});
