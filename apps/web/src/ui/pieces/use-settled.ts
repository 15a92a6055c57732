import { useEffect, useMemo, useState } from 'react';

/** A value that may still be on its way. While a newer promise runs, `value` is the last one known. */
export interface Settled<T> {
  readonly pending: boolean;
  readonly value: T | undefined;
  readonly error: unknown;
}

const isPromise = <T>(source: T | Promise<T>): source is Promise<T> =>
  typeof source === 'object' && source !== null && 'then' in source;

/**
 * Follows a value or a promise of one; the answer of an outdated promise is dropped. A failure is told in `error`; one of
 * a page that was left before it was shown is told by nobody and is no fault.
 */
export function useSettled<T>(source: T | Promise<T>): Settled<T> {
  // while drawing: what is left before it stands never runs an effect
  useMemo(() => void (isPromise(source) && source.catch(() => undefined)), [source]);
  const [state, setState] = useState<{ of: Promise<T>; value?: T; error?: unknown; done: boolean }>();
  useEffect(() => {
    if (!isPromise(source)) return;
    let outdated = false;
    source.then(
      (value) => outdated || setState({ of: source, value, done: true }),
      (error: unknown) => outdated || setState({ of: source, error, done: true }),
    );
    return () => {
      outdated = true;
    };
  }, [source]);
  if (!isPromise(source)) return { pending: false, value: source, error: undefined };
  const current = state?.of === source;
  return { pending: !current, value: state?.value, error: current ? state.error : undefined };
}
