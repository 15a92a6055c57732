import { describe, expect, it } from 'vitest';
import { foldedSlices, share } from './slices.js';

describe('the slices of a doughnut', () => {
  it('are at most six and other, biggest first, without the empty ones', () => {
    const slices = [1, 9, 8, 7, 0, 6, 5, 4, 3, 2].map((value) => ({ label: String(value), value }));
    expect(foldedSlices(slices).map((slice) => slice.label)).toEqual(['9', '8', '7', '6', '5', '4', 'Other']);
    expect(foldedSlices(slices).at(-1)?.value).toBe(6);
  });

  it('do not fold a single slice into other', () => {
    expect(foldedSlices([1, 2, 3, 4, 5, 6, 7].map((value) => ({ label: String(value), value })))).toHaveLength(7);
  });

  it('have a share that never reads 0 % for something', () => {
    expect([share(1, 84159), share(1, 3), share(0, 0)]).toEqual(['< 1 %', '33 %', '0 %']);
  });
});
