/**
 * `npm run screenshots`: pictures of the product for its documents, made from the demo community in an instance of its
 * own, so that they stay true. JPEG in `docs/screenshots`, small: they are part of the repository.
 */
import './parts/node-version.mjs';
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { chromium } from '@playwright/test';
import { bootstrap } from './bootstrap.mjs';
import { findBrowser } from './parts/browser.mjs';
import { root } from './parts/environment.mjs';
import { freePort } from './parts/free-port.mjs';
import { pause } from './parts/processes.mjs';
import { progress } from './parts/progress.mjs';

const say = progress(process.stderr);
const folder = path.join(root, 'docs/screenshots');
const dataDir = path.join(root, '.data-screenshots');
const person = { username: 'screenshots', password: 'a password for pictures only' };

/** What is shown: name of the file and page. */
const pages = {
  home: '/',
  organisations: '/organisations/index',
  organisation: '/organisations/view/2',
  map: '/exploration/map',
  'sharing-group': '/sharingGroups/view/1',
  tools: '/localTools/index',
};

await bootstrap({ say });
fs.rmSync(dataDir, { recursive: true, force: true });
fs.mkdirSync(folder, { recursive: true });
const port = await freePort();
const environment = {
  ...process.env,
  PORT: String(port),
  DATA_DIR: dataDir,
  DATABASE_URL: '',
  ADMIN_USERNAME: person.username,
  ADMIN_PASSWORD: person.password,
  LOG_LEVEL: 'warn',
};
const instance = spawn(process.execPath, [path.join(root, 'scripts/start.mjs')], {
  cwd: root,
  env: environment,
  stdio: 'ignore',
});
try {
  await ready();
  spawnSync(process.execPath, [path.join(root, 'scripts/cli.mjs'), 'demo'], {
    cwd: root,
    env: environment,
    stdio: 'inherit',
  });
  await take();
} finally {
  instance.kill('SIGTERM');
}

async function ready() {
  for (const end = Date.now() + 300_000; Date.now() < end; await pause(300)) {
    const said = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
    if (said?.ok) return;
  }
  throw new Error('the instance did not start');
}

async function take() {
  const browser = await chromium.launch({ executablePath: await findBrowser() });
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, baseURL: `http://127.0.0.1:${port}` });
  page.setDefaultTimeout(60_000);
  await page.goto('/users/login');
  await page.getByLabel('User name').fill(person.username);
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL((url) => !url.pathname.includes('login'));
  for (const [name, address] of Object.entries(pages)) {
    say(`${name}: ${address}`);
    await page.goto(address);
    await page.waitForLoadState('load');
    await page.locator('main h1').first().waitFor();
    await pause(1_500);
    await page.screenshot({ path: path.join(folder, `${name}.jpg`), type: 'jpeg', quality: 60 });
  }
  await browser.close();
}
