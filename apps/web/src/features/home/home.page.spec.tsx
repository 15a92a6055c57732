import { metaTemplates, organisations, users } from '@cerebrate/contract';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { type FakeApi, fakeApi, Refused, signedIn } from '../../../test/fake-api.js';
import { organisationOf, organisationRow, statistics } from '../../../test/organisations.js';
import { renderRoute } from '../../../test/render-route.js';
import { feature } from './routes.js';

let api: FakeApi;

beforeEach(() => {
  api = fakeApi();
  signedIn();
  api.on(organisations.statistics, () => statistics);
  api.on(organisations.get, () => organisationOf(1, 'CIRCL', { people: 5 }));
  api.on(organisations.list, ({ query }) => ({ items: [organisationRow(1, 'CIRCL')], total: null, page: 1, limit: query.limit }));
  api.on(metaTemplates.forms, () => []);
  api.on(users.list, ({ query }) => ({ items: [], total: null, page: 1, limit: query.limit }));
});

const open = () => renderRoute('/', [feature]);
const steps = async () => within(await screen.findByRole('region', { name: 'First steps' }));

describe('the home page', () => {
  it('looks up whatever is typed in the directory', async () => {
    const page = open();
    fireEvent.change(await screen.findByRole('textbox', { name: /Address, network/ }), { target: { value: ' 192.0.2.7 ' } });
    fireEvent.click(screen.getByRole('button', { name: 'Look up' }));
    await waitFor(() => expect(page.address()).toBe('/organisations/index?q=192.0.2.7'));
  });

  it('shows what changed lately, the numbers, and the user’s own organisation', async () => {
    open();
    expect(await within(await screen.findByRole('region', { name: 'Changed lately' })).findByRole('link', { name: 'CIRCL' })).toBeDefined();
    expect(await screen.findByText('2 added, 1 changed in 30 days')).toBeDefined();
    expect(within(await screen.findByRole('region', { name: 'Your organisation' })).getByText('5')).toBeDefined();
    expect(api.heard(organisations.list).some(({ search }) => search.includes('sort=-modified'))).toBe(true);
  });

  it('still shows the rest when one block fails', async () => {
    api.on(organisations.statistics, () => {
      throw new Refused(500, 'the database is gone');
    });
    open();
    expect(await screen.findByText('The numbers could not be loaded.')).toBeDefined();
    expect(await within(screen.getByRole('region', { name: 'Changed lately' })).findByRole('link', { name: 'CIRCL' })).toBeDefined();
  });
});

describe('the first steps', () => {
  it('lead to what is missing and tick what is there', async () => {
    api.on(organisations.get, () => organisationOf(1, 'CIRCL', { country: 'LU' }));
    open();
    const list = await steps();
    expect(list.getByText('1 of 4 done')).toBeDefined();
    expect(list.queryByRole('link', { name: 'Edit organisation' })).toBeNull();
    expect(list.getByRole('link', { name: 'Import organisations' }).getAttribute('href')).toBe('/import/index');
  });

  it('are only those one has the rights for', async () => {
    signedIn({ flags: ['perm_org_admin'] });
    open();
    const list = await steps();
    expect(list.getByRole('link', { name: 'Edit organisation' })).toBeDefined();
    expect(list.getByRole('link', { name: 'Add user' })).toBeDefined();
    expect(list.queryByRole('link', { name: 'Import organisations' })).toBeNull();
    expect(list.queryByRole('link', { name: 'Choose templates' })).toBeNull();
  });

  it('stay away once they were put away', async () => {
    open();
    fireEvent.click((await steps()).getByRole('button', { name: 'Dismiss this list' }));
    expect(screen.queryByRole('region', { name: 'First steps' })).toBeNull();
    expect(localStorage.getItem('cerebrate.home.firstHour')).toBe('"dismissed"');
  });
});
