type Asker = () => Promise<boolean>;

let asker: Asker | undefined;
let pending: Promise<boolean> | undefined;
const held = new Set<(by: 'factor' | 'password') => void>();

/** Who asks the person at the browser to prove anew who they are; true when they did. Returns the function that stops it. */
export function onProofNeeded(ask: Asker): () => void {
  asker = ask;
  return () => {
    if (asker === ask) asker = undefined;
  };
}

/** Asks, once for however many calls wait for it; false when nobody can ask or the person gave up. */
export function askProof(): Promise<boolean> {
  pending ??= (asker?.() ?? Promise.resolve(false)).finally(() => {
    pending = undefined;
  });
  return pending;
}

/** Calls back when something must be done before anything else; returns the function that stops it. */
export function onHeld(listener: (by: 'factor' | 'password') => void): () => void {
  held.add(listener);
  return () => held.delete(listener);
}

/** Says that something must be done first. */
export function tellHeld(by: 'factor' | 'password'): void {
  for (const listener of held) listener(by);
}
