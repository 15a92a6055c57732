import { type HistoryEntry, metaTemplates, type Organisation, organisations, sharingGroups } from '@cerebrate/contract';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { type FakeApi, fakeApi, Refused, signedIn } from '../../../test/fake-api.js';
import { network, organisationOf, organisationRow, statistics, templates } from '../../../test/organisations.js';
import { renderRoute } from '../../../test/render-route.js';
import { feature } from './routes.js';

const person = (id: number, name: string, email: string) => ({
  id,
  uuid: `00000000-0000-4000-8000-0000000001${String(id).padStart(2, '0')}`,
  name,
  email,
});
const circl = organisationOf(7, 'CIRCL', {
  country: 'LU',
  sector: 'Government',
  url: 'www.circl.lu',
  contacts: 'info@circl.example',
  version: 3,
  tags: [{ id: 1, name: 'tlp:green', colour: '#33aa33' }],
  orgGroups: [{ id: 4, uuid: '00000000-0000-4000-8000-000000000004', name: 'Benelux CERTs' }],
  metaFields: [network(1, '192.0.2.0/24'), network(2, '198.51.100.0/24')],
  alignments: [
    { id: 1, type: 'Member', individual: person(1, 'Ada Weber', 'ada@circl.example') },
    { id: 2, type: 'Head', individual: person(1, 'Ada Weber', 'ada@circl.example') },
    { id: 3, type: '', individual: person(2, '', 'office@circl.example') },
  ],
});
const entry = (seq: number, before: string | null, after: string): HistoryEntry => ({
  seq,
  at: '2026-01-02T10:00:00.000Z',
  actor: { id: 1, name: 'ada' },
  channel: 'browser',
  action: 'edit',
  kind: 'organisation',
  entityId: 7,
  title: 'CIRCL',
  message: null,
  changes: [{ field: 'sector', before, after }],
});

let api: FakeApi;
let shown: Organisation;

beforeEach(() => {
  api = fakeApi();
  signedIn();
  shown = circl;
  api.on(organisations.get, () => shown);
  api.on(organisations.history, () => ({
    entries: [entry(9, 'Private', 'Government'), entry(5, null, 'Private')],
    next: null,
  }));
  api.on(metaTemplates.forms, () => [...templates]);
  api.on(sharingGroups.list, ({ query }) => ({ items: [], total: 0, page: 1, limit: query.limit }));
  api.on(organisations.statistics, () => statistics);
  api.on(organisations.list, ({ query }) => ({
    items: [organisationRow(8, 'Harbour')],
    total: 1,
    page: 1,
    limit: query.limit,
  }));
});

const open = (search = '') => renderRoute(`/organisations/view/7${search}`, [feature]);
const heading = () => screen.findByRole('heading', { level: 1, name: /CIRCL/ });
const menu = async (name: string) => {
  fireEvent.click(await screen.findByRole('button', { name: 'More actions' }));
  fireEvent.click(await screen.findByRole('menuitem', { name }));
};

describe('the page of an organisation', () => {
  it('shows what it is, links only what is a web address, and leads to its like', async () => {
    open();
    await heading();
    expect((await screen.findByRole('link', { name: 'Luxembourg' })).getAttribute('href')).toBe(
      '/organisations/index?country=LU',
    );
    expect(screen.getByRole('link', { name: 'www.circl.lu' }).getAttribute('href')).toBe('https://www.circl.lu');
    expect(screen.getByRole('link', { name: 'Government' }).getAttribute('href')).toBe(
      '/organisations/index?sector=Government',
    );
    expect(screen.getByRole('link', { name: 'Benelux CERTs' }).getAttribute('href')).toBe(
      '/organisations/index?group=4',
    );
  });

  it('is found by its uuid as well', async () => {
    renderRoute(`/organisations/view/${circl.uuid}`, [feature]);
    await heading();
    expect(api.heard(organisations.get)[0]?.params).toEqual({ ref: { uuid: circl.uuid } });
  });

  it('shows its networks in a tab with their count, each leading to who answers for it', async () => {
    open();
    expect(await screen.findByRole('tab', { name: /CSIRT Constituency ?2/ })).toBeDefined();
    expect(screen.getByRole('link', { name: '192.0.2.0/24' }).getAttribute('href')).toBe(
      '/organisations/index?q=192.0.2.0%2F24',
    );
  });

  it('lists each person once, with every part they play', async () => {
    open();
    const people = within(await screen.findByRole('region', { name: 'People' }));
    expect(people.getByText('Ada Weber')).toBeDefined();
    expect(people.getByText('Member, Head')).toBeDefined();
    expect(people.getByText('office@circl.example')).toBeDefined();
  });

  it('tells what a peer called the nationality when it is no country', async () => {
    shown = { ...circl, country: null, nationalityText: 'International' };
    open();
    expect(await screen.findByText('International (no country of ISO 3166)')).toBeDefined();
  });

  it('says so when there is none', async () => {
    api.on(organisations.get, () => {
      throw new Refused(404, 'no such organisation');
    });
    open();
    expect(await screen.findByText('There is nothing here')).toBeDefined();
  });

  it('offers nothing that changes it to those who may only look', async () => {
    shown = { ...circl, mayChange: false };
    open();
    await heading();
    expect(screen.queryByRole('link', { name: 'Edit' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Add tag' })).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: 'More actions' }));
    expect(await screen.findByRole('menuitem', { name: 'Copy link' })).toBeDefined();
    expect(screen.queryByRole('menuitem', { name: 'Delete…' })).toBeNull();
  });

  it('shows itself as JSON', async () => {
    open();
    await heading();
    await menu('Show as JSON');
    const dialog = within(await screen.findByRole('dialog', { name: 'CIRCL' }));
    expect(dialog.getByRole('link', { name: 'Open the answer of the API' }).getAttribute('href')).toBe(
      `/api/v1/organisations/${circl.uuid}`,
    );
  });
});

describe('changing it in place', () => {
  it('takes a tag off and reads the record anew', async () => {
    api.on(organisations.tag, () => {
      shown = { ...circl, tags: [], version: 4 };
      return [];
    });
    open();
    fireEvent.click(await screen.findByRole('button', { name: /Remove.*tlp:green/ }));
    await waitFor(() => expect(screen.queryByText('tlp:green')).toBeNull());
    expect(api.heard(organisations.tag)[0]?.body).toEqual({ add: [], remove: ['tlp:green'] });
  });

  it('sets it back to a former version, on the version that was read', async () => {
    api.on(organisations.revert, () => {
      shown = { ...circl, sector: 'Private', version: 4 };
      return shown;
    });
    open('?tab=history');
    fireEvent.click(await screen.findByRole('button', { name: 'Revert to this version' }));
    fireEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Revert to this version' }));
    expect(await screen.findByRole('link', { name: 'Private' })).toBeDefined();
    expect(api.heard(organisations.revert)[0]).toMatchObject({ body: { seq: 5 }, ifMatch: 3 });
  });

  it('shows the history without a way back to those who may not change it', async () => {
    shown = { ...circl, mayChange: false };
    open('?tab=history');
    expect(await screen.findByText('Private', { selector: 'ins' })).toBeDefined();
    expect(screen.queryByRole('button', { name: 'Revert to this version' })).toBeNull();
  });

  it('deletes it, shows the list, and comes back with Undo', async () => {
    api.on(organisations.impact, () => ({
      name: 'CIRCL',
      takesAlong: { alignments: 3, 'organisation groups': 1, tags: 1, 'meta-fields': 2 },
      blockedBy: [],
    }));
    api.on(organisations.remove, () => ({ done: true as const }));
    api.on(organisations.restore, () => circl);
    const page = open();
    await heading();
    await menu('Delete…');
    const title = 'Delete CIRCL and its 3 alignments, 1 group membership, 1 tag and 2 meta-field values';
    fireEvent.click(
      within(await screen.findByRole('dialog', { name: title })).getByRole('button', { name: 'Delete organisation' }),
    );
    await waitFor(() => expect(page.address()).toBe('/organisations/index'));
    // an earlier act may still offer its own
    const offers = await screen.findAllByRole('button', { name: 'Undo' });
    fireEvent.click(offers.at(-1) as HTMLElement);
    await waitFor(() => expect(page.address()).toBe('/organisations/view/7'));
    expect(await screen.findByText('CIRCL is back.')).toBeDefined();
  });

  it('does not delete what somebody else changed meanwhile', async () => {
    api.on(organisations.impact, () => ({ name: 'CIRCL', takesAlong: {}, blockedBy: [] }));
    api.on(organisations.remove, ({ ifMatch }) => {
      throw new Refused(412, `it was changed meanwhile, you had version ${ifMatch}`);
    });
    const page = open();
    await heading();
    await menu('Delete…');
    fireEvent.click(
      within(await screen.findByRole('dialog', { name: 'Delete CIRCL' })).getByRole('button', {
        name: 'Delete organisation',
      }),
    );
    expect(await screen.findByText('it was changed meanwhile, you had version 3')).toBeDefined();
    expect(page.address()).toBe('/organisations/view/7');
  });
});
