import { type ReactNode, useSyncExternalStore } from 'react';

/** A question before an act: what will be done to what, and what else it touches. */
export interface ConfirmSpec {
  /** What will happen to what: "Delete CIRCL and its 21 alignments". */
  readonly title: string;
  readonly body?: ReactNode;
  /** The button: a verb and its object. */
  readonly act: string;
  readonly cancel?: string;
  readonly tone?: 'danger';
  /** Looks up what the act touches; drawn as it arrives. The button waits for it. */
  readonly impact?: () => Promise<ReactNode>;
  /** A word to type before the button works, for what cannot be undone. */
  readonly typed?: string;
}

export interface OpenQuestion extends ConfirmSpec {
  readonly answer: (sure: boolean) => void;
}

let open: OpenQuestion | undefined;
const listeners = new Set<() => void>();

function change(next: OpenQuestion | undefined): void {
  open = next;
  for (const listener of listeners) listener();
}

/** Asks; true when the act was confirmed. One question at a time: a newer one answers the older with no. */
export function confirm(spec: ConfirmSpec): Promise<boolean> {
  open?.answer(false);
  return new Promise((resolve) => {
    change({
      ...spec,
      answer: (sure) => {
        change(undefined);
        resolve(sure);
      },
    });
  });
}

/** Answers what is asked with no: the page it was asked on is left. */
export function leaveQuestion(): void {
  open?.answer(false);
}

/** The question that waits for its answer. */
export function useQuestion(): OpenQuestion | undefined {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => open,
  );
}
