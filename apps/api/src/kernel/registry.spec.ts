import { describe, expect, it } from 'vitest';
import { Registry } from './registry.js';

describe('a registry', () => {
  it('gives back what was added, in order', () => {
    const registry = new Registry<{ id: string }>('thing');
    registry.add({ id: 'a' });
    registry.add({ id: 'b' });
    expect(registry.list().map((item) => item.id)).toEqual(['a', 'b']);
    expect(registry.get('a')).toEqual({ id: 'a' });
    expect(registry.find('c')).toBeUndefined();
  });

  it('refuses a taken name, an unknown name, and anything after it is frozen', () => {
    const registry = new Registry<{ id: string }>('thing');
    registry.add({ id: 'a' });
    expect(() => registry.add({ id: 'a' })).toThrow("thing 'a' is defined twice");
    expect(() => registry.get('b')).toThrow("there is no thing 'b'");
    registry.freeze();
    expect(() => registry.add({ id: 'b' })).toThrow('frozen after start');
  });
});
