/** A stretch of a value: the same on both sides, or only on one. */
export interface DiffPart {
  readonly text: string;
  readonly same: boolean;
}

/** Words, spaces and single signs: the units a value is compared in. */
const units = (text: string): string[] => text.match(/[\p{L}\p{N}]+|\s+|[^\p{L}\p{N}\s]/gu) ?? [];

/** Beyond this many units a value is tinted as a whole: a person no longer reads word by word. */
const tooMany = 600;

/** Compares two values within: the longest common run of words stays, the rest is tinted on its side. */
export function diffWords(here: string, there: string): { here: DiffPart[]; there: DiffPart[] } {
  const a = units(here);
  const b = units(there);
  if (a.length > tooMany || b.length > tooMany)
    return { here: [{ text: here, same: false }], there: [{ text: there, same: false }] };
  const lengths = commonLengths(a, b);
  const left: DiffPart[] = [];
  const right: DiffPart[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      push(left, a[i++] ?? '', true);
      push(right, b[j++] ?? '', true);
    } else if (j >= b.length || (i < a.length && at(lengths, i + 1, j) >= at(lengths, i, j + 1)))
      push(left, a[i++] ?? '', false);
    else push(right, b[j++] ?? '', false);
  }
  return { here: left, there: right };
}

const at = (table: readonly Uint16Array[], i: number, j: number): number => table[i]?.[j] ?? 0;

/** Length of the longest common subsequence from every pair of places to the ends. */
function commonLengths(a: readonly string[], b: readonly string[]): Uint16Array[] {
  const table = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) {
    const row = table[i];
    if (!row) continue;
    for (let j = b.length - 1; j >= 0; j--) {
      row[j] = a[i] === b[j] ? at(table, i + 1, j + 1) + 1 : Math.max(at(table, i + 1, j), at(table, i, j + 1));
    }
  }
  return table;
}

function push(parts: DiffPart[], text: string, same: boolean): void {
  const last = parts.at(-1);
  if (last && last.same === same) parts[parts.length - 1] = { text: last.text + text, same };
  else parts.push({ text, same });
}
