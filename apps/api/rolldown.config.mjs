import fs from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { defineConfig } from 'rolldown';

const here = import.meta.dirname;

/** Programs of the API; each is built when its source is there. */
const programs = Object.fromEntries(
  ['main', 'worker', 'cli']
    .filter((name) => fs.existsSync(path.join(here, 'src', `${name}.ts`)))
    .map((name) => [name, path.join('src', `${name}.ts`)]),
);

/** What runs in threads: files of their own at the top of `dist`, where `KeyThreads` and `password-judge` look for them. */
const threads = {
  'key-worker': 'src/directory/encryption-keys/worker/key-worker.mjs',
  'password-worker': 'src/identity/sign-in/worker/password-worker.mjs',
};

/**
 * Connectors that come with the program: their packages hold TypeScript, so each becomes a file of its own, found by the
 * name of its package (`import-connector.ts`).
 */
const libraries = path.join(here, '..', '..', 'libs', 'connectors');
const connectors = Object.fromEntries(
  fs
    .readdirSync(libraries)
    .filter((folder) => fs.existsSync(path.join(libraries, folder, 'package.json')))
    .map((folder) => {
      const { name } = JSON.parse(fs.readFileSync(path.join(libraries, folder, 'package.json'), 'utf8'));
      const file = String(name)
        .replace(/[^a-z0-9]+/gi, '-')
        .replace(/^-/, '');
      return [`connectors/${file}`, path.join(libraries, folder, 'src', 'index.ts')];
    }),
);

/** Our libraries are TypeScript source, and the compiler's small runtime has no package of its own: both go in. */
const bundledPackages = /^@cerebrate\/|^@oxc-project\/runtime/;

/** @param {string} id */
function isExternal(id) {
  if (isBuiltin(id)) return true;
  const isFile = id.startsWith('.') || path.isAbsolute(id) || id.startsWith('\0');
  return !isFile && !bundledPackages.test(id);
}

export default defineConfig({
  cwd: here,
  input: { ...programs, ...threads, ...connectors },
  platform: 'node',
  tsconfig: 'tsconfig.json',
  external: isExternal,
  output: {
    dir: 'dist',
    // `npm run dev` watches the folder: emptying it would restart the API on nothing
    cleanDir: !process.argv.includes('--watch'),
    format: 'esm',
    sourcemap: true,
    entryFileNames: '[name].js',
    chunkFileNames: 'parts/[name]-[hash].js',
    // class names are what Nest's injection, TypeORM and error messages show
    keepNames: true,
  },
});
