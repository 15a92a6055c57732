import { useSyncExternalStore } from 'react';

/**
 * What the browser remembers of a person's taste (page size, columns, density, folded side-bar). Only taste: losing
 * it costs nothing, and a browser that refuses storage (private window, policy) is served the defaults.
 */
const prefix = 'cerebrate.';

/** A remembered value that passes `check`, else nothing. */
export function recall<T>(name: string, check: (value: unknown) => value is T): T | undefined {
  try {
    const text = localStorage.getItem(prefix + name);
    if (text === null) return undefined;
    const value: unknown = JSON.parse(text);
    return check(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Remembers a value under a name; `undefined` forgets it. */
export function remember(name: string, value: unknown): void {
  store(name, value);
  keeper?.(name, value);
}

function store(name: string, value: unknown): void {
  try {
    if (value === undefined || value === null) localStorage.removeItem(prefix + name);
    else localStorage.setItem(prefix + name, JSON.stringify(value));
  } catch {
    // A browser that refuses storage serves the defaults next time.
  }
  for (const listener of watching) listener();
}

const watching = new Set<() => void>();
const watch = (listener: () => void): (() => void) => {
  watching.add(listener);
  return () => watching.delete(listener);
};

/** A remembered value that passes `check`, drawn anew whenever it changes anywhere on the page; else nothing. Only for plain values. */
export const useRemembered = <T extends string | number | boolean>(
  name: string,
  check: (value: unknown) => value is T,
): T | undefined => useSyncExternalStore(watch, () => recall(name, check));

const isLimit = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 500;

/** Rows per page the user last chose. */
export const rememberedLimit = (): number | undefined => recall('limit', isLimit);

/** Remembers the rows per page for every list. */
export const rememberLimit = (limit: number): void => remember('limit', limit);

/** Told of every remembered value, so that it can be kept with the account, too. */
type Keeper = (name: string, value: unknown) => void;
let keeper: Keeper | undefined;

/** Sets who else keeps what is remembered; the frame does once somebody is signed in. */
export function keepAlso(next: Keeper | undefined): void {
  keeper = next;
}

/** Takes over values kept elsewhere (the account's), without telling the keeper. */
export function primeMemory(values: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(values)) store(name, value);
}
