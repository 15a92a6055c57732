import { useCallback, useMemo, useState } from 'react';
import { recall, remember } from '../list/remembered.js';
import type { Column } from './column.js';

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');
const isFlag = (value: unknown): value is boolean => typeof value === 'boolean';

const usual = <Row>(columns: readonly Column<Row>[]): string[] =>
  columns.filter((column) => !column.optional).map((column) => column.key);

/**
 * The keys of the columns a person sees in the table of this id: what they chose, else the usual ones. For a loader
 * that asks the API only for what is shown.
 */
export function chosenColumns<Row>(id: string, columns: readonly Column<Row>[]): readonly string[] {
  const chosen = recall(`columns.${id}`, isTexts);
  if (!chosen) return usual(columns);
  return columns.filter((column) => column.always || chosen.includes(column.key)).map((column) => column.key);
}

/** The chosen columns and the density of a table, remembered by its id. */
export interface TablePreferences {
  readonly shown: ReadonlySet<string>;
  readonly compact: boolean;
  toggle(key: string): void;
  reset(): void;
  setCompact(compact: boolean): void;
}

/** Reads and keeps a table's preferences; density holds for all tables. */
export function useTablePreferences<Row>(
  id: string,
  columns: readonly Column<Row>[],
  onColumns?: (keys: readonly string[]) => void,
): TablePreferences {
  const [revision, setRevision] = useState(0);
  const [compact, setCompactState] = useState(() => recall('compact', isFlag) ?? false);
  // The revision stands for what the browser's storage holds.
  const shown = useMemo(() => ({ keys: new Set(chosenColumns(id, columns)), revision }), [id, columns, revision]).keys;
  const keep = useCallback(
    (keys: readonly string[] | undefined) => {
      remember(`columns.${id}`, keys);
      setRevision((now) => now + 1);
      onColumns?.(keys ?? usual(columns));
    },
    [id, columns, onColumns],
  );
  const toggle = useCallback(
    (key: string) => {
      const now = chosenColumns(id, columns);
      keep(now.includes(key) ? now.filter((one) => one !== key) : [...now, key]);
    },
    [id, columns, keep],
  );
  const reset = useCallback(() => keep(undefined), [keep]);
  const setCompact = useCallback((next: boolean) => {
    remember('compact', next);
    setCompactState(next);
  }, []);
  return { shown, compact, toggle, reset, setCompact };
}
