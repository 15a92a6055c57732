import { useEffect, useState } from 'react';

/** True once `active` has lasted `ms` without a break: what is quick should not flicker. */
export function useDelayed(active: boolean, ms = 200): boolean {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    if (!active) return setShown(false);
    const timer = setTimeout(() => setShown(true), ms);
    return () => clearTimeout(timer);
  }, [active, ms]);
  return active && shown;
}

/** The value after it has rested for `ms`. */
export function useRested<T>(value: T, ms: number): T {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return rested;
}

/** What Enter means while the answer to the last key is still on its way. */
interface OnceSettled {
  /** Acts now, or as soon as nothing is pending. */
  ask(): void;
  /** Calls it off: another key was pressed. */
  forget(): void;
  /** Whether the act is still to come. */
  readonly waits: boolean;
}

/** Does `act` on what is found, never on what was found for an earlier key. */
export function useOnceSettled(pending: boolean, act: () => void): OnceSettled {
  const [waits, setWaits] = useState(false);
  useEffect(() => {
    if (!waits || pending) return;
    setWaits(false);
    act();
  });
  return { ask: () => (pending ? setWaits(true) : act()), forget: () => setWaits(false), waits };
}
