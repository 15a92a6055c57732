import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * The default export of an installed package. Those that come with the program are built into files of their own beside
 * it (`rolldown.config.mjs`), since their packages hold TypeScript. Throws what the package throws when it is loaded.
 */
export async function importConnector(name: string): Promise<unknown> {
  const file = `connectors/${name.replace(/[^a-z0-9]+/gi, '-').replace(/^-/, '')}.js`;
  const built = [`./${file}`, `../${file}`]
    .map((place) => new URL(place, import.meta.url))
    .find((place) => existsSync(fileURLToPath(place)));
  const module = (await import(/* @vite-ignore */ built?.href ?? name)) as { default?: unknown };
  return module.default;
}
