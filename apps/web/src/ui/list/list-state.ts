import { useCallback, useMemo } from 'react';
import { useLocation, useNavigate } from 'react-router';
import {
  type Filter,
  type ListShape,
  type ListView,
  readList,
  type SortKey,
  withAlternative,
  withoutFilter,
  writeList,
} from './grammar.js';
import { rememberedLimit, rememberLimit } from './remembered.js';

/** A list's state, held by the address, and the ways to change it. Every change but of the page goes to page 1. */
export interface ListState extends ListView {
  readonly shape: ListShape;
  /** The address as it is, without `?`; equal states have equal texts. */
  readonly search: string;
  /** Whether anything narrows the list. */
  readonly narrowed: boolean;
  /** Replaces the history entry: typing must not fill the Back button. */
  setQ(q: string): void;
  setSort(sort: readonly SortKey[]): void;
  /** Header click: ascending, descending, then the default; `add` keeps the other keys (Shift). */
  toggleSort(field: string, add?: boolean): void;
  setPage(page: number): void;
  /** Also remembered for other lists. */
  setLimit(limit: number): void;
  addFilter(filter: Filter): void;
  replaceFilter(index: number, filter: Filter): void;
  /** Puts an alternative beside the filter at `index`: one of them must hold. */
  addAlternative(index: number, filter: Filter): void;
  removeFilter(index: number): void;
  /** Drops search and filters, keeps order and page size. */
  clear(): void;
  /** Applies a preset: a query string in the list grammar that replaces search, filters and order. */
  apply(search: string): void;
}

/** The shape with the page size the user last chose, which holds for any list that names none. */
export function withRememberedLimit(shape: ListShape): ListShape {
  const limit = shape.limit ?? rememberedLimit();
  return limit === undefined ? shape : { ...shape, limit };
}

/** Reads the list's state from the address and writes it back there. Must run inside a router. */
export function useListState(declared: ListShape): ListState {
  const shape = useMemo(() => withRememberedLimit(declared), [declared]);
  const location = useLocation();
  const navigate = useNavigate();
  const view = useMemo(() => readList(shape, new URLSearchParams(location.search)), [shape, location.search]);
  const go = useCallback(
    (change: Partial<ListView>, replace = false) => {
      const around = new URLSearchParams(location.search);
      const search = writeList(shape, { ...view, page: 1, ...change }, around).toString();
      void navigate({ search: search === '' ? '' : `?${search}` }, { replace, preventScrollReset: true });
    },
    [shape, view, location.search, navigate],
  );
  return useMemo(
    () => ({ ...view, ...changesOf(view, shape, go), shape, ...aboutSearch(shape, view) }),
    [view, shape, go],
  );
}

function aboutSearch(shape: ListShape, view: ListView) {
  return {
    search: writeList(shape, view).toString(),
    narrowed: view.q !== '' || view.filters.length > 0 || view.unknown.length > 0,
  };
}

function changesOf(view: ListView, shape: ListShape, go: (change: Partial<ListView>, replace?: boolean) => void) {
  const filters = view.filters;
  return {
    setQ: (q: string) => go({ q }, true),
    setSort: (sort: readonly SortKey[]) => go({ sort }),
    toggleSort: (field: string, add = false) => go({ sort: toggled(view.sort, field, add, shape.sort ?? '') }),
    setPage: (page: number) => go({ page }),
    setLimit: (limit: number) => {
      rememberLimit(limit);
      go({ limit });
    },
    addFilter: (filter: Filter) => go({ filters: [...filters, filter] }),
    replaceFilter: (index: number, filter: Filter) =>
      go({ filters: filters.map((one, at) => (at === index ? { ...one, ...filter } : one)) }),
    addAlternative: (index: number, filter: Filter) => go({ filters: withAlternative(filters, index, filter) }),
    removeFilter: (index: number) => go({ filters: withoutFilter(filters, index) }),
    clear: () => go({ q: '', filters: [] }),
    apply: (search: string) => {
      const { limit, ...rest } = readList(shape, new URLSearchParams(search));
      go({ ...rest, limit: /(^|&)limit=/.test(search) ? limit : view.limit });
    },
  };
}

/** Next order after a click on a header: ascending → descending → not sorted by it. */
export function toggled(
  sort: readonly SortKey[],
  field: string,
  add: boolean,
  defaultSort: string,
): readonly SortKey[] {
  const others = add ? sort.filter((key) => key.field !== field) : [];
  const now = sort.find((key) => key.field === field);
  if (!now) return [...others, { field, descending: false }];
  if (!now.descending) return [...others, { field, descending: true }];
  // Dropping the default's own descending key would only bring it back: start again at ascending.
  if (others.length === 0 && defaultSort.replace(/^-/, '') === field) return [{ field, descending: false }];
  return others;
}
