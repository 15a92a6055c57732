import { distance } from 'fastest-levenshtein';

/** How texts are held to name the same thing. */
export const matchings = ['exact', 'closest', 'distance'] as const;
export type Matching = (typeof matchings)[number];

/** What a text matched: with which candidate, and by how many letters they differ. */
export interface Match {
  readonly at: number;
  readonly distance: number;
}

/** Letter case, accents, punctuation and double spaces make no difference. */
export const folded = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/**
 * Finds the candidate that a text names. `exact`: the same once folded. `closest`: the one with the fewest letters that
 * differ, at most a third of them. `distance`: the closest within `most`. Null for none, and for a tie: two that are
 * equally near name nobody.
 */
export function matcher(candidates: readonly string[], how: Matching, most: number): (text: string) => Match | null {
  const texts = candidates.map(folded);
  const places = new Map<string, number[]>();
  for (const [at, text] of texts.entries()) places.set(text, [...(places.get(text) ?? []), at]);
  return (given) => {
    const text = folded(given);
    if (text === '') return null;
    const same = places.get(text) ?? [];
    if (same.length > 0) return same.length === 1 ? { at: same[0] ?? 0, distance: 0 } : null;
    if (how === 'exact') return null;
    const limit = how === 'distance' ? most : Math.max(1, Math.floor(text.length / 3));
    return nearest(text, texts, limit);
  };
}

function nearest(text: string, texts: readonly string[], limit: number): Match | null {
  let best: Match | null = null;
  let isTie = false;
  for (const [at, other] of texts.entries()) {
    if (other === '' || Math.abs(other.length - text.length) > Math.min(limit, best?.distance ?? limit)) continue;
    const found = distance(text, other);
    if (found > limit || (best && found > best.distance)) continue;
    isTie = best !== null && found === best.distance;
    best = { at, distance: found };
  }
  return isTie ? null : best;
}
