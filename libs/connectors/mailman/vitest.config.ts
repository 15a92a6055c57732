import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'connector-mailman',
    environment: 'node',
    include: ['src/**/*.spec.ts', 'test/**/*.spec.ts'],
    pool: 'threads',
    maxWorkers: 2,
    testTimeout: 30_000,
  },
});
