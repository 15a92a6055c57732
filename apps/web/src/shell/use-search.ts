import { useEffect, useState } from 'react';
import { type HitGroup, isAborted, type SearchProvider, useRested } from '../ui/index.js';

interface SearchState {
  readonly groups: readonly HitGroup[];
  readonly pending: boolean;
  readonly failed: boolean;
}

const nothing: readonly HitGroup[] = [];

/** Asks every search as the user types, 120 ms after the last key; the former answer stands until the next one. */
export function useSearch(searches: readonly SearchProvider[], query: string): SearchState {
  const rested = useRested(query.trim(), 120);
  const [answer, setAnswer] = useState<{ for: string; groups: readonly HitGroup[]; failed: boolean }>({
    for: '',
    groups: nothing,
    failed: false,
  });
  useEffect(() => {
    if (rested === '') return setAnswer({ for: '', groups: nothing, failed: false });
    const control = new AbortController();
    Promise.all(searches.map((search) => search(rested, control.signal))).then(
      (found) => control.signal.aborted || setAnswer({ for: rested, groups: found.flat(), failed: false }),
      (error: unknown) =>
        control.signal.aborted || isAborted(error) || setAnswer({ for: rested, groups: nothing, failed: true }),
    );
    return () => control.abort();
  }, [searches, rested]);
  const isBlank = query.trim() === '';
  return {
    groups: isBlank ? nothing : answer.groups,
    pending: !isBlank && searches.length > 0 && answer.for !== query.trim(),
    failed: !isBlank && answer.failed,
  };
}
