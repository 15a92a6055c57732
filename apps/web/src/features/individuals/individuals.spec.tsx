import { anonymisation, enumerations, individuals, merges, metaTemplates, provenance } from '@cerebrate/contract';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type FakeApi, fakeApi, signedIn } from '../../../test/fake-api.js';
import { personOf, personRow } from '../../../test/people.js';
import { renderRoute } from '../../../test/render-route.js';
import { feature } from './routes.js';

let api: FakeApi;
const uuid = '637e68b3-d9a1-4c03-9bbb-1506e63dbcab';

// the first page of a file is not timed with what it loads
beforeAll(() => import('./list.page.js'), 60_000);

beforeEach(() => {
  api = fakeApi();
  signedIn();
  api.on(metaTemplates.forms, () => []);
  api.on(provenance.get, () => ({ origin: null, fields: [], unplaced: [] }));
  api.on(enumerations.options, () => ({ values: null }));
  api.on(individuals.statistics, () => ({
    days: 30,
    total: 2,
    created: 2,
    modified: 1,
    series: [{ day: '2026-11-28', created: 2, modified: 1 }],
    position: [{ key: 'Analyst', label: 'Analyst', count: 2 }],
  }));
  api.on(individuals.list, ({ query }) => ({
    items: query.limit === 0 ? [] : [personRow(1, 'Alder'), personRow(2, 'Birch')],
    total: query.total ? 2 : null,
    page: query.page,
    limit: query.limit,
  }));
});

const choose = async (...names: string[]) => {
  for (const name of names) {
    const row = (await screen.findByRole('link', { name })).closest('tr') as HTMLTableRowElement;
    fireEvent.click(within(row).getByRole('checkbox'));
  }
};

describe('the list of people', () => {
  it('counts positions above the list, and each leads to its people', async () => {
    renderRoute('/individuals/index', [feature]);
    const slice = await screen.findByRole('link', { name: /Analyst/ });
    expect(slice.getAttribute('href')).toBe('/individuals/index?position=Analyst');
  });

  it('offers merging for exactly two', async () => {
    renderRoute('/individuals/index', [feature]);
    await choose('Ann Alder');
    expect(screen.queryByRole('link', { name: 'Merge' })).toBeNull();
    await choose('Ann Birch');
    const merge = await screen.findByRole('link', { name: 'Merge' });
    expect(merge.getAttribute('href')).toMatch(/^\/individuals\/merge\/(1\?other=2|2\?other=1)$/);
  });

  it('tells which of many could not be deleted', async () => {
    api.on(individuals.impact, () => ({ name: 'Ann', takesAlong: { alignments: 2 }, blockedBy: [] }));
    api.on(individuals.bulkRemove, () => ({ done: 1, refused: [{ id: 2, reason: 'a user account belongs to them' }] }));
    renderRoute('/individuals/index', [feature]);
    await choose('Ann Alder', 'Ann Birch');
    fireEvent.click(screen.getByRole('button', { name: /Delete…/ }));
    const dialog = within(await screen.findByRole('dialog'));
    fireEvent.click(await dialog.findByRole('button', { name: 'Delete 2 people' }));
    expect(await screen.findByText(/1 person left as it was: a user account belongs to them/)).toBeDefined();
  });
});

describe('many people at once', () => {
  it('are changed in what is said, everything else left', async () => {
    api.on(individuals.bulkUpdate, () => ({ done: 2, refused: [] }));
    renderRoute('/individuals/bulk-edit?ids=1,2', [feature]);
    expect(await screen.findByRole('button', { name: 'Change 2 people' })).toBeDefined();
    expect(screen.queryByLabelText('E-mail')).toBeNull();
  });
});

describe('the page of an anonymous person', () => {
  it('says that nothing is known and offers no way to write to them', async () => {
    const anonymous = {
      anonymisedAt: '2026-11-28T10:00:00.000Z',
      mayChange: false,
      email: 'person-7@anonymised.invalid',
    };
    api.on(individuals.get, () => personOf(7, 'person 7', { firstName: 'Anonymous', ...anonymous }));
    renderRoute('/individuals/view/7', [feature]);
    expect(await screen.findByText(/Nothing is known of this person any more/)).toBeDefined();
    expect(screen.queryByText('person-7@anonymised.invalid')).toBeNull();
    expect(screen.queryByRole('link', { name: /Edit/ })).toBeNull();
  });
});

describe('anonymising', () => {
  const preview = {
    id: 3,
    uuid,
    name: 'Ann Cedar',
    version: 4,
    isDeleted: false,
    becomes: 'Anonymous person 3',
    goes: [{ label: 'entries of the audit log', count: 12 }],
    stays: [{ label: 'alignments, as members', count: 1 }],
    elsewhere: [{ kind: 'organisation' as const, id: 9, name: 'Acme', says: 'soc@acme.example' }],
    blockedBy: [] as string[],
  };

  it('shows what goes and what stays, asks for a reason, and asks once more', async () => {
    api.on(anonymisation.preview, () => preview);
    api.on(anonymisation.anonymise, () => ({
      id: 3,
      uuid,
      name: 'Anonymous person 3',
      at: '2026-11-28T10:00:00.000Z',
      goes: [],
    }));
    api.on(individuals.get, () => personOf(3, 'person 3'));
    renderRoute('/individuals/anonymise/3', [feature]);
    expect(await screen.findByText('12 entries of the audit log')).toBeDefined();
    expect(screen.getByText(/soc@acme.example/)).toBeDefined();
    expect(screen.getByText(/It cannot be undone/)).toBeDefined();
    fireEvent.change(screen.getByLabelText(/Reason/), { target: { value: 'Request 17' } });
    fireEvent.click(screen.getByRole('button', { name: 'Anonymise' }));
    const dialog = within(await screen.findByRole('dialog'));
    expect(api.heard(anonymisation.anonymise)).toHaveLength(0);
    fireEvent.click(await dialog.findByRole('button', { name: 'Anonymise' }));
    await waitFor(() => expect(api.heard(anonymisation.anonymise)).toHaveLength(1));
    expect(api.heard(anonymisation.anonymise)[0]?.body).toEqual({ reason: 'Request 17' });
  });

  it('says what forbids it instead of asking', async () => {
    api.on(anonymisation.preview, () => ({ ...preview, blockedBy: ['the user account ann belongs to them'] }));
    renderRoute('/individuals/anonymise/3', [feature]);
    expect(await screen.findByText('the user account ann belongs to them')).toBeDefined();
    expect(screen.queryByRole('button', { name: 'Anonymise' })).toBeNull();
  });
});

describe('merged people', () => {
  it('stand above the history, and are taken apart from there', async () => {
    const merged = { id: 5, uuid, name: 'Ann Double' };
    const merge = {
      id: 8,
      kind: 'individual' as const,
      survivor: { id: 4, uuid, name: 'Ann Dogwood' },
      merged,
      at: '2026-11-28T10:00:00.000Z',
      by: 'admin',
      undoneAt: null,
    };
    api.on(individuals.get, () => personOf(4, 'Dogwood'));
    api.on(individuals.history, () => ({ entries: [], next: null }));
    api.on(merges.ofIndividual, () => ({ items: [merge] }));
    api.on(merges.undoIndividual, () => ({ ...merge, undoneAt: '2026-11-28T11:00:00.000Z' }));
    renderRoute('/individuals/view/4?tab=history', [feature]);
    fireEvent.click(await screen.findByRole('button', { name: 'Take apart' }));
    fireEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Take apart' }));
    await waitFor(() => expect(api.heard(merges.undoIndividual)[0]?.body).toEqual({ merge: 8 }));
  });
});
