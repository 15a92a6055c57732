import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { defineConfig } from '@playwright/test';
import { findBrowser } from '../../../scripts/parts/browser.mjs';
import { freePort, root } from '../../../scripts/parts/environment.mjs';

/**
 * Journeys in a real browser against a whole instance with its own data, started by `npm start`'s program.
 * Specs find the administrator in ADMIN_USERNAME and ADMIN_PASSWORD. E2E_BASE_URL, when given, names a running
 * instance instead. Playwright reads this file again in each worker, which inherits what is set here.
 */
const isOwner = !process.env.E2E_BASE_URL;
if (isOwner) {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'cerebrate-e2e-'));
  process.on('exit', () => fs.rmSync(dataDir, { recursive: true, force: true }));
  const port = await freePort(0);
  Object.assign(process.env, {
    // by name: passkeys belong to a host name
    E2E_BASE_URL: `http://localhost:${port}`,
    PORT: String(port),
    HOST: '127.0.0.1',
    BASE_URL: `http://localhost:${port}`,
    DATA_DIR: dataDir,
    DATABASE_URL: '',
    ADMIN_USERNAME: 'e2e-admin',
    ADMIN_PASSWORD: randomBytes(12).toString('base64url'),
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'warn',
  });
}
process.env.CHROME = await findBrowser();

const quiet = ['--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  outputDir: '../test-results/e2e',
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  forbidOnly: true,
  reporter: [['list'], ['json', { outputFile: '../test-results/playwright.json' }]],
  use: {
    baseURL: process.env.E2E_BASE_URL,
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env.CHROME,
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', ...quiet],
    },
  },
  webServer: isOwner
    ? {
        command: 'exec node scripts/start.mjs',
        cwd: root,
        url: process.env.E2E_BASE_URL,
        timeout: 240_000,
        stdout: 'pipe',
        gracefulShutdown: { signal: 'SIGTERM', timeout: 20_000 },
      }
    : undefined,
});
