const bounds = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 25_000, 50_000];
const steps = 5;

/** The lower bounds of at most five steps of a scale over these numbers, ascending; the first is 1. */
export function scaleOf(numbers: readonly number[]): readonly number[] {
  const high = Math.max(0, ...numbers);
  const useful = bounds.filter((bound) => bound <= high);
  if (useful.length <= steps) return useful;
  const chosen = Array.from(
    { length: steps },
    (_, at) => useful[Math.round((at * (useful.length - 1)) / (steps - 1))] ?? 1,
  );
  return [...new Set(chosen)];
}

/** The step a number stands on, from 1; 0 for nothing. */
export const stepOf = (scale: readonly number[], count: number): number => scale.filter((from) => count >= from).length;
