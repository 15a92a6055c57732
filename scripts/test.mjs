/**
 * `npm test`, alone on a fresh clone: installs and builds what is not up to date, then style, types, import order,
 * dead code, every spec, and the journeys in a browser. Goes on after a failure, ends with what the runners said.
 */
import './parts/node-version.mjs';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { bootstrap } from './bootstrap.mjs';
import { root } from './parts/environment.mjs';
import { progress, seconds } from './parts/progress.mjs';

const say = progress(process.stdout);
const CHECKS = ['lint', 'imports', 'dead-code', 'typecheck', 'test'];
const PLAYWRIGHT_RESULTS = path.join('apps', 'web', 'test-results', 'playwright.json');

/** @typedef {{ from: string, passed: number, failed: number, skipped: number }} Count */

/**
 * Runs a program of node_modules, shows its output as it comes and returns it without colours.
 * @param {string} program path under node_modules
 * @param {string[]} words
 * @returns {Promise<{ ok: boolean, output: string }>}
 */
function run(program, words) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [path.join(root, 'node_modules', program), ...words], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NX_TUI: 'false', FORCE_COLOR: process.stdout.isTTY ? '1' : '0' },
    });
    /** @param {NodeJS.Signals} signal */
    const passOn = (signal) => void child.kill(signal);
    process.once('SIGINT', passOn).once('SIGTERM', passOn);
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
      process.stdout.write(chunk);
    });
    child.stderr.on('data', (chunk) => {
      output += chunk;
      process.stderr.write(chunk);
    });
    child.once('close', (code) => {
      process.off('SIGINT', passOn).off('SIGTERM', passOn);
      resolve({ ok: code === 0, output: stripVTControlCharacters(output) });
    });
  });
}

/** Every project that has specs, by folder. */
function projectsWithSpecs() {
  return ['apps', 'libs', 'libs/connectors']
    .flatMap((parent) => fs.readdirSync(path.join(root, parent)).map((name) => path.join(parent, name)))
    .filter((folder) => fs.existsSync(path.join(root, folder, 'vitest.config.ts')));
}

/** @param {string} folder */
function vitestResults(folder) {
  return path.join(folder, 'test-results', 'vitest.json');
}

/**
 * What a runner wrote down. A file that could not even be loaded, and a runner that wrote nothing, count as failures.
 * @param {string} from
 * @param {string} file
 * @param {(report: any) => Omit<Count, 'from'>} read
 * @returns {Count}
 */
function countOf(from, file, read) {
  try {
    return { from, ...read(JSON.parse(fs.readFileSync(path.join(root, file), 'utf8'))) };
  } catch {
    return { from: `${from} (left no results)`, passed: 0, failed: 1, skipped: 0 };
  }
}

/** @param {any} report the JSON reporter of Vitest */
function readVitest(report) {
  /** @param {{ status: string, assertionResults: unknown[] }} suite */
  const isBroken = (suite) => suite.status === 'failed' && suite.assertionResults.length === 0;
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + report.testResults.filter(isBroken).length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** @param {any} report the JSON reporter of Playwright */
function readPlaywright({ stats, errors }) {
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + (stats.unexpected === 0 ? errors.length : 0),
    skipped: stats.skipped,
  };
}

/**
 * The closing lines of each Vitest run in Nx's output, under the name of the project.
 * @param {string} output
 */
function closingLinesOfVitest(output) {
  const lines = [];
  for (const block of output.split(/^(?=> nx run )/m)) {
    const project = /^> nx run (\S+):test/.exec(block)?.[1];
    const own = block.split('\n').filter((line) => /^\s+(Test Files|Tests|Errors)\s+/.test(line));
    if (project && own.length > 0) lines.push(`${project}`, ...own);
  }
  return lines;
}

/** @param {string} output */
function closingLinesOfPlaywright(output) {
  const own = output
    .split('\n')
    .filter((line) => /^\s+\d+ (passed|failed|flaky|skipped|did not run|interrupted)/.test(line));
  return own.length > 0 ? ['playwright', ...own] : [];
}

async function main() {
  const began = Date.now();
  await bootstrap({ say });
  const folders = projectsWithSpecs();
  for (const file of [...folders.map(vitestResults), PLAYWRIGHT_RESULTS])
    fs.rmSync(path.join(root, file), { force: true });

  say(`Checking: ${CHECKS.join(', ')}`);
  const checks = await run('nx/dist/bin/nx.js', ['run-many', '-t', ...CHECKS, '--outputStyle=static']);
  say('Journeys in a browser');
  const journeys = await run('@playwright/test/cli.js', ['test', '-c', 'apps/web/e2e/playwright.config.mjs']);

  const counts = folders.map((folder) => countOf(folder, vitestResults(folder), readVitest));
  counts.push(countOf('journeys', PLAYWRIGHT_RESULTS, readPlaywright));
  /** @param {'passed' | 'failed' | 'skipped'} kind */
  const sum = (kind) => counts.reduce((total, count) => total + count[kind], 0);
  console.log(
    `\n${[...closingLinesOfVitest(checks.output), ...closingLinesOfPlaywright(journeys.output)].join('\n')}\n`,
  );
  for (const { from, passed, failed } of counts) console.log(`${from}: ${passed} passed, ${failed} failed`);
  const isGood = checks.ok && journeys.ok && sum('failed') + sum('skipped') === 0;
  if (!checks.ok) console.log(`Not all of ${CHECKS.join(', ')} succeeded: see above.`);
  if (sum('skipped') > 0) console.log(`${sum('skipped')} tests were skipped; that is not allowed here.`);
  console.log(`${seconds(began)}, ${isGood ? 'all good' : 'FAILED'}`);
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
  process.exitCode = isGood ? 0 : 1;
}

try {
  await main();
} catch (error) {
  console.error(/** @type {Error} */ (error).message);
  process.exitCode = 1;
}
