import { spawn } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** The server's own library makes the keys. */
const { generateKey } = createRequire(new URL('../../apps/api/package.json', import.meta.url))('openpgp');

/**
 * Imports OpenPGP keys of teams nobody knows by the command a newcomer uses, and again. They are made once and kept:
 * making them takes longer than reading them. Answers lines to print.
 * @param {{ dataDir: string, root: string, environment: Record<string, string>, count: number, say: (text: string) => void }} at
 */
export async function measureKeyImport({ dataDir, root, environment, count, say }) {
  const file = path.join(dataDir, `keys-${count}.asc`);
  if (!fs.existsSync(file)) await makeKeys(file, count, say);
  const lines = [];
  for (const name of [`Import of ${count} keys`, 'The same keys again']) {
    say(name);
    const began = Date.now();
    const told = await run(['keys', 'import', file, '--organisation', '1'], root, environment);
    const took = (Date.now() - began) / 1000;
    lines.push(`${name}: ${told.trim().split('\n').at(-1)} in ${took.toFixed(1)} s = ${Math.round(count / took)}/s`);
  }
  return lines;
}

/**
 * @param {string} file
 * @param {number} count
 * @param {(text: string) => void} say
 */
async function makeKeys(file, count, say) {
  say(`Making ${count} keys`);
  const out = fs.createWriteStream(`${file}.part`);
  for (let at = 0; at < count; at++) {
    const { publicKey } = await generateKey({
      userIDs: [{ name: `Team ${at}`, email: `team${at}@keys.bench.example` }],
      format: 'armored',
    });
    out.write(publicKey);
  }
  await new Promise((resolve) => out.end(resolve));
  fs.renameSync(`${file}.part`, file);
}

/**
 * @param {string[]} words
 * @param {string} root
 * @param {Record<string, string>} environment
 * @returns {Promise<string>} what the command said
 */
function run(words, root, environment) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [path.join(root, 'scripts/cli.mjs'), ...words], {
      cwd: root,
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let told = '';
    child.stdout.on('data', (text) => {
      told += text;
    });
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve(told) : reject(new Error(`the command ended with ${code}: ${told}`)),
    );
  });
}
