import { defineConfig } from 'vitest/config';

/** The specs that need a real MariaDB; `npm run test:migrate` starts or finds one. */
export default defineConfig({
  test: {
    name: 'moving',
    environment: 'node',
    include: ['test/moving/*.real.ts'],
    globalSetup: ['test/postgres.ts'],
    setupFiles: ['reflect-metadata'],
    pool: 'forks',
    maxWorkers: 1,
    isolate: false,
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
