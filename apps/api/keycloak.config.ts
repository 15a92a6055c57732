import { defineConfig } from 'vitest/config';

/** The specs that need a real Keycloak; `npm run test:keycloak` starts or finds one. */
export default defineConfig({
  test: {
    name: 'keycloak',
    environment: 'node',
    include: ['test/keycloak/*.real.ts'],
    globalSetup: ['test/postgres.ts'],
    setupFiles: ['reflect-metadata'],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 120_000,
    hookTimeout: 180_000,
  },
});
