import { type Brood, broods, type RemoteRow, remoteRecords } from '@cerebrate/contract';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { type FakeApi, fakeApi, signedIn } from '../../../test/fake-api.js';
import { renderRoute } from '../../../test/render-route.js';
import { feature } from './routes.js';

const hub: Brood = {
  id: 3,
  uuid: '5b56c258-8ae5-4051-ad11-905606474776',
  name: 'The hub',
  url: 'https://hub.example',
  description: null,
  owner: { id: 2, uuid: 'aaaa1111-0000-4000-8000-000000000001', name: 'Alpha' },
  strategy: 'trusted',
  pull: false,
  skipProxy: false,
  timeoutSeconds: 30,
  hasKey: true,
  authority: null,
  pinnedCertificate: null,
  clientCertificate: null,
  hasClientKey: false,
  lastCheck: null,
  created: '2026-11-22T10:00:00.000Z',
  modified: '2026-11-22T10:00:00.000Z',
  version: 2,
};
const check = {
  id: 9,
  at: '2026-11-22T11:00:00.000Z',
  outcome: 'key' as const,
  advice: 'Ask for a new key.',
  status: 405,
  latencyMs: 12,
  product: null,
  version: null,
  username: null,
  role: null,
  maySync: null,
  seesAll: null,
  clockSkewSeconds: 0,
};
const row: RemoteRow = {
  remoteId: 17,
  uuid: 'bbbb1111-0000-4000-8000-000000000001',
  title: 'Beta',
  columns: { name: 'Beta', sector: 'Energy' },
  tags: ['tlp:green'],
  modified: '2026-11-22T10:00:00.000Z',
  state: 'new',
  reason: null,
  localId: null,
};

describe('the pages of other nodes', () => {
  let api: FakeApi;
  beforeEach(() => {
    api = fakeApi();
    signedIn();
    api.on(broods.list, ({ query }) => ({
      items: query.limit === 0 ? [] : [hub],
      total: 1,
      page: 1,
      limit: query.limit,
    }));
    api.on(broods.get, () => hub);
    api.on(remoteRecords.list, ({ query }) => ({
      items: [row],
      total: 1,
      page: query.page,
      limit: query.limit,
      searchedBy: null,
    }));
  });

  it('list the nodes and test one, telling what to change', async () => {
    api.on(broods.test, () => check);
    renderRoute('/broods/index', [feature]);
    expect((await screen.findByRole('link', { name: 'The hub' })).getAttribute('href')).toBe('/broods/view/3');
    expect(screen.getByText('Not tested')).toBeDefined();
  });

  it('show what the remote has and how it stands to what is here', async () => {
    renderRoute('/broods/view/3', [feature]);
    expect((await screen.findAllByText('Beta')).length).toBeGreaterThan(0);
    expect(screen.getAllByText('Not here').length).toBeGreaterThan(0);
    expect(api.heard(remoteRecords.list)[0]?.query).toMatchObject({ page: 1, limit: 50 });
  });

  it('rehearse before they take, and take only when told to', async () => {
    api.on(remoteRecords.capture, ({ body }) => ({
      isRehearsal: body.isRehearsal,
      counts: { created: 1, updated: 0, unchanged: 0, refused: 0 },
      items: [
        { remoteId: 17, uuid: row.uuid, title: 'Beta', outcome: 'created', reason: null, localId: null, overrides: [] },
      ],
    }));
    renderRoute('/broods/view/3', [feature]);
    await screen.findAllByText('Beta');
    fireEvent.click(screen.getAllByRole('checkbox', { name: /Beta/ })[0] as HTMLElement);
    fireEvent.click((await screen.findAllByRole('button', { name: /Take/ }))[0] as HTMLElement);
    const dialog = await screen.findByRole('dialog');
    await within(dialog).findByText('1 new · 0 changed · 0 unchanged · 0 refused');
    expect(api.heard(remoteRecords.capture).map(({ body }) => body.isRehearsal)).toEqual([true]);
    fireEvent.click(within(dialog).getByRole('button', { name: 'Take them' }));
    await waitFor(() =>
      expect(api.heard(remoteRecords.capture).map(({ body }) => body.isRehearsal)).toEqual([true, false]),
    );
  });

  it('send a key only when one was typed', async () => {
    api.on(broods.update, ({ body }) => ({ ...hub, ...(body.name === undefined ? {} : { name: body.name }) }));
    renderRoute('/broods/edit/3', [feature]);
    fireEvent.change(await screen.findByLabelText(/^Name/), { target: { value: 'Renamed' } });
    fireEvent.click(screen.getByRole('button', { name: 'Save changes' }));
    await waitFor(() => expect(api.heard(broods.update)).toHaveLength(1));
    expect(api.heard(broods.update)[0]?.body).toMatchObject({ name: 'Renamed' });
    expect(api.heard(broods.update)[0]?.body).not.toHaveProperty('authKey');
  });
});
