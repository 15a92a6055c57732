import { type SavedView, savedViews, type ViewedList } from '@cerebrate/contract';
import { useCallback, useEffect, useState } from 'react';
import { call } from '../../api/index.js';

/** The views of a list, and the way to read them anew. A list is of use without them: when they do not come, there are none. */
export function useViews(list: ViewedList): { views: readonly SavedView[]; reload(): void } {
  const [views, setViews] = useState<readonly SavedView[]>([]);
  const [asked, setAsked] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked anew when told so
  useEffect(() => {
    const control = new AbortController();
    call(savedViews.list, { query: { list }, signal: control.signal }).then(
      (found) => control.signal.aborted || setViews(found),
      () => undefined,
    );
    return () => control.abort();
  }, [list, asked]);
  const reload = useCallback(() => setAsked((times) => times + 1), []);
  return { views, reload };
}
