import { type DependencyList, useMemo } from 'react';

/**
 * Asks once for as long as the dependencies stay the same, and gives the promise to what shows it (`DataTable`,
 * `useSettled`). A failure is told there; one of a page that was left meanwhile is told by nobody and is no fault.
 */
export function useAsked<T>(ask: () => Promise<T>, dependencies: DependencyList): Promise<T> {
  return useMemo(() => {
    const asked = ask();
    asked.catch(() => undefined);
    return asked;
    // biome-ignore lint/correctness/useExhaustiveDependencies: the caller's list, checked where it is written
  }, dependencies);
}
