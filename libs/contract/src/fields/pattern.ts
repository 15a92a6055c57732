import { RE2JS } from 're2js';

/** Thrown by `compilePattern`; the message is a sentence about the pattern, without naming the field. */
export class InvalidPattern extends Error {
  override readonly name = 'InvalidPattern';
}

/** A compiled pattern: matches a whole text or not, in time linear in the text. */
export interface Pattern {
  /** As given, with any delimiters. */
  readonly source: string;
  matches(text: string): boolean;
}

/** Longest pattern a template may carry, in UTF-16 units. */
export const longestPattern = 500;

/**
 * Most instructions a compiled pattern may have. Matching costs at most instructions × characters, so this bounds a
 * value of 4,000 characters to some 50 ms; `[^ ]{1,191}` has 382.
 */
const mostInstructions = 1000;

/** Keeps an import of many values of one field from compiling its pattern each time. */
const compiled = new Map<string, Pattern>();
const mostCompiled = 200;

/**
 * Compiles a template's regex to match whole values, as the original's `^regex$` does (WIRE-CONTRACT §3.11), with
 * RE2's linear-time engine instead of a backtracking one (DEMANDS §2.3: ReDoS). PHP delimiters and flags, `/…/i`, are
 * taken off first: the shipped FIRST Directory carries them, and so never matched anything in the original.
 *
 * @throws InvalidPattern for a syntax error, a construct no linear engine has (back-reference, look-around), a
 *   pattern over `longestPattern`, or repetitions that make it too large.
 */
export function compilePattern(source: string): Pattern {
  const known = compiled.get(source);
  if (known) return known;
  const pattern = compile(source);
  if (compiled.size >= mostCompiled) compiled.delete(compiled.keys().next().value ?? '');
  compiled.set(source, pattern);
  return pattern;
}

function compile(source: string): Pattern {
  if (source.length > longestPattern)
    throw new InvalidPattern(`is longer than ${longestPattern} characters; shorten it`);
  const { body, flags } = withoutDelimiters(source);
  if (body === '') throw new InvalidPattern('is empty; write a pattern or leave it out');
  const engine = engineOf(body, flags);
  if (engine.programSize() > mostInstructions) {
    throw new InvalidPattern('repeats too much to be matched quickly; use smaller repetition counts');
  }
  return Object.freeze({ source, matches: (text: string) => engine.matches(text) });
}

/**
 * `/^…$/i` → `^…$` and `i`. Only a slash at both ends counts, the last one followed by nothing but PHP flags; a
 * pattern that means the slashes themselves writes `\/`.
 */
function withoutDelimiters(source: string): { body: string; flags: string } {
  const [, body, flags] = /^\/(.*[^\\]|)\/([imsxuADUSXJn]*)$/s.exec(source) ?? [];
  return body === undefined ? { body: source, flags: '' } : { body, flags: flags ?? '' };
}

function engineOf(body: string, flags: string): RE2JS {
  if (flags.includes('x')) throw new InvalidPattern('has the flag x; write it without comments and extra white space');
  let options = 0;
  if (flags.includes('i')) options |= RE2JS.CASE_INSENSITIVE;
  if (flags.includes('s')) options |= RE2JS.DOTALL;
  if (flags.includes('m')) options |= RE2JS.MULTILINE;
  try {
    RE2JS.compile(body, options);
    return RE2JS.compile(`^(?:${body})$`, options);
  } catch (error) {
    throw new InvalidPattern(reasonOf(body, error));
  }
}

function reasonOf(body: string, error: unknown): string {
  const detail = (error instanceof Error ? error.message : String(error)).replace(/^error parsing regexp: /, '');
  if (/\(\?<?[=!]/.test(body))
    return 'has a look-ahead or look-behind, which cannot be matched in linear time; rewrite it without';
  if (/\\(?:[1-9]|k|g)/.test(body))
    return 'has a back-reference, which cannot be matched in linear time; rewrite it without';
  return `cannot be read: ${detail}`;
}
