import { live } from '@cerebrate/contract';

/** What the live feed tells of. */
interface LiveEvents {
  readonly notification: Readonly<Record<string, unknown>>;
  /** So many records of the noun changed within one's view; `isMany`: at least. */
  readonly changed: {
    readonly noun: string;
    readonly count: number;
    readonly isMany: boolean;
    /** Some of them, with the version they have now. */
    readonly records: readonly { readonly id: number; readonly version: number }[];
  };
}

type Listener = (told: never) => void;
const listeners = new Map<string, Set<Listener>>();
let source: EventSource | undefined;

/**
 * Calls back for each live event of that name; returns the function that stops it. One stream serves the whole window:
 * it opens with the first listener, opens anew when the connection is lost, and closes with the last.
 */
export function onLive<Name extends keyof LiveEvents>(
  name: Name,
  listener: (told: LiveEvents[Name]) => void,
): () => void {
  const set = listeners.get(name) ?? new Set<Listener>();
  listeners.set(name, set);
  set.add(listener as Listener);
  open();
  return () => {
    set.delete(listener as Listener);
    if ([...listeners.values()].some((one) => one.size > 0)) return;
    source?.close();
    source = undefined;
  };
}

function open(): void {
  if (source || typeof EventSource === 'undefined') return;
  const opened = new EventSource(live.events.path);
  source = opened;
  for (const name of ['notification', 'changed'])
    opened.addEventListener(name, (event) => {
      const told = JSON.parse((event as MessageEvent<string>).data) as never;
      for (const listener of listeners.get(name) ?? []) listener(told);
    });
  // A refusal ends the stream for good: somebody signed out, or too many windows are open.
  opened.addEventListener('error', () => {
    if (opened.readyState === EventSource.CLOSED && source === opened) source = undefined;
  });
}
