import { type Instance, instance } from '@cerebrate/contract';
import { useEffect, useSyncExternalStore } from 'react';
import { call, currentSession, watchSession } from '../../api/index.js';

let known: Instance | undefined;
let isAsking = false;
const listeners = new Set<() => void>();

// whoever signs in next is told anew
watchSession(() => {
  if (currentSession() === undefined) known = undefined;
});

/** Takes over what was told of this instance, such as its new name. */
export function keepInstance(told: Instance): void {
  known = told;
  for (const listener of listeners) listener();
}

/** Name and release of this instance, asked for once; nothing until they are known. */
export function useInstance(): Instance | undefined {
  useEffect(() => {
    if (known || isAsking) return;
    isAsking = true;
    // without an answer the frame says no name
    void call(instance.get)
      .then(keepInstance, () => undefined)
      .finally(() => {
        isAsking = false;
      });
  }, []);
  return useSyncExternalStore(watch, () => known);
}

function watch(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
