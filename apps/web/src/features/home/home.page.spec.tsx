import {
  bookmarks,
  encryptionKeys,
  freshness,
  home,
  type Instance,
  instance,
  organisations,
  responsible,
} from '@cerebrate/contract';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { type FakeApi, fakeApi, Refused, signedIn } from '../../../test/fake-api.js';
import { row } from '../../../test/keys.js';
import { network, organisationOf, organisationRow, statistics } from '../../../test/organisations.js';
import { renderRoute } from '../../../test/render-route.js';
import { feature } from './routes.js';

const uuid = '00000000-0000-4000-8000-000000000001';
const fresh: Instance = {
  name: 'Cerebrate',
  version: '0.1.0',
  uuid,
  revision: 1,
  firstHour: [
    { step: 'name', done: false },
    { step: 'organisation', done: true },
    { step: 'templates', done: false },
    { step: 'import', done: false },
    { step: 'invite', done: false },
  ],
};

let api: FakeApi;

beforeEach(() => {
  api = fakeApi();
  signedIn();
  api.on(home.activity, () => ({
    days: 30,
    items: [
      { noun: 'organisation' as const, total: statistics.total, created: 2, modified: 1, series: statistics.series },
    ],
  }));
  api.on(home.welcome, () => ({ signIn: null, home: '**Exercise** <b>today</b>', openDirectory: false }));
  api.on(freshness.list, () => ({ months: 6, items: [], organisations: 0, individuals: 0, countedTo: 1000 }));
  api.on(bookmarks.list, () => ({
    items: [{ label: 'Luxembourg', name: '', url: '/organisations/index?country=LU' }],
  }));
  api.on(organisations.get, () =>
    organisationOf(1, 'CIRCL', { people: 5, metaFields: [network(1, '192.0.2.0/24'), network(2, '198.51.100.0/24')] }),
  );
  api.on(organisations.list, ({ query }) => ({
    items: [organisationRow(1, 'CIRCL')],
    total: null,
    page: 1,
    limit: query.limit,
  }));
  api.on(instance.get, () => fresh);
});

const open = (search = '') => renderRoute(`/${search}`, [feature]);
const region = async (name: string) => within(await screen.findByRole('region', { name }));

describe('the home page', () => {
  it('shows what changed lately, the numbers, and the user’s own organisation', async () => {
    open();
    expect(await (await region('Changed lately')).findByRole('link', { name: 'CIRCL' })).toBeDefined();
    expect(await screen.findByText('2 added, 1 changed in 30 days')).toBeDefined();
    expect((await region('Your organisation')).getByText('5')).toBeDefined();
    expect((await region('Your organisation')).getByText('2')).toBeDefined();
    expect(api.heard(organisations.list).some(({ search }) => search.includes('sort=-modified'))).toBe(true);
  });

  it('shows one’s bookmarks, and what the administrators say without its HTML', async () => {
    open();
    expect((await (await region('Bookmarks')).findByRole('link', { name: 'Luxembourg' })).getAttribute('href')).toBe(
      '/organisations/index?country=LU',
    );
    const message = await region('From the administrators');
    expect((await message.findByText('Exercise')).tagName).toBe('STRONG');
    expect(message.queryByText('today')?.tagName).not.toBe('B');
  });

  it('shows the keys that are over or end soon, and leads to all of them', async () => {
    api.on(encryptionKeys.expiring, () => ({ expired: 1, expiring: 2, items: [row] }));
    open();
    const block = await region('Encryption keys that end');
    expect(block.getByText('1 expired, 2 end within 30 days.')).toBeDefined();
    expect(block.getByRole('link', { name: 'A team' }).getAttribute('href')).toBe('/encryptionKeys/view/4');
    expect(block.getByText('Expired')).toBeDefined();
    expect(api.heard(encryptionKeys.expiring)[0]?.query).toMatchObject({ days: 30, mine: false });
  });

  it('still shows the rest when one block fails', async () => {
    api.on(home.activity, () => {
      throw new Refused(500, 'the database is gone');
    });
    open();
    expect(await screen.findByText('The numbers could not be loaded.')).toBeDefined();
    expect(await (await region('Changed lately')).findByRole('link', { name: 'CIRCL' })).toBeDefined();
  });
});

describe('the look-up', () => {
  const type = async (text: string) => {
    fireEvent.change(await screen.findByRole('textbox', { name: /Address, network/ }), { target: { value: text } });
    fireEvent.click(screen.getByRole('button', { name: 'Look up' }));
  };

  it('tells who answers for an address, the closest first, with where to write', async () => {
    api.on(responsible, ({ query }) => ({
      query: { kind: query.kind, value: query.value },
      answers: [
        {
          organisation: { id: 1, uuid, name: 'CIRCL', country: 'LU', url: null },
          matched: { field: 'IPv4 address', value: '192.0.2.0/24', templateUuid: uuid },
          prefixLength: 24,
          contacts: { text: null, emails: ['info@circl.example'] },
        },
      ],
    }));
    const page = open();
    await type(' 192.0.2[.]7 ');
    const answers = await region('Answering for 192.0.2.7, the closest first');
    expect(answers.getByRole('link', { name: 'CIRCL' }).getAttribute('href')).toBe('/organisations/view/1');
    expect(answers.getByText('192.0.2.0/24')).toBeDefined();
    expect(answers.getByRole('link', { name: 'info@circl.example' })).toBeDefined();
    expect(page.address()).toBe('/?for=192.0.2%5B.%5D7');
  });

  it('leads to the list when nobody does', async () => {
    api.on(responsible, ({ query }) => ({ query: { kind: query.kind, value: query.value }, answers: [] }));
    open('?for=AS64500');
    expect(await screen.findByText('Nobody in the directory answers for 64500.')).toBeDefined();
    expect(screen.getByRole('link', { name: 'Search the organisations for it' }).getAttribute('href')).toBe(
      '/organisations/index?q=AS64500',
    );
  });

  it('looks for words in the list', async () => {
    const page = open();
    await type('harbour');
    await waitFor(() => expect(page.address()).toBe('/organisations/index?q=harbour'));
  });
});

describe('the first steps', () => {
  it('lead to what is missing and tick what is there', async () => {
    open();
    const list = await region('First steps');
    expect(list.getByText('1 of 5 done')).toBeDefined();
    expect(list.queryByRole('link', { name: 'Edit organisation' })).toBeNull();
    expect(list.getByRole('link', { name: 'Import organisations' }).getAttribute('href')).toBe('/import/index');
  });

  it('are only those one has the rights for', async () => {
    signedIn({ flags: ['perm_org_admin'] });
    open();
    const list = await region('First steps');
    expect(list.getByRole('link', { name: 'Add user' })).toBeDefined();
    expect(list.queryByRole('link', { name: 'Import organisations' })).toBeNull();
    expect(list.queryByRole('link', { name: 'Name it' })).toBeNull();
  });

  it('stay away once they were put away', async () => {
    open();
    fireEvent.click((await region('First steps')).getByRole('button', { name: 'Dismiss this list' }));
    expect(screen.queryByRole('region', { name: 'First steps' })).toBeNull();
    expect(localStorage.getItem('cerebrate.home.firstHour')).toBe('"dismissed"');
  });

  it('name the instance in a dialog over the page', async () => {
    api.on(instance.update, ({ body }) => ({ ...fresh, name: body.name, revision: 2 }));
    const page = open();
    fireEvent.click((await region('First steps')).getByRole('link', { name: 'Name it' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Name this instance' }));
    fireEvent.change(dialog.getByLabelText(/^Name/), { target: { value: 'Benelux node' } });
    fireEvent.click(dialog.getByRole('button', { name: 'Save name' }));
    expect(await screen.findByText('This instance is called Benelux node now.')).toBeDefined();
    expect(api.heard(instance.update)[0]).toMatchObject({ body: { name: 'Benelux node' }, ifMatch: 1 });
    await waitFor(() => expect(page.address()).toBe('/'));
  });
});
