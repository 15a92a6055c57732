import { type AuthKey, authKeys, users } from '@cerebrate/contract';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { type FakeApi, fakeApi, signedIn } from '../../../test/fake-api.js';
import { renderRoute } from '../../../test/render-route.js';
import { feature } from './routes.js';

const key: AuthKey = {
  id: 7,
  uuid: '00000000-0000-4000-8000-000000000007',
  user: { id: 1, username: 'ada' },
  start: '1a2b',
  end: '9f00',
  comment: 'scanner',
  created: '2026-01-01T00:00:00.000Z',
  expiresAt: null,
  isExpired: false,
  lastUsedAt: null,
  lastUsedIp: null,
  lastRefused: null,
  readOnly: true,
  resources: ['organisation'],
  networks: ['192.0.2.0/24'],
  successorId: null,
  mayChange: true,
  version: 2,
};
const page = <T,>(items: T[]) => ({ items, total: items.length, page: 1, limit: 50 });

describe('the auth key pages', () => {
  let api: FakeApi;
  beforeEach(() => {
    api = fakeApi();
    signedIn();
    api.on(authKeys.list, () => page([key]));
    api.on(users.list, () => page([]));
  });

  it('show a key by its ends only', async () => {
    renderRoute('/authKeys/index', [feature]);
    expect(await screen.findByText('1a2b…9f00')).toBeDefined();
    expect(screen.getAllByText('Never').length).toBeGreaterThan(0);
  });

  it('make a key for oneself, show it once, and only then leave', async () => {
    const raw = '0123456789abcdef0123456789abcdef01234567';
    api.on(authKeys.create, () => ({ ...key, key: raw }));
    const shown = renderRoute('/authKeys/add', [feature]);
    fireEvent.change(await screen.findByLabelText('Comment'), { target: { value: 'nightly job' } });
    fireEvent.change(screen.getByLabelText('Last day it works'), { target: { value: '2099-12-31' } });
    fireEvent.click(screen.getByRole('button', { name: 'Create auth key' }));
    const dialog = await screen.findByRole('dialog');
    expect(within(dialog).getByText(raw)).toBeDefined();
    expect(shown.address()).toBe('/authKeys/add');
    expect(api.heard(authKeys.create)[0]?.body).toEqual({
      userId: 1,
      comment: 'nightly job',
      expiresAt: '2099-12-31T23:59:59Z',
      readOnly: false,
      resources: null,
      networks: [],
    });
    fireEvent.click(within(dialog).getByRole('button', { name: 'I have kept it' }));
    await waitFor(() => expect(shown.address()).toBe('/authKeys/index'));
    expect(screen.queryByText(raw)).toBeNull();
  });

  it('say what a key is limited to', async () => {
    renderRoute('/authKeys/index', [feature]);
    const row = (await screen.findByText('1a2b…9f00')).closest('tr') as HTMLElement;
    expect(within(row).getByText('Reads only')).toBeDefined();
    expect(within(row).getByText('Organisations')).toBeDefined();
    expect(within(row).getByText('192.0.2.0/24')).toBeDefined();
  });

  it('change the limits of a key and leave its expiry alone', async () => {
    api.on(authKeys.get, () => key);
    api.on(authKeys.update, () => key);
    renderRoute('/authKeys/edit/7', [feature]);
    fireEvent.click(await screen.findByRole('switch', { name: 'Reads only' }));
    fireEvent.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(api.heard(authKeys.update)).toHaveLength(1));
    expect(api.heard(authKeys.update)[0]?.body).toEqual({
      comment: 'scanner',
      readOnly: false,
      resources: ['organisation'],
      networks: ['192.0.2.0/24'],
    });
    expect(api.heard(authKeys.update)[0]?.ifMatch).toBe(2);
  });

  it('rotate a key with an overlap and show the new one once', async () => {
    const raw = '89abcdef0123456789abcdef0123456789abcdef';
    api.on(authKeys.get, () => key);
    api.on(authKeys.rotate, () => ({ ...key, id: 8, key: raw }));
    renderRoute('/authKeys/rotate/7', [feature]);
    fireEvent.change(await screen.findByLabelText(/^The old key ends/), { target: { value: '168' } });
    fireEvent.click(screen.getByRole('button', { name: 'Make the new key' }));
    expect(await screen.findByText(raw)).toBeDefined();
    expect(api.heard(authKeys.rotate)[0]?.body).toEqual({ overlapHours: 168 });
  });

  it('end a key after asking', async () => {
    api.on(authKeys.remove, () => ({ done: true as const }));
    renderRoute('/authKeys/index', [feature]);
    const row = (await screen.findByText('1a2b…9f00')).closest('tr') as HTMLElement;
    fireEvent.click(within(row).getByRole('button', { name: /^Delete auth key/ }));
    expect(await screen.findByText(/It belongs to ada/)).toBeDefined();
    expect(api.heard(authKeys.remove)).toHaveLength(0);
    fireEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Delete auth key' }));
    await waitFor(() => expect(api.heard(authKeys.remove)).toHaveLength(1));
  });
});
