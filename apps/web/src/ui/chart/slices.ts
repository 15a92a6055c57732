import { text } from '../../text/en.js';

/** One part of a whole; `to` is the list filtered to it. */
export interface Slice {
  readonly label: string;
  readonly value: number;
  readonly to?: string;
}

/** At most six slices and "other"; the biggest first. What is empty is left out. */
export function foldedSlices(slices: readonly Slice[], most = 6): Slice[] {
  const sorted = slices.filter((slice) => slice.value > 0).sort((a, b) => b.value - a.value);
  if (sorted.length <= most + 1) return sorted;
  const rest = sorted.slice(most).reduce((sum, slice) => sum + slice.value, 0);
  return [...sorted.slice(0, most), { label: text.chart.other, value: rest }];
}

/** The CSS variable of a slice's colour; "other" is always grey. */
export const sliceColour = (index: number, slice: Slice): string =>
  slice.to === undefined && slice.label === text.chart.other ? '--series-rest' : `--series-${(index % 6) + 1}`;

/** A part of the whole in per cent, as people read it. */
export function share(value: number, whole: number): string {
  if (whole === 0) return '0 %';
  const percent = (100 * value) / whole;
  return percent > 0 && percent < 1 ? '< 1 %' : `${Math.round(percent)} %`;
}
