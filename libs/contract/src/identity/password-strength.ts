import type { ZxcvbnFactory } from '@zxcvbn-ts/core';

/** How good a password is. */
export interface PasswordStrength {
  /** 0: guessed at once … 4: good. */
  readonly score: 0 | 1 | 2 | 3 | 4;
  /** What makes it easy to guess, and what would mend it, as sentences. */
  readonly advice: readonly string[];
}

/** A password must reach this score, beside the rules of `passwordFault` (FEATURES USR-09). */
export const leastPasswordScore = 3;

/** What an estimator is made with, wherever it runs. */
export const estimatorTerms = {
  /** Beyond it a password is good enough, and judging it would cost more than it tells. */
  maxLength: 64,
  product: ['cerebrate', 'misp', 'csirt', 'circl'],
} as const;

/** What an estimator says of a password; `words` tell who chooses it. */
export type Estimator = (
  password: string,
  words: string[],
) => Promise<{
  readonly score: PasswordStrength['score'];
  readonly feedback: { readonly warning?: string | null; readonly suggestions: readonly (string | null)[] };
}>;

let estimator: Promise<ZxcvbnFactory> | undefined;

/** The estimator of this very program; its lists come with it and are loaded at the first call. */
const ownEstimator: Estimator = async (password, words) => {
  estimator ??= loadEstimator();
  return (await estimator).check(password, words);
};

/**
 * Judges a password by lists of common passwords, names and words and by patterns such as rows of keys, without asking
 * anybody. `about` are words that say who chooses it (user name, names, organisation): they make a bad password. Takes up
 * to half a second; who must not stand still meanwhile gives an estimator that runs elsewhere.
 */
export async function passwordStrength(
  password: string,
  about: readonly string[] = [],
  estimate: Estimator = ownEstimator,
): Promise<PasswordStrength> {
  const { score, feedback } = await estimate(password.slice(0, estimatorTerms.maxLength), wordsOf(about));
  const advice = [feedback.warning, ...feedback.suggestions].filter(
    (sentence): sentence is string => typeof sentence === 'string' && sentence !== '',
  );
  return { score, advice: score < leastPasswordScore && advice.length === 0 ? [another] : advice };
}

const another = 'Add another word or two. Uncommon words are better.';

/** What to say at the field when the password is not good enough; undefined when it is. As `passwordStrength`. */
export async function passwordWeakness(
  password: string,
  about: readonly string[] = [],
  estimate: Estimator = ownEstimator,
): Promise<string | undefined> {
  const { score, advice } = await passwordStrength(password, about, estimate);
  return score < leastPasswordScore ? `is easy to guess. ${advice.join(' ')}` : undefined;
}

/** A name is as bad in parts as it is whole: `ada@example.org` gives `ada` and `example`, too. */
function wordsOf(about: readonly string[]): string[] {
  const words = about.flatMap((text) => [text, ...text.split(/[^\p{L}\p{N}]+/u)]);
  return [...new Set(words.map((word) => word.toLowerCase()).filter((word) => word.length > 2))].slice(0, 50);
}

async function loadEstimator(): Promise<ZxcvbnFactory> {
  const [core, common, english] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
    import('@zxcvbn-ts/language-en'),
  ]);
  return new core.ZxcvbnFactory({
    dictionary: { ...common.dictionary, ...english.dictionary, product: [...estimatorTerms.product] },
    graphs: common.adjacencyGraphs,
    translations: english.translations,
    maxLength: estimatorTerms.maxLength,
  });
}
