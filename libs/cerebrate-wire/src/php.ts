import { WireRefusal } from './refusal.js';

/** A value as PHP reads it from a query or a form: text, or an array, which in PHP is an ordered map. */
export type PhpValue = string | PhpMap;
/** Always without a prototype, so that a name such as `__proto__` is a plain key. */
export interface PhpMap {
  [key: string]: PhpValue;
}

const maxVariables = 5000;
const maxDepth = 16;

/**
 * Reads a query string (without `?`) or a form body as PHP does: `a[]=`, `a[0]=`, `a[b][c]=`, the last of equal names
 * wins, `.` and space in the top name become `_`, `+` is a space, the first `=` ends the name. Nesting below 16 and
 * variables beyond 5000 are dropped. Throws `WireRefusal` 400 when an escape is not UTF-8. Source: contract 2.2.
 */
export function parsePhp(text: string): PhpMap {
  const result = emptyMap();
  const next: NextIndex = new WeakMap();
  for (const part of text.split('&', maxVariables)) {
    const cut = part.indexOf('=');
    const path = namePath(decode(cut < 0 ? part : part.slice(0, cut)));
    if (path) assign(result, path, cut < 0 ? '' : decode(part.slice(cut + 1)), next);
  }
  return result;
}

/** A PHP array as a list, in key order; a scalar is a list of one, nothing is an empty list. */
export function phpList(value: unknown): unknown[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value;
  return typeof value === 'object' ? Object.values(value) : [value];
}

/** What PHP's `(bool)` says: empty text, `0`, nothing and the empty array are false. */
export function phpTruthy(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return value !== undefined && value !== null && value !== '' && value !== '0' && value !== 0 && value !== false;
}

/** What PHP's `(int)` makes of text: the number it starts with, else 0; `1e2` is 100. */
export function phpInteger(text: string): number {
  const match = /^\s*[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?/i.exec(text);
  const number = match ? Math.trunc(Number(match[0])) : 0;
  return Number.isSafeInteger(number) ? number : Number.MAX_SAFE_INTEGER * Math.sign(number);
}

/** The name a variable gets in PHP: leading spaces go, `.` and space become `_`. */
export const phpName = (name: string): string => name.replace(/^ +/, '').replace(/[ .]/g, '_');

/** The index the next `[]` of an array gets: one more than the highest so far. */
type NextIndex = WeakMap<PhpMap, number>;

const emptyMap = (): PhpMap => Object.create(null) as PhpMap;

function decode(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  if (!spaced.includes('%')) return spaced;
  try {
    return spaced.replace(/(?:%[0-9a-f]{2})+/gi, (run) => decodeURIComponent(run));
  } catch {
    throw new WireRefusal(400, 'The request holds an escape sequence that is not UTF-8; encode text as UTF-8.');
  }
}

/** `a[b][]` → `['a', 'b', '']`; null for a name PHP ignores. Text after the last bracket is ignored, as in PHP. */
function namePath(raw: string): string[] | null {
  const open = raw.indexOf('[');
  if (open < 0) return raw.trim() === '' ? null : [phpName(raw)];
  const top = phpName(raw.slice(0, open));
  if (top === '') return null;
  const keys = [...raw.slice(open).matchAll(/\[([^\]]*)\]/g)];
  if (keys.length === 0) return [`${top}_${raw.slice(open + 1)}`];
  const path = [top];
  let at = open;
  for (const key of keys) {
    if (open + key.index !== at) break;
    path.push((key[1] ?? '').replace(/^ +/, ''));
    at += key[0].length;
  }
  return path.length > maxDepth ? null : path;
}

function assign(target: PhpMap, path: readonly string[], value: string, next: NextIndex): void {
  let map = target;
  path.forEach((part, index) => {
    const key = part === '' && index > 0 ? String(next.get(map) ?? 0) : part;
    if (/^\d{1,9}$/.test(key)) next.set(map, Math.max(next.get(map) ?? 0, Number(key) + 1));
    const inner = map[key];
    if (index === path.length - 1) {
      map[key] = value;
    } else if (typeof inner === 'object') {
      map = inner;
    } else {
      const fresh = emptyMap();
      map[key] = fresh;
      map = fresh;
    }
  });
}
