const number = (n: number): string => new Intl.NumberFormat('en-GB').format(n);

/** The words of the map. */
export const text = {
  loading: 'Drawing the map',
  country: (name: string, count: number, noun: string) => `${name}: ${number(count)} ${noun}`,
  alternative: (countries: number, noun: string) =>
    `Map of the world by number of ${noun}; ${number(countries)} countries. The table holds the same numbers.`,
  scale: (noun: string) => `Scale: ${noun} of a country`,
  step: (from: number, next: number | undefined) =>
    next === undefined
      ? `${number(from)} or more`
      : next - 1 === from
        ? number(from)
        : `${number(from)}–${number(next - 1)}`,
};
