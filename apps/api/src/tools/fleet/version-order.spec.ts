import { expect, it } from 'vitest';
import { isBefore } from './version-order.js';

it.each([
  ['2.4.9', '2.5.1', true],
  ['2.5.1', '2.5.1', false],
  ['2.5.10', '2.5.9', false],
  ['v2.5', '2.5.1', true],
  ['unknown', '2.5.1', false],
])('%s is before %s: %s', (version, other, before) => {
  expect(isBefore(version, other)).toBe(before);
});
