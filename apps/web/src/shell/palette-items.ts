import { text } from '../text/en.js';
import {
  type Command,
  type Hit,
  type HitGroup,
  type IconName,
  type NavigationEntry,
  recall,
  remember,
} from '../ui/index.js';

/** One line of the palette: where it leads or what it does. */
export interface PaletteItem {
  readonly id: string;
  readonly label: string;
  readonly hint?: string;
  readonly icon?: IconName;
  readonly keys?: string;
  readonly to?: string;
  readonly modal?: boolean;
  readonly run?: () => void;
  /** Remembered among the recent ones when it was chosen. */
  readonly isHit?: boolean;
}

export interface PaletteGroup {
  readonly label: string;
  readonly items: readonly PaletteItem[];
}

const folded = (words: string): string => words.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** How well a label answers a query: every word must occur; word beginnings count more. 0 is no match. */
export function matchScore(label: string, query: string): number {
  const name = folded(label);
  let score = 0;
  for (const word of folded(query)
    .split(/\s+/)
    .filter((one) => one !== '')) {
    const at = name.indexOf(word);
    if (at < 0) return 0;
    score += at === 0 ? 3 : /[\s(/-]/.test(name[at - 1] ?? '') ? 2 : 1;
  }
  return score;
}

/** Pages and actions for a query, best first; all of them for none. */
export function localGroups(
  entries: readonly NavigationEntry[],
  commands: readonly Command[],
  query: string,
): PaletteGroup[] {
  const pages = entries.map(
    (entry): PaletteItem => ({
      id: `page ${entry.to}`,
      label: entry.label,
      icon: entry.icon,
      to: entry.to,
      hint: text.shell.groups[entry.group] || undefined,
    }),
  );
  const words = new Map(
    commands.map((command) => [command.id, `${command.label} ${command.keywords?.join(' ') ?? ''}`]),
  );
  const actions = commands.map((command): PaletteItem => ({ ...command, icon: command.icon ?? 'lightning' }));
  return [
    { label: text.palette.pages, items: best(pages, query, (item) => item.label) },
    { label: text.palette.actions, items: best(actions, query, (item) => words.get(item.id) ?? item.label) },
  ].filter((group) => group.items.length > 0);
}

/**
 * Pages and actions that were typed by their whole name, apart from the others: they stand above what the search finds,
 * since whoever writes "Add organisation" means no organisation that is called something like it.
 */
export function namedApart(groups: readonly PaletteGroup[], query: string): [PaletteGroup[], PaletteGroup[]] {
  const name = folded(query.trim());
  const part = (isWanted: (item: PaletteItem) => boolean): PaletteGroup[] =>
    groups
      .map(({ label, items }) => ({ label, items: items.filter(isWanted) }))
      .filter(({ items }) => items.length > 0);
  return [part((item) => folded(item.label) === name), part((item) => folded(item.label) !== name)];
}

function best(items: readonly PaletteItem[], query: string, wordsOf: (item: PaletteItem) => string): PaletteItem[] {
  if (query.trim() === '') return [...items];
  return items
    .map((item) => ({ item, score: matchScore(wordsOf(item), query) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ item }) => item);
}

/** What the search found, each group with the way to all of it. */
export function hitGroups(found: readonly HitGroup[]): PaletteGroup[] {
  return found
    .map(({ label, hits, more }) => ({
      label,
      items: [
        ...hits.map((hit): PaletteItem => ({ ...hit, id: `hit ${label} ${hit.id}`, isHit: true })),
        ...(more ? [{ id: `more ${label}`, label: more.label, icon: 'arrow-right' as const, to: more.to }] : []),
      ],
    }))
    .filter((group) => group.items.length > 0);
}

const isHits = (value: unknown): value is Hit[] =>
  Array.isArray(value) &&
  value.every(
    (one: unknown) =>
      typeof one === 'object' &&
      one !== null &&
      'to' in one &&
      'label' in one &&
      typeof one.to === 'string' &&
      typeof one.label === 'string',
  );

/** What was chosen lately, newest first. */
export const recentItems = (): PaletteItem[] =>
  (recall('recent', isHits) ?? []).map((hit) => ({
    id: `recent ${hit.to}`,
    label: hit.label,
    hint: hit.hint,
    icon: hit.icon ?? 'clock-history',
    to: hit.to,
    isHit: true,
  }));

/** Remembers a chosen hit; the eight newest stay. */
export function keepRecent({ label, hint, icon, to }: PaletteItem): void {
  if (to === undefined) return;
  const others = (recall('recent', isHits) ?? []).filter((hit) => hit.to !== to);
  remember('recent', [{ id: to, label, hint, icon, to }, ...others].slice(0, 8));
}
