import { fireEvent, screen, waitFor } from '@testing-library/react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { renderPage } from '../ui/in-router.fixture.js';
import type { Command, NavigationEntry, SearchProvider } from '../ui/index.js';
import { Palette } from './palette.js';
import { matchScore } from './palette-items.js';

const entries: NavigationEntry[] = [
  { group: 'contact-db', order: 1, to: '/organisations/index', label: 'Organisations', icon: 'building' },
  { group: 'contact-db', order: 2, to: '/individuals/index', label: 'People', icon: 'people' },
];
const commands: Command[] = [{ id: 'add', label: 'Add organisation', keywords: ['create'], to: '/organisations/add' }];
const found: SearchProvider = async (query) => [
  {
    label: 'Teams',
    hits: [{ id: '7', label: `CIRCL for ${query}`, hint: 'Luxembourg', to: '/organisations/view/7' }],
    more: { label: 'All 23 teams', to: `/organisations/index?q=${query}` },
  },
];
const show = (searches: SearchProvider[] = []) => {
  const onClose = vi.fn();
  return {
    onClose,
    ...renderPage(<Palette entries={entries} commands={commands} searches={searches} onClose={onClose} />, '/home'),
  };
};
const field = () => screen.getByRole('combobox', { name: 'Search or jump' });
const type = (text: string) => fireEvent.change(field(), { target: { value: text } });
const press = (key: string) => fireEvent.keyDown(field(), { key });
const chosen = () => screen.getByRole('option', { selected: true }).textContent;

beforeEach(() => localStorage.clear());

describe('the command palette', () => {
  it('offers pages and actions at once, and goes there by arrow and Enter', () => {
    const page = show();
    expect(chosen()).toContain('Organisations');
    press('ArrowDown');
    expect(field().getAttribute('aria-activedescendant')).toBe(screen.getByRole('option', { selected: true }).id);
    press('Enter');
    expect(page.path()).toBe('/individuals/index');
    expect(page.onClose).toHaveBeenCalledOnce();
  });

  it('goes round at both ends', () => {
    show();
    press('ArrowUp');
    expect(chosen()).toContain('Add organisation');
  });

  it('finds an action by another word for it', () => {
    show();
    type('create');
    expect(screen.getAllByRole('option')).toHaveLength(1);
    expect(chosen()).toContain('Add organisation');
  });

  it('shows what the search finds above pages and actions, with the way to all of it', async () => {
    const page = show([found]);
    type('organ');
    expect(await screen.findByText('CIRCL for organ')).toBeTruthy();
    expect(screen.getAllByRole('group').map((group) => group.getAttribute('aria-label'))).toEqual([
      'Teams',
      'Go to',
      'Actions',
    ]);
    fireEvent.click(screen.getByText('All 23 teams'));
    expect(page.search()).toBe('?q=organ');
  });

  it('shows what was typed by its whole name above what the search finds', async () => {
    const page = show([found]);
    type('add organisation');
    await screen.findByText('CIRCL for add organisation');
    expect(chosen()).toContain('Add organisation');
    press('Enter');
    expect(page.path()).toBe('/organisations/add');
  });

  it('keeps what was chosen among the recent ones', async () => {
    const first = show([found]);
    type('x');
    fireEvent.click(await screen.findByText('CIRCL for x'));
    expect(first.path()).toBe('/organisations/view/7');
    first.unmount();
    show([found]);
    expect(screen.getByRole('group', { name: 'Recent' }).textContent).toContain('CIRCL for x');
  });

  it('opens by Enter what was typed, not what an earlier key had found', async () => {
    const page = show([
      async (query) => [
        { label: 'Teams', hits: [{ id: query, label: `Team ${query}`, to: `/organisations/view/${query}` }] },
      ],
    ]);
    type('7');
    await screen.findByText('Team 7');
    type('78');
    press('Enter');
    expect(page.path()).toBe('/home');
    await waitFor(() => expect(page.path()).toBe('/organisations/view/78'));
  });

  it('gives up the search of an earlier keystroke and tells one that failed', async () => {
    const asked: { query: string; signal: AbortSignal }[] = [];
    show([
      (query, signal) => {
        asked.push({ query, signal });
        return query === 'a' ? new Promise(() => undefined) : Promise.reject(new Error('away'));
      },
    ]);
    type('a');
    await waitFor(() => expect(asked).toHaveLength(1));
    type('ab');
    expect(await screen.findByText('The search did not answer.')).toBeTruthy();
    expect(asked[0]?.signal.aborted).toBe(true);
  });
});

describe('matchScore', () => {
  it('wants every word, ignores accents and prefers beginnings of words', () => {
    expect(matchScore('Add organisation', 'org xyz')).toBe(0);
    expect(matchScore('Liège', 'liege')).toBeGreaterThan(0);
    expect(matchScore('Organisations', 'or')).toBeGreaterThan(matchScore('Import', 'or'));
  });
});
