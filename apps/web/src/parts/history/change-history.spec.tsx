import type { History, HistoryEntry } from '@cerebrate/contract';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { renderPage } from '../../ui/in-router.fixture.js';
import { ChangeHistory } from './change-history.js';
import { fieldLabel, listDifference, valueWords } from './change-words.js';

const entry = (seq: number, over: Partial<HistoryEntry> = {}): HistoryEntry => ({
  seq,
  at: '2026-11-22T10:00:00.000Z',
  actor: { id: 1, name: 'ada' },
  channel: 'browser',
  action: 'edit',
  kind: 'organisation',
  entityId: 7,
  title: 'CIRCL',
  message: null,
  changes: [{ field: 'sector', before: 'Private', after: 'Government' }],
  ...over,
});

const parts: Record<string, History> = {
  first: {
    entries: [
      entry(9, { changes: [{ field: 'country', before: null, after: 'LU' }] }),
      entry(8, { kind: 'alignment', action: 'add', title: 'Member', changes: [] }),
      entry(7, { channel: 'api', message: 'after the merger' }),
    ],
    next: 7,
  },
  older: { entries: [entry(2, { action: 'add' })], next: null },
};

describe('the history of a record', () => {
  const load = vi.fn(async ({ before }: { before?: string }) => (before ? parts['older'] : parts['first']) as History);
  beforeEach(() => void load.mockClear());

  it('tells who did what, through what, and from what to what', async () => {
    renderPage(<ChangeHistory load={load} />);
    expect(await screen.findByText('after the merger')).toBeDefined();
    expect(screen.getByText('Private').closest('del')).not.toBeNull();
    expect(screen.getByText('Government').closest('ins')).not.toBeNull();
    expect(screen.getByText('Luxembourg').closest('ins')).not.toBeNull();
    expect(screen.getByText(/API key/)).toBeDefined();
    expect(screen.getByText(/added alignment Member/)).toBeDefined();
    expect(screen.queryByRole('button', { name: 'Revert to this version' })).toBeNull();
  });

  it('goes back further on demand', async () => {
    renderPage(<ChangeHistory load={load} />);
    fireEvent.click(await screen.findByRole('button', { name: 'Show older changes' }));
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Show older changes' })).toBeNull());
    expect(load).toHaveBeenLastCalledWith({ before: '7', limit: '20' }, expect.anything());
    expect(screen.getByText(/added this record/)).toBeDefined();
  });

  it('offers former states of the record itself to whoever may set it back, not the present one', async () => {
    renderPage(<ChangeHistory load={load} onRevert={vi.fn()} />);
    await screen.findByText('after the merger');
    expect(screen.getAllByRole('button', { name: 'Revert to this version' })).toHaveLength(1);
  });

  it('says why it cannot be read', async () => {
    const failing = async () =>
      Promise.reject(Object.assign(new Error('x'), { status: 403, detail: 'your role lacks it', issues: [] }));
    renderPage(<ChangeHistory load={failing} />);
    expect(await screen.findByText(/your role lacks it/)).toBeDefined();
  });
});

describe('the words of a change', () => {
  it.each([
    ['name', 'Name'],
    ['deletedAt', 'Deleted'],
    ['nationalityText', 'Nationality'],
    ['someLongField', 'Some long field'],
    ['metaFields.faca6acc-23e0-4585-8fd8-4379e3a6250d/IPv4 address', 'IPv4 address'],
    ['member.faca6acc-23e0-4585-8fd8-4379e3a6250d', 'Member'],
    ['constructor', 'Constructor'],
  ])('call the field %s %s', (field, label) => expect(fieldLabel(field)).toBe(label));

  it.each([
    ['country', 'LU', 'Luxembourg'],
    ['name', 'LU', 'LU'],
    ['isDefault', true, 'yes'],
    ['created', '2026-01-31T12:00:05.000Z', '2026-01-31 12:00:05 UTC'],
    ['settings', { a: 1 }, '{"a":1}'],
    ['passwordHash', '•••', 'a secret; its value is never kept'],
    ['name', '', null],
  ])('show %s %j as %j', (field, value, words) => expect(valueWords(field, value)).toBe(words));

  it('compare lists by what came and went', () => {
    expect(listDifference(['a', 'b'], ['b', 'c'])).toEqual({ removed: ['a'], added: ['c'], kept: 1 });
    expect(listDifference(null, ['c'])).toEqual({ removed: [], added: ['c'], kept: 0 });
    expect(listDifference('a', 'b')).toBeUndefined();
    expect(listDifference([{ a: 1 }], [])).toBeUndefined();
  });
});
