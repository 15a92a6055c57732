import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'connector-mailman',
    environment: 'node',
    include: [
      'src/**/*.spec.ts',
      'test/**/*.spec.ts',
      // against a Mailman that runs, when one is named
      ...(process.env['MAILMAN_URL'] ? ['test/**/*.real.ts'] : []),
    ],
    pool: 'threads',
    maxWorkers: 2,
    testTimeout: 30_000,
  },
});
