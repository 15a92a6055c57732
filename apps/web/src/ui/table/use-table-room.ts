import { type RefObject, useEffect, useRef, useState } from 'react';

interface TableRoom {
  readonly bar: RefObject<HTMLDivElement | null>;
  readonly scroll: RefObject<HTMLDivElement | null>;
  readonly barHeight: number;
  /** The columns need more width than there is: the table scrolls in itself, so that its header can still stick. */
  readonly isWide: boolean;
}

/** Measures the tool bar (the header sticks under it) and whether the table is wider than its room. */
export function useTableRoom(): TableRoom {
  const bar = useRef<HTMLDivElement>(null);
  const scroll = useRef<HTMLDivElement>(null);
  const [room, setRoom] = useState({ barHeight: 48, isWide: false });
  useEffect(() => {
    if (typeof ResizeObserver === 'undefined') return;
    const measure = () => {
      const table = scroll.current?.querySelector('table');
      const next = {
        barHeight: bar.current?.offsetHeight ?? 0,
        isWide: (table?.offsetWidth ?? 0) > (scroll.current?.clientWidth ?? 0) + 1,
      };
      setRoom((now) => (now.barHeight === next.barHeight && now.isWide === next.isWide ? now : next));
    };
    const observer = new ResizeObserver(measure);
    for (const element of [bar.current, scroll.current, scroll.current?.querySelector('table')]) {
      if (element) observer.observe(element);
    }
    return () => observer.disconnect();
  }, []);
  return { bar, scroll, ...room };
}
