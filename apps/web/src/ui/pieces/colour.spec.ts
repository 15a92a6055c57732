import { describe, expect, it } from 'vitest';
import { luminance, readableOn, safeColour } from './colour.js';

describe('the colour of a tag', () => {
  it('is taken only when it is a hex colour', () => {
    expect([safeColour('#FFC000'), safeColour('fc0'), safeColour('red; background: url(x)'), safeColour(null)]).toEqual(
      ['#ffc000', '#ffcc00', undefined, undefined],
    );
  });

  it('always carries text with a contrast of at least 4.5 to 1', () => {
    for (let grey = 0; grey < 256; grey++) {
      const hex = `#${grey.toString(16).padStart(2, '0').repeat(3)}`;
      const [light, dark] = [luminance(hex), luminance(readableOn(hex))].sort((a, b) => b - a) as [number, number];
      expect((light + 0.05) / (dark + 0.05)).toBeGreaterThanOrEqual(4.5);
    }
  });
});
