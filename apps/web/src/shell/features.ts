import { navigationGroups } from '../ui/feature.js';
import type { Command, Feature, NavigationEntry, SearchProvider } from '../ui/index.js';

/** Everything the folders under `features/` contribute, put together. */
export interface Contributions {
  readonly navigation: readonly NavigationEntry[];
  readonly commands: readonly Command[];
  readonly searches: readonly SearchProvider[];
  readonly notices: readonly NonNullable<Feature['notices']>[];
}

/** Collects what features contribute; the side-bar's order is that of the groups, then of `order`. */
export function contributionsOf(features: readonly Feature[]): Contributions {
  const place = (entry: NavigationEntry) => navigationGroups.indexOf(entry.group) * 1000 + entry.order;
  return {
    navigation: features.flatMap((feature) => feature.navigation ?? []).sort((a, b) => place(a) - place(b)),
    commands: features.flatMap((feature) => feature.commands ?? []),
    searches: features.flatMap((feature) => (feature.search ? [feature.search] : [])),
    notices: features.flatMap((feature) => (feature.notices ? [feature.notices] : [])),
  };
}

/** What of these the holder of the rights may use. */
export function permitted<Item extends { readonly permission?: string }>(
  items: readonly Item[],
  may: (permission: string) => boolean,
): Item[] {
  return items.filter((item) => item.permission === undefined || may(item.permission));
}

/** The entry of the side-bar the present page belongs to: the one whose folder (`/organisations/`) is the longest match. */
export function activeEntry(entries: readonly NavigationEntry[], pathname: string): NavigationEntry | undefined {
  let best: { entry: NavigationEntry; length: number } | undefined;
  for (const entry of entries) {
    for (const folder of [folderOf(entry.to), ...(entry.also ?? [])]) {
      const isIn =
        pathname === entry.to ||
        pathname === folder ||
        pathname.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
      const length = pathname === entry.to ? Number.POSITIVE_INFINITY : folder.length;
      if (isIn && (folder !== '/' || pathname === '/') && length > (best?.length ?? -1)) best = { entry, length };
    }
  }
  return best?.entry;
}

const folderOf = (to: string): string => to.slice(0, to.indexOf('/', 1) + 1) || to;
