import { type Webhook, webhooks } from '@cerebrate/contract';
import { fireEvent, screen } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { type FakeApi, fakeApi, Refused, signedIn } from '../../../test/fake-api.js';
import { renderRoute } from '../../../test/render-route.js';
import { feature } from './routes.js';

const hook: Webhook = {
  id: 4,
  uuid: '5b56c258-8ae5-4051-ad11-905606474776',
  name: 'Tickets',
  origin: 'https://tickets.example',
  kinds: ['organisation'],
  actions: [],
  isEnabled: true,
  waiting: 0,
  failed: 1,
  lastSentAt: null,
  created: '2026-11-22T10:00:00.000Z',
  modified: '2026-11-22T10:00:00.000Z',
  version: 2,
};

describe('the pages of webhooks', () => {
  let api: FakeApi;
  beforeEach(() => {
    api = fakeApi();
    signedIn();
    api.on(webhooks.list, ({ query }) => ({
      items: query.limit === 0 ? [] : [hook],
      total: 1,
      page: 1,
      limit: query.limit,
    }));
    api.on(webhooks.get, () => hook);
  });

  it('list the addresses without their paths', async () => {
    renderRoute('/webhooks/index', [feature]);
    expect((await screen.findByRole('link', { name: 'Tickets' })).getAttribute('href')).toBe('/webhooks/view/4');
    expect(screen.getByText('https://tickets.example')).toBeDefined();
  });

  it('show a new secret until it is kept', async () => {
    const secret = 'whsec_c2VjcmV0';
    api.on(webhooks.create, () => ({ ...hook, secret }));
    renderRoute('/webhooks/add', [feature]);
    fireEvent.change(await screen.findByLabelText(/^Name/), { target: { value: 'Tickets' } });
    fireEvent.change(screen.getByLabelText(/^Address/), { target: { value: 'https://tickets.example/in' } });
    fireEvent.click(screen.getByRole('button', { name: 'Add webhook' }));
    expect(await screen.findByText(secret)).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'I have kept it' }));
    expect(await screen.findByText('Webhook Tickets added.')).toBeDefined();
    expect(screen.queryByText(secret)).toBeNull();
  });

  it('keep the address that nobody types anew', async () => {
    let sent: unknown;
    api.on(webhooks.update, ({ body }) => {
      sent = body;
      return { ...hook, name: 'Renamed' };
    });
    renderRoute('/webhooks/edit/4', [feature]);
    fireEvent.change(await screen.findByLabelText(/^Name/), { target: { value: 'Renamed' } });
    fireEvent.click(screen.getByRole('button', { name: 'Save changes' }));
    expect(await screen.findByText('Webhook Renamed saved.')).toBeDefined();
    expect(sent).toEqual({ name: 'Renamed' });
  });

  it('say that deliveries could not be loaded, and never that there are none', async () => {
    api.on(webhooks.deliveries, () => {
      throw new Refused(500, 'the database is gone');
    });
    renderRoute('/webhooks/view/4', [feature]);
    expect(await screen.findByText('the database is gone')).toBeDefined();
    expect(screen.queryByText('Nothing was told to this address yet.')).toBeNull();
  });
});
