import { useEffect, useRef, useState } from 'react';

/** How long the keys rest before the list follows, in milliseconds. */
const rest = 250;

/** What is typed in a search, ahead of the address it is written to. */
export interface TypedSearch {
  readonly typed: string;
  type(next: string): void;
  /** Sends what is typed without waiting. */
  send(): void;
  clear(): void;
}

/** Follows the keys at once and the address a moment later; a change of the address by other means wins. */
export function useTypedSearch(q: string, onSearch: (q: string) => void): TypedSearch {
  const [typed, setTyped] = useState(q);
  const sent = useRef(q);
  const told = useRef(onSearch);
  useEffect(() => {
    told.current = onSearch;
  });
  // Back, or a preset: what stands in the address is what is sought.
  useEffect(() => {
    if (q === sent.current) return;
    sent.current = q;
    setTyped(q);
  }, [q]);
  const searchFor = (next: string) => {
    if (next.trim() === sent.current) return;
    sent.current = next.trim();
    told.current(sent.current);
  };
  useEffect(() => {
    if (typed.trim() === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = typed.trim();
      told.current(sent.current);
    }, rest);
    return () => clearTimeout(timer);
  }, [typed]);
  const clear = () => {
    setTyped('');
    searchFor('');
  };
  return { typed, type: setTyped, send: () => searchFor(typed), clear };
}
