import type { Sealer } from '../kernel/index.js';

type Values = Record<string, unknown>;

/** A payload in two parts: what may be shown, and the rest as sealed text. */
export interface SplitPayload {
  readonly shown: Values;
  readonly sealed: string | null;
}

/** Takes the secrets out of a payload and seals them for that place; absent ones stay absent. */
export function splitPayload(sealer: Sealer, place: string, payload: Values, secrets: readonly string[]): SplitPayload {
  const hidden = Object.fromEntries(Object.entries(payload).filter(([key]) => secrets.includes(key)));
  const shown = Object.fromEntries(Object.entries(payload).filter(([key]) => !secrets.includes(key)));
  if (Object.keys(hidden).length === 0) return { shown, sealed: null };
  return { shown, sealed: sealer.seal(JSON.stringify(hidden), place) };
}

/** The payload with its secrets. Throws `SealBroken` when they were sealed under a key that is gone. */
export function wholePayload(sealer: Sealer, place: string, { shown, sealed }: SplitPayload): Values {
  if (sealed === null) return shown;
  return { ...shown, ...(JSON.parse(sealer.open(sealed, place)) as Values) };
}
