import { defineConfig } from 'vitest/config';

/** `npx vitest run <path>` from the top folder: every project with its own settings. */
export default defineConfig({
  test: {
    projects: ['apps/*/vitest.config.ts', 'libs/*/vitest.config.ts', 'libs/connectors/*/vitest.config.ts'],
    maxWorkers: 2,
  },
});
