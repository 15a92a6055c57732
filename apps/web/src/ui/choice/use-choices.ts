import { useEffect, useMemo, useState } from 'react';
import type { Choice, ChoiceSearch } from '../list/grammar.js';
import { useRested } from '../pieces/use-delayed.js';
import { isAborted } from '../problem.js';

/** Choices for what was typed. */
export interface FoundChoices {
  readonly choices: readonly Choice[];
  readonly pending: boolean;
  readonly failed: boolean;
}

const nothing: readonly Choice[] = [];

/** Lower case without accents, so that "Liege" finds "Liège". */
const folded = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** Choices among a given list: those whose label, hint or value hold every typed word; label beginnings first. */
export function choicesMatching(all: readonly Choice[], query: string): readonly Choice[] {
  const words = folded(query)
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return all;
  const first = words[0] ?? '';
  const found = all.filter((choice) => {
    const text = folded(`${choice.label} ${choice.hint ?? ''} ${choice.value}`);
    return words.every((word) => text.includes(word));
  });
  const rank = (choice: Choice) => (folded(choice.label).startsWith(first) ? 0 : 1);
  return found.sort((a, b) => rank(a) - rank(b));
}

/** Looks choices up while `open`: at once in a list, 150 ms after the last key in a search. */
export function useChoices(
  source: readonly Choice[] | ChoiceSearch | undefined,
  query: string,
  open: boolean,
): FoundChoices {
  const rested = useRested(query.trim(), 150);
  const [found, setFound] = useState<{ for: string; choices: readonly Choice[]; failed: boolean }>();
  const search = typeof source === 'function' ? source : undefined;
  useEffect(() => {
    if (!search || !open) return;
    const control = new AbortController();
    search(rested, control.signal).then(
      (choices) => {
        if (!control.signal.aborted) setFound({ for: rested, choices, failed: false });
      },
      (error: unknown) => {
        if (!control.signal.aborted && !isAborted(error)) setFound({ for: rested, choices: nothing, failed: true });
      },
    );
    return () => control.abort();
  }, [search, open, rested]);
  const local = useMemo(
    () => (typeof source === 'function' ? nothing : choicesMatching(source ?? nothing, query)),
    [source, query],
  );
  if (!search) return { choices: local, pending: false, failed: false };
  return {
    choices: found?.choices ?? nothing,
    pending: found?.for !== query.trim(),
    failed: found?.failed ?? false,
  };
}

const seen = new Map<string, Choice>();

/** Keeps a choice that was picked, so that a chip can name it after the address was all that remained. */
export function rememberChoice(scope: string, choice: Choice): void {
  seen.set(`${scope}\n${choice.value}`, choice);
}

/** The choice behind a value: from the list, from what was picked before, or by asking the search for the value. */
export function useChoice(
  scope: string,
  source: readonly Choice[] | ChoiceSearch | undefined,
  value: string,
): Choice | undefined {
  const listed = typeof source === 'function' ? undefined : source?.find((choice) => choice.value === value);
  const known = listed ?? seen.get(`${scope}\n${value}`);
  const [asked, setAsked] = useState<Choice>();
  const search = typeof source === 'function' ? source : undefined;
  useEffect(() => {
    if (known || !search || value === '') return;
    const control = new AbortController();
    search(value, control.signal).then(
      (choices) => {
        const match = choices.find((choice) => choice.value === value);
        if (!match || control.signal.aborted) return;
        rememberChoice(scope, match);
        setAsked(match);
      },
      () => undefined, // the chip shows the bare value
    );
    return () => control.abort();
  }, [known, search, value, scope]);
  return known ?? (asked?.value === value ? asked : undefined);
}
