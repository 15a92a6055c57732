import { metaTemplates, type OrganisationRow, organisations, tags } from '@cerebrate/contract';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { type FakeApi, fakeApi, Refused, signedIn } from '../../../test/fake-api.js';
import { organisationOf, organisationRow, statistics, templates } from '../../../test/organisations.js';
import { renderRoute } from '../../../test/render-route.js';
import { feature } from './routes.js';

const rows: readonly OrganisationRow[] = [
  organisationRow(1, 'CIRCL', {
    country: 'LU',
    sector: 'Government',
    people: 5,
    orgGroups: [{ id: 3, uuid: '00000000-0000-4000-8000-000000000003', name: 'Benelux' }],
  }),
  organisationRow(2, 'Harbour CERT', {
    nationalityText: 'International',
    version: 4,
    tags: [{ id: 1, name: 'tlp:green', colour: '#33aa33' }],
  }),
];

let api: FakeApi;
let items: readonly OrganisationRow[];

beforeEach(() => {
  api = fakeApi();
  signedIn();
  items = rows;
  api.on(metaTemplates.forms, () => [...templates]);
  api.on(organisations.statistics, () => statistics);
  api.on(organisations.list, ({ query }) => ({
    items: query.limit === 0 ? [] : [...items],
    total: query.total ? 84_159 : null,
    page: query.page,
    limit: query.limit,
  }));
});

const open = (search = '') => renderRoute(`/organisations/index${search}`, [feature]);
const queries = () => api.heard(organisations.list).map(({ search }) => decodeURIComponent(search));
const row = async (name: string) => (await screen.findByRole('link', { name })).closest('tr') as HTMLTableRowElement;

describe('the list of organisations', () => {
  it('asks for the rows without the total, and for the total without rows', async () => {
    open();
    expect(await screen.findByRole('link', { name: 'CIRCL' })).toBeDefined();
    expect(await screen.findByText('84,159')).toBeDefined();
    expect(queries().sort()).toEqual(['?limit=0&total=true', '?limit=50&sort=name&total=false']);
  });

  it('shows country, people and what a peer called the nationality', async () => {
    open();
    const first = within(await row('CIRCL'));
    expect(first.getByText('LU')).toBeDefined();
    expect(first.getByText('5')).toBeDefined();
    expect(within(await row('Harbour CERT')).getByText('International')).toBeDefined();
  });

  it('reads its filters from the address and names what it does not know', async () => {
    open('?meta.11.covers=192.0.2.7&country.not=JP&tag=tlp:green&bogus=1');
    expect(await screen.findByRole('button', { name: 'Edit filter: IPv4 address covers 192.0.2.7' })).toBeDefined();
    expect(screen.getByRole('button', { name: 'Edit filter: Country is not Japan' })).toBeDefined();
    expect(screen.getByText(/“bogus” is no filter of this list/)).toBeDefined();
    expect(queries()[0]).toBe('?limit=50&sort=name&meta.11.covers=192.0.2.7&country.not=JP&tag=tlp:green&total=false');
  });

  it('offers the country of the user’s own organisation as a view', async () => {
    const page = open();
    fireEvent.click(await screen.findByRole('button', { name: 'Country: Luxembourg' }));
    await waitFor(() => expect(page.address()).toBe('/organisations/index?country=LU'));
    expect(await screen.findByRole('button', { name: 'Edit filter: Country is Luxembourg' })).toBeDefined();
  });

  it('says what its search understands', async () => {
    open();
    fireEvent.click(await screen.findByRole('button', { name: 'What this search looks at' }));
    const help = within(await screen.findByRole('dialog', { name: 'What this search looks at' }));
    for (const label of ['Address, network, range', 'AS number', 'Domain', 'E-mail address', 'UUID'])
      expect(help.getByText(label)).toBeDefined();
  });

  it('names a group it is filtered by', async () => {
    open('?group=3');
    expect(await screen.findByRole('button', { name: 'Edit filter: Organisation group is Benelux' })).toBeDefined();
  });

  it('keeps the filters at hand when the API refuses them', async () => {
    api.on(organisations.list, () => {
      throw new Refused(400, 'meta.11.covers: write an address or a CIDR network');
    });
    open('?meta.11.covers=nonsense');
    expect(await screen.findByText(/write an address or a CIDR network/)).toBeDefined();
    expect(screen.getByRole('button', { name: 'Edit filter: IPv4 address covers nonsense' })).toBeDefined();
  });
});

describe('the columns of meta-fields', () => {
  it('are asked for and shown as chips with a count once chosen', async () => {
    items = [
      organisationRow(1, 'CIRCL', {
        meta: { '11': { values: ['192.0.2.0/25', '192.0.2.128/26', '198.51.100.0/24', '203.0.113.0/24'], count: 14 } },
      }),
    ];
    open();
    await screen.findByRole('link', { name: 'CIRCL' });
    fireEvent.click(screen.getByRole('button', { name: 'View' }));
    fireEvent.click(await screen.findByLabelText('IPv4 address'));
    await waitFor(() => expect(queries().at(-1)).toContain('columns=11'));
    const cells = within(await row('CIRCL'));
    expect(cells.getByText('198.51.100.0/24')).toBeDefined();
    expect(cells.queryByText('203.0.113.0/24')).toBeNull();
    expect(cells.getByText('+11')).toBeDefined();
    expect(screen.getByRole('link', { name: 'Download as CSV' }).getAttribute('href')).toBe(
      '/api/v1/organisations.csv?columns=11',
    );
  });

  it.each([
    ['CSV', 'csv'],
    ['Excel workbook', 'xlsx'],
    ['JSON', 'json'],
  ])('go into the %s with exactly the filter of the list', async (form, ending) => {
    open('?country=LU&page=2');
    fireEvent.click(await screen.findByRole('button', { name: 'View' }));
    expect((await screen.findByRole('link', { name: `Download as ${form}` })).getAttribute('href')).toBe(
      `/api/v1/organisations.${ending}?country=LU`,
    );
  });
});

describe('what can be done with rows', () => {
  const remove = async (name: string) => {
    fireEvent.click(within(await row(name)).getByRole('button', { name: `Actions for ${name}` }));
    fireEvent.click(await screen.findByRole('menuitem', { name: 'Delete' }));
  };
  const impact = { name: 'x', takesAlong: { alignments: 2, tags: 0 }, blockedBy: [] };

  it('is shown to those who may only', async () => {
    signedIn({ flags: [] });
    open();
    expect(within(await row('CIRCL')).queryByRole('link', { name: /^Edit/ })).toBeNull();
    expect(screen.queryByRole('link', { name: 'Add organisation' })).toBeNull();
    expect(screen.queryByRole('checkbox', { name: /^Select/ })).toBeNull();
  });

  it('leaves alone the rows that are another’s to change', async () => {
    items = [organisationRow(7, 'Foreign', { mayChange: false })];
    open();
    const cells = within(await row('Foreign'));
    expect(cells.queryByRole('link', { name: 'Edit: Foreign' })).toBeNull();
    fireEvent.click(cells.getByRole('button', { name: 'Actions for Foreign' }));
    expect(await screen.findByRole('menuitem', { name: 'View' })).toBeDefined();
    expect(screen.queryByRole('menuitem', { name: 'Delete' })).toBeNull();
  });

  it('deletes one after telling what goes along, and brings it back', async () => {
    api.on(organisations.impact, () => impact);
    api.on(organisations.remove, () => ({ done: true as const }));
    api.on(organisations.restore, () => organisationOf(2, 'Harbour CERT'));
    open();
    await remove('Harbour CERT');
    const question = within(await screen.findByRole('dialog', { name: 'Delete Harbour CERT and its 2 alignments' }));
    fireEvent.click(question.getByRole('button', { name: 'Delete organisation' }));
    expect(await screen.findByText('Harbour CERT deleted.')).toBeDefined();
    expect(api.heard(organisations.remove)[0]?.ifMatch).toBe(4);
    fireEvent.click(screen.getByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(api.heard(organisations.restore)).toHaveLength(1));
  });

  it('tells what forbids a deletion instead of asking', async () => {
    api.on(organisations.impact, () => ({ ...impact, blockedBy: ['3 users belong to it'] }));
    open();
    await remove('CIRCL');
    expect(await screen.findByText('CIRCL cannot be deleted: 3 users belong to it.')).toBeDefined();
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('deletes many with the sum of what goes along, and brings back those that went', async () => {
    api.on(organisations.impact, () => impact);
    api.on(organisations.bulkRemove, () => ({ done: 1, refused: [{ id: 1, reason: 'one user belongs to it' }] }));
    api.on(organisations.bulkRestore, () => ({ done: 1, refused: [] }));
    open();
    fireEvent.click(await screen.findByRole('checkbox', { name: 'Select CIRCL' }));
    fireEvent.click(screen.getByRole('checkbox', { name: 'Select Harbour CERT' }));
    fireEvent.click(screen.getByRole('button', { name: 'Delete…' }));
    const question = within(await screen.findByRole('dialog', { name: 'Delete 2 organisations' }));
    expect(await question.findByText('With it go 4 alignments.')).toBeDefined();
    fireEvent.click(question.getByRole('button', { name: 'Delete 2 organisations' }));
    expect(await screen.findByText(/1 organisation left as it was: one user belongs to it/)).toBeDefined();
    fireEvent.click(await screen.findByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(api.heard(organisations.bulkRestore)[0]?.body).toEqual({ ids: [2] }));
  });

  it('tags many at once', async () => {
    api.on(tags.suggest, () => [{ id: 1, name: 'tlp:green', colour: '#33aa33', counter: 2 }]);
    api.on(organisations.bulkTag, () => ({ done: 1, refused: [] }));
    open();
    fireEvent.click(await screen.findByRole('checkbox', { name: 'Select CIRCL' }));
    fireEvent.click(screen.getByRole('button', { name: 'Tag…' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Tag 1 organisation' }));
    const field = dialog.getByRole('combobox', { name: 'Tags to add' });
    fireEvent.change(field, { target: { value: 'tlp' } });
    fireEvent.click(await screen.findByRole('option', { name: /tlp:green/ }));
    fireEvent.click(dialog.getByRole('button', { name: 'Apply tags' }));
    expect(await screen.findByText('1 organisation tagged.')).toBeDefined();
    expect(api.heard(organisations.bulkTag)[0]?.body).toEqual({ ids: [1], add: ['tlp:green'], remove: [] });
  });
});

describe('an empty list', () => {
  it('says how to fill it to those who may', async () => {
    items = [];
    open();
    expect(await screen.findByText(/Add the first one, or import a whole list/)).toBeDefined();
    expect(screen.getAllByRole('link', { name: 'Add organisation' }).length).toBe(2);
  });

  it('says whom to ask to those who may not', async () => {
    items = [];
    signedIn({ flags: [] });
    open();
    expect(await screen.findByText(/Ask an administrator/)).toBeDefined();
  });
});

describe('the statistics above the list', () => {
  it('lead to the list filtered to what they count', async () => {
    open();
    const strip = within(await screen.findByRole('region', { name: 'Statistics' }));
    expect((await strip.findByRole('link', { name: 'Luxembourg' })).getAttribute('href')).toBe(
      '/organisations/index?country=LU',
    );
    expect(strip.getByRole('link', { name: 'Energy & water' }).getAttribute('href')).toBe(
      '/organisations/index?sector=Energy+%26+water',
    );
    expect(strip.queryByRole('link', { name: 'Other' })).toBeNull();
  });

  it('span the days one chooses', async () => {
    open();
    fireEvent.click(await screen.findByRole('button', { name: 'Statistics settings' }));
    fireEvent.change(await screen.findByLabelText('Days'), { target: { value: '90' } });
    await waitFor(() => expect(api.heard(organisations.statistics).at(-1)?.query).toEqual({ days: 90, slices: 5 }));
  });

  it('stay folded when they were folded', async () => {
    open();
    fireEvent.click(await screen.findByRole('button', { name: 'Hide statistics' }));
    expect(screen.getByRole('button', { name: 'Show statistics' })).toBeDefined();
    expect(JSON.parse(localStorage.getItem('cerebrate.statistics.organisations') ?? '{}')).toMatchObject({
      open: false,
    });
  });
});
