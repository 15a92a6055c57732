import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

/** Files share their worker's modules, as those of the API do; `test/setup.ts` takes away what a page leaves. */
export default defineConfig({
  plugins: [react()],
  // One copy of react-router for the pages and for what tests them: its ES modules, not its CommonJS twin.
  resolve: { conditions: ['module', 'node', 'development'] },
  ssr: { resolve: { conditions: ['module', 'node', 'development'] } },
  test: {
    name: 'web',
    environment: 'jsdom',
    include: ['src/**/*.spec.{ts,tsx}', 'test/**/*.spec.{ts,tsx}'],
    server: { deps: { inline: [/react-router/] } },
    setupFiles: ['test/setup.ts'],
    pool: 'forks',
    isolate: false,
    maxWorkers: 2,
    testTimeout: 60_000,
  },
});
