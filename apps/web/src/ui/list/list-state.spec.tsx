import { act } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { renderPage } from '../in-router.fixture.js';
import type { ListShape } from './grammar.js';
import { type ListState, toggled, useListState } from './list-state.js';

const shape: ListShape = {
  sort: 'name',
  fields: [
    { name: 'name', label: 'Name', kind: 'text' },
    { name: 'country', label: 'Country', kind: 'choice' },
  ],
};
let list: ListState;
function Probe() {
  list = useListState(shape);
  return null;
}
const shown = (search: string) => renderPage(<Probe />, `/page${search}`);

describe('useListState', () => {
  beforeEach(() => localStorage.clear());

  it('goes back to the first page with every change but that of the page', () => {
    const page = shown('?page=3');
    act(() => list.addFilter({ field: 'country', op: 'eq', values: ['LU'] }));
    expect(page.search()).toBe('?country=LU');
    act(() => list.setPage(2));
    expect(page.search()).toBe('?country=LU&page=2');
  });

  it('edits and removes one of two filters on the same field', () => {
    const page = shown('?country.not=LU&country.not=BE');
    act(() => list.replaceFilter(1, { field: 'country', op: 'not', values: ['FR'] }));
    expect(page.search()).toBe('?country.not=LU&country.not=FR');
    act(() => list.removeFilter(0));
    expect(page.search()).toBe('?country.not=FR');
  });

  it('clears search and filters and keeps the order', () => {
    const page = shown('?q=cert&country=LU&sort=-name');
    act(() => list.clear());
    expect(page.search()).toBe('?sort=-name');
  });

  it('applies a preset in place of search, filters and order, and keeps the chosen page length', () => {
    const page = shown('?q=cert&limit=100&sort=-name');
    act(() => list.apply('country=LU'));
    expect(page.search()).toBe('?country=LU&limit=100');
  });

  it('remembers the page length for other lists', () => {
    const first = shown('');
    act(() => list.setLimit(200));
    first.unmount();
    shown('');
    expect(list.limit).toBe(200);
  });

  it('writes typing over the same history entry, so that Back leaves the list', () => {
    const page = shown('');
    act(() => list.setQ('c'));
    act(() => list.setQ('ce'));
    expect(page.router.state.historyAction).toBe('REPLACE');
    expect(page.search()).toBe('?q=ce');
  });
});

describe('a click on a header', () => {
  it('sorts up, then down, then no more by it', () => {
    const up = toggled([], 'country', false, 'name');
    const down = toggled(up, 'country', false, 'name');
    expect([up, down, toggled(down, 'country', false, 'name')]).toEqual([
      [{ field: 'country', descending: false }],
      [{ field: 'country', descending: true }],
      [],
    ]);
  });

  it('with Shift adds to the order there is', () => {
    expect(toggled([{ field: 'country', descending: false }], 'name', true, 'name')).toHaveLength(2);
  });

  it('never drops the default order, as that would only bring it back', () => {
    expect(toggled([{ field: 'name', descending: true }], 'name', false, 'name')).toEqual([
      { field: 'name', descending: false },
    ]);
  });
});
