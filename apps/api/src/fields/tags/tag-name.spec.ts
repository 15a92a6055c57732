import { describe, expect, it } from 'vitest';
import { colourOf, machineTag } from './tag-name.js';

describe('a tag name', () => {
  it.each([
    ['tlp:amber+strict', 'tlp', 'amber+strict', null],
    ['misp-galaxy:threat-actor="Sofacy, the group"', 'misp-galaxy', 'threat-actor', 'Sofacy, the group'],
    ['admiralty-scale:source-reliability="a"', 'admiralty-scale', 'source-reliability', 'a'],
    ['geo:lat=50.1', 'geo', 'lat', '50.1'],
    ['empty:value=""', 'empty', 'value', ''],
  ])('%s is a machine tag', (name, namespace, predicate, value) => {
    expect(machineTag(name)).toEqual({ namespace, predicate, value });
  });

  it.each(['urgent', 'https://circl.lu', '12:30', 'note: read this', 'a:b:c', ':b', 'a:', 'a:b="c', 'a:b="c"d'])(
    '%s is a plain tag',
    (name) => {
      expect(machineTag(name)).toEqual({ namespace: null, predicate: null, value: null });
    },
  );

  it('of the Traffic Light Protocol has the colour it says', () => {
    expect(colourOf('TLP:Amber')).toBe('#ffc000');
    expect(colourOf('tlp:green')).toBe('#339900');
  });

  it('gives the same colour whatever its case, and dark enough for white text', () => {
    expect(colourOf('TLP:Green')).toBe(colourOf('tlp:green'));
    for (const name of ['a', 'b', 'c', 'tlp:red', 'x'.repeat(191)]) {
      const colour = colourOf(name);
      expect(colour).toMatch(/^#[0-9a-f]{6}$/);
      const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
      expect((red + green + blue) / 3).toBeLessThan(160);
    }
  });
});
