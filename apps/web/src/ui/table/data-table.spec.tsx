import { fireEvent, screen, within } from '@testing-library/react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { FilterBar } from '../filter/filter-bar.js';
import { renderPage } from '../in-router.fixture.js';
import type { ListShape } from '../list/grammar.js';
import { useListState } from '../list/list-state.js';
import { answerKey } from '../pieces/hotkeys.js';
import type { Column } from './column.js';
import { DataTable, type DataTableProps } from './data-table.js';

interface Team {
  id: number;
  name: string;
  country: string;
  key: string;
}
const teams: Team[] = ['CIRCL', 'CERT-EU', 'NCSC-FI'].map((name, at) => ({
  id: at + 1,
  name,
  country: 'LU',
  key: `secret-${at}`,
}));
const columns: Column<Team>[] = [
  { key: 'name', label: 'Name', sort: true, always: true, value: (team) => team.name },
  { key: 'country', label: 'Country', sort: 'nationality', value: (team) => team.country },
  { key: 'key', label: 'Key', secret: true, value: (team) => team.key },
  { key: 'meta.1', label: 'Constituency', group: 'ENISA', optional: true, value: () => '192.0.2.0/24' },
];
const shape: ListShape = { sort: 'name', fields: [{ name: 'country', label: 'Country', kind: 'choice' }] };

function Teams(props: Partial<DataTableProps<Team>>) {
  const list = useListState(shape);
  return (
    <DataTable<Team>
      id="teams"
      caption="Teams"
      list={list}
      rows={teams}
      total={teams.length}
      columns={columns}
      rowKey={(team) => team.id}
      rowLabel={(team) => team.name}
      rowHref={(team) => `/teams/view/${team.id}`}
      toolbar={<FilterBar list={list} />}
      empty={{ text: 'No teams yet.' }}
      {...props}
    />
  );
}
const show = (props: Partial<DataTableProps<Team>> = {}, search = '') =>
  renderPage(<Teams {...props} />, `/teams${search}`);
const rowOf = (name: string) => screen.getByText(name).closest('tr') as HTMLElement;
const press = (key: string) => fireEvent.keyDown(document.activeElement ?? document.body, { key });

beforeEach(() => localStorage.clear());

describe('the keys of a list', () => {
  it('enter the list by j from anywhere and move by j and k', () => {
    show();
    document.addEventListener('keydown', answerKey);
    press('j');
    expect(document.activeElement).toBe(rowOf('CIRCL'));
    press('j');
    press('j');
    press('j');
    expect(document.activeElement).toBe(rowOf('NCSC-FI'));
    press('k');
    expect(document.activeElement).toBe(rowOf('CERT-EU'));
    document.removeEventListener('keydown', answerKey);
  });

  it('leave only one row in the Tab order', () => {
    show();
    fireEvent.focus(rowOf('CERT-EU'));
    expect(
      screen
        .getAllByRole('row')
        .filter((row) => row.tabIndex === 0)
        .map((row) => row.textContent),
    ).toEqual([expect.stringContaining('CERT-EU')]);
  });

  it('select by x, open by Enter', () => {
    const page = show({ bulk: () => [] });
    rowOf('CIRCL').focus();
    press('x');
    expect(screen.getByText('1 selected')).toBeTruthy();
    press('Enter');
    expect(page.path()).toBe('/teams/view/1');
  });

  it('act by the letter of a row action', () => {
    const edit = vi.fn();
    show({ rowActions: (team) => [{ label: 'Edit', icon: 'pencil', hotkey: 'e', onSelect: () => edit(team.name) }] });
    rowOf('CERT-EU').focus();
    press('e');
    expect(edit).toHaveBeenCalledExactlyOnceWith('CERT-EU');
  });

  it('mean nothing while one writes in a field', () => {
    show({ bulk: () => [] });
    const field = screen.getByRole('textbox', { name: 'Filter this list' });
    field.focus();
    press('x');
    expect(screen.queryByText('1 selected')).toBeNull();
  });
});

describe('a list', () => {
  it('sorts by the column’s field through the address', () => {
    const page = show();
    fireEvent.click(screen.getByRole('button', { name: 'Country' }));
    expect(page.search()).toBe('?sort=nationality');
    expect(screen.getByRole('columnheader', { name: 'Country' }).getAttribute('aria-sort')).toBe('ascending');
  });

  it('turns its tool bar into the bulk bar and hands over what is chosen', () => {
    const remove = vi.fn();
    show({ bulk: (chosen) => [{ label: 'Delete', onSelect: () => remove(chosen.keys, chosen.rows.length) }] });
    fireEvent.click(screen.getByRole('checkbox', { name: 'Select all rows on this page' }));
    fireEvent.click(screen.getByRole('button', { name: 'Delete' }));
    expect(remove).toHaveBeenCalledWith(['1', '2', '3'], 3);
    fireEvent.click(screen.getByRole('button', { name: 'Clear the selection' }));
    expect(screen.getByRole('textbox', { name: 'Filter this list' })).toBeTruthy();
  });

  it('shows rows before their number is known', async () => {
    let tell: (total: number) => void = () => undefined;
    show({ total: new Promise<number>((resolve) => (tell = resolve)) }, '?limit=3');
    const pages = screen.getByRole('navigation', { name: 'Pages' });
    expect(within(pages).getByText(/counting/)).toBeTruthy();
    expect(within(pages).getByRole<HTMLButtonElement>('button', { name: 'Next page' }).disabled).toBe(false);
    tell(84159);
    expect(await within(pages).findByText(/of 84,159/)).toBeTruthy();
  });

  it('shows an optional column when it is chosen, and remembers it', () => {
    const page = show();
    expect(screen.queryByRole('columnheader', { name: 'Constituency' })).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: 'View' }));
    fireEvent.click(screen.getByRole('checkbox', { name: 'Constituency' }));
    expect(screen.getByRole('columnheader', { name: 'Constituency' })).toBeTruthy();
    page.unmount();
    show();
    expect(screen.getByRole('columnheader', { name: 'Constituency' })).toBeTruthy();
  });

  it('masks a secret until it is asked for, one at a time', () => {
    show();
    expect(screen.queryByText('secret-0')).toBeNull();
    fireEvent.click(screen.getAllByRole('button', { name: 'Show Key' })[0] as HTMLElement);
    expect(screen.getByText('secret-0')).toBeTruthy();
    expect(screen.queryByText('secret-1')).toBeNull();
  });

  it('offers to clear the filters when they leave nothing, and says what to do when there is nothing at all', () => {
    const page = show({ rows: [] }, '?country=LU');
    fireEvent.click(screen.getByRole('button', { name: 'Clear search and filters' }));
    expect(page.search()).toBe('');
    expect(screen.getByText('No teams yet.')).toBeTruthy();
  });

  it('tells a refusal with the request to quote and keeps the filters at hand', () => {
    const problem = {
      status: 500,
      title: 'Unexpected',
      detail: 'The database is away.',
      issues: [],
      requestId: 'r-17',
    };
    show({ rows: [], problem }, '?country=LU');
    expect(screen.getByText('The database is away.')).toBeTruthy();
    expect(screen.getByText('Request r-17')).toBeTruthy();
    expect(screen.getByRole('button', { name: /Edit filter: Country is (LU|Luxembourg)/ })).toBeTruthy();
  });
});
