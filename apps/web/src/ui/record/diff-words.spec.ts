import { describe, expect, it } from 'vitest';
import { diffWords } from './diff-words.js';

const whole = (parts: readonly { text: string }[]) => parts.map((part) => part.text).join('');
const changed = (parts: readonly { text: string; same: boolean }[]) =>
  parts.filter((part) => !part.same).map((part) => part.text);

describe('diffWords', () => {
  it('tints only the words that differ', () => {
    const { here, there } = diffWords('Incident Response Center Luxembourg', 'Incident Response Centre of Luxembourg');
    expect(changed(here)).toEqual(['Center']);
    expect(changed(there)).toEqual(['Centre', 'of ']);
  });

  it('compares addresses part by part', () => {
    expect(changed(diffWords('185.194.93.0/24', '185.194.94.0/24').there)).toEqual(['94']);
  });

  it('loses nothing of either value', () => {
    for (const [a, b] of [
      ['', 'x'],
      ['a b c', 'c b a'],
      ['é😀 x', 'x é'],
      ['one\ntwo', 'one two'],
    ] as const) {
      const parts = diffWords(a, b);
      expect([whole(parts.here), whole(parts.there)]).toEqual([a, b]);
    }
  });

  it('tints a value nobody reads word by word as a whole', () => {
    const long = 'word '.repeat(1000);
    expect(diffWords(long, `${long}x`).here).toEqual([{ text: long, same: false }]);
  });
});
