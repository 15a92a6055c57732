import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldText } from './fold-text.js';

describe('folded text', () => {
  it.each([
    ['Łódź', 'lodz'],
    ['CÔTE D’IVOIRE', 'cote d’ivoire'],
    ['Straße', 'strasse'],
    ['Ærø', 'aero'],
    ['İstanbul', 'istanbul'],
    ['ﬁrst', 'first'],
    ['ΟΔΟΣ', 'οδοσ'],
    ['Zürich', 'zurich'],
  ])('of %s is %s', (text, folded) => {
    expect(foldText(text)).toBe(folded);
  });

  it('folds to itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(foldText(foldText(text))).toBe(foldText(text));
      }),
      { numRuns: 500 },
    );
  });
});
