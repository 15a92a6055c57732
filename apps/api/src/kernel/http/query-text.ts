import { InvalidInput } from '../errors.js';

/** What stands behind the first `?` of a URL. */
export function queryTextOf(url: string): string {
  const at = url.indexOf('?');
  return at < 0 ? '' : url.slice(at + 1);
}

/**
 * Reads a query string: `a=1&b=2&a=3` → `{ a: ['1', '3'], b: '2' }`. Throws `InvalidInput` for escapes that are no
 * UTF-8 and for U+0000, which PostgreSQL cannot hold, instead of passing on what a lenient reader makes of them.
 */
export function readQueryText(text: string): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = Object.create(null) as Record<string, string | string[]>;
  for (const part of text.split('&')) {
    if (part === '') continue;
    const at = part.indexOf('=');
    const key = decode(at < 0 ? part : part.slice(0, at));
    const value = at < 0 ? '' : decode(part.slice(at + 1));
    const known = query[key];
    query[key] = known === undefined ? value : Array.isArray(known) ? [...known, value] : [known, value];
  }
  return query;
}

function decode(text: string): string {
  let plain: string;
  try {
    plain = decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw InvalidInput.at(['query'], `'${text.slice(0, 40)}' is not UTF-8 in percent escapes`);
  }
  if (plain.includes('\0')) throw InvalidInput.at(['query'], 'holds the character U+0000; remove it');
  return plain;
}
