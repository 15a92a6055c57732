import { useEffect, useState } from 'react';
import { asProblem, isAborted, type Problem, useRested } from '../../ui/index.js';
import { type AnyRule, isComplete } from './leaf-kinds.js';

/** What a rule finds, while it is being edited. */
export interface Previewed<T> {
  readonly answer: T | undefined;
  readonly problem: Problem | undefined;
  /** The answer is of an earlier state of the rule. */
  readonly pending: boolean;
}

/** Asks what a rule finds once it rests and every condition says something; an outdated question is called off. */
export function usePreview<T>(
  rule: AnyRule,
  key: string,
  ask: (rule: AnyRule, signal: AbortSignal) => Promise<T>,
): Previewed<T> {
  const text = `${key} ${JSON.stringify(rule)}`;
  const rested = useRested(text, 350);
  const [state, setState] = useState<{ of: string; answer?: T; problem?: Problem }>();
  const isReady = isComplete(rule);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text stands for the rule and the key
  useEffect(() => {
    if (!isReady || rested !== text) return;
    const stop = new AbortController();
    ask(rule, stop.signal).then(
      (answer) => setState({ of: rested, answer }),
      (error: unknown) =>
        isAborted(error) || setState((before) => ({ ...before, of: rested, problem: asProblem(error) })),
    );
    return () => stop.abort();
  }, [rested, text, isReady]);
  return {
    answer: state?.answer,
    problem: state?.of === text ? state.problem : undefined,
    pending: state?.of !== text,
  };
}
