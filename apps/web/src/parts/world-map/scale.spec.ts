import { describe, expect, it } from 'vitest';
import { scaleOf, stepOf } from './scale.js';

describe('the scale of a map', () => {
  it('starts at one, ends within the numbers and has at most five steps', () => {
    expect(scaleOf([])).toEqual([]);
    expect(scaleOf([1, 3])).toEqual([1, 2]);
    const wide = scaleOf([1, 70, 29_000]);
    expect(wide[0]).toBe(1);
    expect(wide).toHaveLength(5);
    expect(wide.at(-1)).toBeLessThanOrEqual(29_000);
  });

  it('puts each number on its step, and nothing on none', () => {
    const scale = [1, 5, 50];
    expect([0, 1, 4, 5, 49, 50, 900].map((count) => stepOf(scale, count))).toEqual([0, 1, 1, 2, 2, 3, 3]);
  });
});
