/** The numbers at the front of a version: 2.5.1 of `v2.5.1-beta`. */
const numbersOf = (version: string): number[] => (/\d+(\.\d+)*/.exec(version)?.[0] ?? '').split('.').map(Number);

/** Whether one version comes before another, number by number; one without numbers is never before. */
export function isBefore(version: string, other: string): boolean {
  if (!/\d/.test(version)) return false;
  const [left, right] = [numbersOf(version), numbersOf(other)];
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
