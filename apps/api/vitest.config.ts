import { defineConfig } from 'vitest/config';

/**
 * One PostgreSQL server for the whole run (`test/postgres.ts`); each spec file takes its own database from it. Files
 * share their worker's modules: loading the program anew for each took three quarters of the time, and what modules
 * hold is registries, filled once when they are loaded.
 */
export default defineConfig({
  test: {
    name: 'api',
    environment: 'node',
    include: ['src/**/*.spec.ts', 'test/**/*.spec.ts'],
    globalSetup: ['test/postgres.ts'],
    setupFiles: ['reflect-metadata'],
    pool: 'forks',
    maxWorkers: 2,
    isolate: false,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
