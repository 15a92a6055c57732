// Only addresses; each flag is fetched when it is seen.
const files = import.meta.glob<string>('../../../../../node_modules/country-flag-icons/3x2/*.svg', {
  query: '?url&no-inline',
  import: 'default',
  eager: true,
});
const byCode = new Map(Object.entries(files).map(([path, url]) => [path.slice(-6, -4), url]));

/** Address of a country's flag (3:2 SVG) by upper-case ISO 3166 alpha-2 code; undefined for no such country. */
export const flagUrl = (code: string): string | undefined => byCode.get(code);
