import { useSyncExternalStore } from 'react';
import type { Tone } from '../pieces/chips.js';

/** What just happened, said at the edge of the page. */
export interface ToastSpec {
  readonly tone: Tone;
  readonly text: string;
  /** More, folded. */
  readonly detail?: string;
  /** Takes it back; offered for ten seconds. */
  readonly undo?: () => Promise<unknown> | unknown;
}

export interface ShownToast extends ToastSpec {
  readonly id: number;
}

let shown: readonly ShownToast[] = [];
let last = 0;
const listeners = new Set<() => void>();

function change(next: readonly ShownToast[]): void {
  shown = next;
  for (const listener of listeners) listener();
}

/** Shows a toast, also from outside of React (loaders, actions); returns its id. At most four stand at a time. */
export function toast(spec: ToastSpec): number {
  last += 1;
  change([...shown.slice(-3), { ...spec, id: last }]);
  return last;
}

/** Takes a toast away. */
export function dismissToast(id: number): void {
  change(shown.filter((one) => one.id !== id));
}

/** The toasts that stand now. */
export function useToasts(): readonly ShownToast[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => shown,
  );
}
