import { fireEvent, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { renderPage } from '../in-router.fixture.js';
import type { ListShape } from '../list/grammar.js';
import { useListState } from '../list/list-state.js';
import { FilterBar } from './filter-bar.js';

const shape: ListShape = {
  sort: 'name',
  searched: [{ label: 'Name', how: 'contains' }],
  fields: [
    { name: 'name', label: 'Name', kind: 'text' },
    { name: 'sector', label: 'Sector', kind: 'choice', choices: [{ value: 'fin', label: 'Financial' }] },
    { name: 'modified', label: 'Last change', kind: 'date' },
    { name: 'isActive', label: 'Active', kind: 'boolean' },
    { name: 'meta.12', label: 'Constituency', kind: 'network', group: 'ENISA' },
  ],
};
function Bar() {
  const presets = [
    { label: 'All', search: '' },
    { label: 'Banks', search: 'sector=fin' },
  ];
  return <FilterBar list={useListState(shape)} presets={presets} />;
}
const show = (search = '') => renderPage(<Bar />, `/page${search}`);
const click = (name: string | RegExp, role = 'button') => fireEvent.click(screen.getByRole(role, { name }));

describe('the filters of a list', () => {
  it('can be read aloud', () => {
    show('?sector.not=fin&modified.gte=2026-01-31&isActive=true&meta.12.covers=8.8.8.8&name.empty=false');
    expect(
      screen.getAllByRole('button', { name: /^Edit filter/ }).map((chip) => chip.getAttribute('aria-label')),
    ).toEqual([
      'Edit filter: Sector is not Financial',
      'Edit filter: Last change is on or after 2026-01-31',
      'Edit filter: Active is Yes',
      'Edit filter: Constituency covers 8.8.8.8',
      'Edit filter: Name is filled in',
    ]);
  });

  it('are built by field, condition and value', () => {
    const page = show();
    click('Add filter');
    click('Constituency');
    fireEvent.change(screen.getByLabelText('Condition'), { target: { value: 'within' } });
    fireEvent.change(screen.getByLabelText('Value'), { target: { value: '192.0.2.0/24' } });
    click('Apply');
    expect(page.search()).toBe('?meta.12.within=192.0.2.0%2F24');
  });

  it('are edited in place and removed', () => {
    const page = show('?name.contains=cert');
    click('Edit filter: Name contains cert');
    fireEvent.change(screen.getByLabelText('Condition'), { target: { value: 'empty' } });
    click('Apply');
    expect(page.search()).toBe('?name.empty=true');
    click('Remove filter: Name is empty');
    expect(page.search()).toBe('');
  });

  it('become alternatives, read together, and stop being ones when the other goes', () => {
    const page = show('?name.contains=cert&isActive=true');
    click('Add an alternative to: Name contains cert');
    click('Sector');
    fireEvent.change(screen.getByLabelText('Condition'), { target: { value: 'empty' } });
    click('Apply');
    expect(page.search()).toBe('?any.1.name.contains=cert&any.1.sector.empty=true&isActive=true');
    const group = screen.getByRole('group', { name: 'One of these must hold' });
    expect(group.textContent).toContain('or');
    expect(group.querySelectorAll('.filter-chip')).toHaveLength(2);
    click('Remove filter: Sector is empty');
    expect(page.search()).toBe('?name.contains=cert&isActive=true');
  });

  it('tell a parameter that means nothing here', () => {
    const page = show('?colour=red');
    expect(screen.getByText(/“colour” is no filter of this list/)).toBeTruthy();
    click('Remove filter: colour');
    expect(page.search()).toBe('');
  });

  it('mark the view that is shown, whatever the order and page', () => {
    show('?sort=-name&page=2&sector=fin');
    expect(screen.getByRole('button', { name: 'Banks' }).getAttribute('aria-pressed')).toBe('true');
    expect(screen.getByRole('button', { name: 'All' }).getAttribute('aria-pressed')).toBe('false');
  });

  it('say what the search looks at', () => {
    show();
    click('What this search looks at');
    expect(screen.getByText('contains')).toBeTruthy();
  });
});
