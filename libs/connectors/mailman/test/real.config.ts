import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Sentences about a Mailman that runs: `npm run test:mailman`, never part of the suite. */
export default defineConfig({
  test: {
    root: fileURLToPath(new URL('..', import.meta.url)),
    environment: 'node',
    include: ['test/**/*.real.ts'],
    testTimeout: 60_000,
  },
});
