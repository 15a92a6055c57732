import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const api = `http://127.0.0.1:${process.env.PORT ?? 3000}`;

export default defineConfig({
  plugins: [react()],
  css: {
    preprocessorOptions: {
      scss: {
        // Bootstrap 5.3 is written with @import; its parts cannot be configured by @use
        silenceDeprecations: ['import', 'global-builtin', 'color-functions', 'if-function'],
        quietDeps: true,
      },
    },
  },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    sourcemap: true,
    // what rarely changes stays in browsers' caches when our own code does
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'framework', test: /node_modules\/(react|react-dom|react-router|scheduler)\// },
            { name: 'checks', test: /node_modules\/(zod|re2js|libphonenumber-js|tldts[^/]*|ipaddr\.js)\// },
          ],
        },
      },
    },
    // the content security policy lets fonts come from files only
    assetsInlineLimit: (file) => (/\.woff2?$/.test(file) ? false : undefined),
  },
  server: {
    host: '127.0.0.1',
    port: Number(process.env.WEB_PORT ?? 5173),
    strictPort: true,
    // forwarded addresses, so that the API judges origin and cookies as in production
    proxy: { '/api': { target: api, xfwd: true }, '^/[^@]*\\.(json|csv)$': { target: api, bypass: servesOwnFile } },
  },
});

/** The dialect's addresses end in .json or .csv too; modules of the SPA that do are Vite's own. */
function servesOwnFile({ url = '' }: { url?: string }): string | undefined {
  return /^\/(src|node_modules|@)/.test(url) ? url : undefined;
}
