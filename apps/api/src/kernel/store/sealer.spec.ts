import { describe, expect, it } from 'vitest';
import { SealBroken, Sealer } from './sealer.js';

const key = 'the secret of one instance, long enough';

describe('what is sealed', () => {
  it('opens at its own place and reads differently each time', () => {
    const sealer = new Sealer(key);
    const [one, other] = [sealer.seal('päss', 'a'), sealer.seal('päss', 'a')];
    expect(one).not.toBe(other);
    expect(one).not.toContain('päss');
    expect(sealer.open(one, 'a')).toBe('päss');
    expect(sealer.open(sealer.seal('', 'a'), 'a')).toBe('');
  });

  it('does not open elsewhere, under another key, or after a change', () => {
    const sealer = new Sealer(key);
    const sealed = sealer.seal('secret', 'setting:mail.password');
    expect(() => sealer.open(sealed, 'setting:proxy.password')).toThrow(SealBroken);
    expect(() => new Sealer(`${key}!`).open(sealed, 'setting:mail.password')).toThrow('another SECRET_KEY');
    const parts = sealed.split('.');
    parts[4] = Buffer.from('other').toString('base64url');
    expect(() => sealer.open(parts.join('.'), 'setting:mail.password')).toThrow(SealBroken);
    expect(() => sealer.open('nonsense', 'setting:mail.password')).toThrow(SealBroken);
  });

  it('still opens after the key was changed, as long as the former one is known', () => {
    const sealed = new Sealer(key).seal('secret', 'a');
    const later = new Sealer('a new secret of the same instance, long', [key]);
    expect(later.open(sealed, 'a')).toBe('secret');
    expect(later.keyId).not.toBe(new Sealer(key).keyId);
  });
});
