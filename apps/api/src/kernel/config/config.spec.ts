import { mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigRefused, readConfig } from './config.js';

const least = { DATABASE_URL: 'postgres://u:p@127.0.0.1:5432/d', SECRET_KEY: 'x'.repeat(40) };

describe('the environment', () => {
  it('has a default for everything but the database', () => {
    const config = readConfig(least);
    expect(config).toMatchObject({
      port: 3000,
      host: '127.0.0.1',
      baseUrl: 'http://127.0.0.1:3000',
      isHttps: false,
      logLevel: 'info',
    });
  });

  it('is refused with all its faults at once, each by name', () => {
    const refused = () =>
      readConfig({ PORT: '99999', DATABASE_URL: 'mysql://x', ADMIN_AUTHKEY: 'short', LOG_LEVEL: 'loud' });
    expect(refused).toThrow(ConfigRefused);
    for (const name of ['PORT', 'DATABASE_URL', 'ADMIN_AUTHKEY', 'LOG_LEVEL']) expect(refused).toThrow(name);
  });

  it('takes an empty variable for an absent one', () => {
    expect(readConfig({ ...least, PORT: '', BASE_URL: '', TRUSTED_PROXIES: '' }).port).toBe(3000);
  });

  it('tells https by the base URL and drops its trailing slash', () => {
    expect(readConfig({ ...least, BASE_URL: 'https://cerebrate.example/' })).toMatchObject({
      isHttps: true,
      baseUrl: 'https://cerebrate.example',
    });
  });

  it('makes a secret key once, readable by the owner alone, and uses it again', () => {
    const dataDir = mkdtempSync(path.join(tmpdir(), 'config-'));
    const { SECRET_KEY: _, ...rest } = least;
    const first = readConfig({ ...rest, DATA_DIR: dataDir }).secretKey;
    expect(first.length).toBeGreaterThanOrEqual(40);
    expect(readConfig({ ...rest, DATA_DIR: dataDir }).secretKey).toBe(first);
    const file = path.join(dataDir, 'secret.key');
    expect(readFileSync(file, 'utf8').trim()).toBe(first);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });
});
