import { describe, expect, it } from 'vitest';
import { isAsLocked } from '../../../scripts/parts/install.mjs';

const one = { version: '1.0.0', integrity: 'sha512-one' };
const lock = { '': {}, 'apps/api': {}, 'node_modules/one': one };

describe('npm start', () => {
  it('installs again when the lock names another version, another content, more packages or fewer', () => {
    expect(isAsLocked(lock, { 'node_modules/one': one })).toBe(true);
    expect(isAsLocked(lock, {})).toBe(false);
    expect(isAsLocked(lock, { 'node_modules/one': { ...one, version: '1.0.1' } })).toBe(false);
    expect(isAsLocked(lock, { 'node_modules/one': { ...one, integrity: 'sha512-other' } })).toBe(false);
    expect(isAsLocked(lock, { 'node_modules/one': one, 'node_modules/gone': one })).toBe(false);
  });

  it('does so for a missing part that is built for this platform, and not for those of others or that may fail', () => {
    const having = (entry: object) => ({ ...lock, 'node_modules/native': { ...one, optional: true, ...entry } });
    const found = { 'node_modules/one': one };
    expect(isAsLocked(having({ os: [process.platform], cpu: [process.arch] }), found)).toBe(false);
    expect(isAsLocked(having({ os: ['aix'], cpu: [process.arch] }), found)).toBe(true);
    expect(isAsLocked(having({}), found)).toBe(true);
  });
});
