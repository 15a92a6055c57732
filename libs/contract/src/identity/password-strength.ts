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

/** Beyond it a password is good enough, and judging it would cost more than it tells. */
const judgedSigns = 64;

let estimator: Promise<ZxcvbnFactory> | undefined;

/**
 * Judges a password by lists of common passwords, names and words and by patterns such as rows of keys, without asking
 * anybody: the lists come with the program and are loaded at the first call. `about` are words that say who chooses it
 * (user name, names, organisation): they make a bad password.
 */
export async function passwordStrength(password: string, about: readonly string[] = []): Promise<PasswordStrength> {
  estimator ??= loadEstimator();
  const told = (await estimator).check(password.slice(0, judgedSigns), wordsOf(about));
  const advice = [told.feedback.warning, ...told.feedback.suggestions].filter(
    (sentence): sentence is string => typeof sentence === 'string' && sentence !== '',
  );
  return { score: told.score, advice: told.score < leastPasswordScore && advice.length === 0 ? [another] : advice };
}

const another = 'Add another word or two. Uncommon words are better.';

/** What to say at the field when the password is not good enough; undefined when it is. */
export async function passwordWeakness(password: string, about: readonly string[] = []): Promise<string | undefined> {
  const { score, advice } = await passwordStrength(password, about);
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
    dictionary: { ...common.dictionary, ...english.dictionary, product: ['cerebrate', 'misp', 'csirt', 'circl'] },
    graphs: common.adjacencyGraphs,
    translations: english.translations,
    maxLength: judgedSigns,
  });
}
