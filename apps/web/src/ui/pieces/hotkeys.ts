import { useEffect, useSyncExternalStore } from 'react';
import { isTyping } from './typing.js';

/** A key that means something now, for the help sheet and the one listener of the page. */
export interface Hotkey {
  /** As `event.key`; `mod+k` for ⌘ or Ctrl; `g o` for two keys in a row. */
  readonly keys: string;
  readonly label: string;
  /** Heading in the help sheet. */
  readonly group: string;
  readonly run: () => void;
  /** Also while the user writes in a field. */
  readonly always?: boolean;
}

let held: readonly Hotkey[] = [];
const listeners = new Set<() => void>();
let first: { key: string; at: number } | undefined;

function change(next: readonly Hotkey[]): void {
  held = next;
  for (const listener of listeners) listener();
}

/** Registers keys while the component is mounted; the newest wins. Pass a stable array. */
export function useHotkeys(hotkeys: readonly Hotkey[]): void {
  useEffect(() => {
    change([...held, ...hotkeys]);
    return () => change(held.filter((one) => !hotkeys.includes(one)));
  }, [hotkeys]);
}

/** Every key that means something now. */
export function useHotkeyList(): readonly Hotkey[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => held,
  );
}

/** How long the second key of a pair may take, in milliseconds. */
const pairTime = 1200;

/** The page's one key listener: finds the newest hotkey for the event and runs it. */
export function answerKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || event.altKey) return;
  const isMod = event.metaKey || event.ctrlKey;
  const key = (isMod ? 'mod+' : '') + (event.key.length === 1 ? event.key.toLowerCase() : event.key);
  const pair = first && event.timeStamp - first.at < pairTime ? `${first.key} ${key}` : undefined;
  const typing = isTyping(event.target);
  const inDialog = event.target instanceof Element && event.target.closest('[role="dialog"]') !== null;
  const found = held.findLast(
    (one) => (one.keys === pair || one.keys === key) && (one.always || !(typing || inDialog)),
  );
  first = isMod || typing ? undefined : { key, at: event.timeStamp };
  if (!found) return;
  first = undefined;
  event.preventDefault();
  found.run();
}

const isApple = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent);

/** Keys as printed on this machine's keyboard: `mod+k` → `⌘K` or `Ctrl K`. */
export const printedKeys = (keys: string): string =>
  keys.replace(/^mod\+(.+)$/, (_, key: string) => (isApple ? `⌘${short(key)}` : `Ctrl ${short(key)}`));

const short = (key: string): string => (key === 'Enter' ? '↵' : key.toUpperCase());
