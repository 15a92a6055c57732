import { type KeyboardEvent, type RefObject, useCallback, useRef, useState } from 'react';
import { isTyping } from '../pieces/typing.js';

/** What the keys of a list do with the row they are on. */
export interface RowKeys {
  readonly count: number;
  readonly select?: (index: number) => void;
  readonly open?: (index: number) => void;
  /** Acts by their one-letter key; true when the letter meant something. */
  readonly act?: (index: number, key: string) => boolean;
}

export interface TableKeys {
  /** The row the keys are on: it alone can be reached by Tab. */
  readonly active: number;
  readonly body: RefObject<HTMLTableSectionElement | null>;
  onKeyDown(event: KeyboardEvent): void;
  /** A row was reached by Tab or by the mouse. */
  onReach(index: number): void;
  /** Moves onto the table from anywhere on the page: `j` without focus in the list. */
  enter(step: 1 | -1): void;
}

/**
 * Keyboard for the rows of a list: `j`/`k` and arrows move, Home/End jump, `x` or Space selects, Enter opens, letters
 * act. Only one row takes part in the Tab order (roving tabindex), so that a long list is one stop.
 */
export function useTableKeys({ count, select, open, act }: RowKeys): TableKeys {
  const [wanted, setWanted] = useState(0);
  const body = useRef<HTMLTableSectionElement>(null);
  const active = Math.min(wanted, Math.max(count - 1, 0));
  const moveTo = useCallback(
    (index: number) => {
      const next = Math.max(0, Math.min(count - 1, index));
      setWanted(next);
      rowsIn(body.current)[next]?.focus();
    },
    [count],
  );
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    // A link or button within the row keeps its own Enter and Space.
    const onRow = event.target instanceof HTMLElement && event.target.matches('tr[data-row]');
    // the row the event comes from, which the last render may not know of yet
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>('tr[data-row]') : null;
    const at = row ? rowsIn(body.current).indexOf(row) : active;
    if (answer(event.key, onRow, at)) event.preventDefault();
  };
  const answer = (key: string, onRow: boolean, at: number): boolean => {
    const step = steps[key];
    if (step !== undefined) moveTo(at + step);
    else if (key === 'Home') moveTo(0);
    else if (key === 'End') moveTo(count - 1);
    else if (select && (key === 'x' || (key === ' ' && onRow))) select(at);
    else if (open && key === 'Enter' && onRow) open(at);
    else return key.length === 1 && (act?.(at, key) ?? false);
    return true;
  };
  const enter = (step: 1 | -1) => moveTo(body.current?.contains(document.activeElement) ? active + step : active);
  return { active, body, onKeyDown, onReach: setWanted, enter };
}

const rowsIn = (body: HTMLElement | null): HTMLElement[] => [
  ...(body?.querySelectorAll<HTMLElement>(':scope > tr[data-row]') ?? []),
];

const steps: Readonly<Record<string, number>> = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };
