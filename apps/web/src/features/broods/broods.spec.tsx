import { type Brood, broods, exchange, type SigningKey } from '@cerebrate/contract';
import { fireEvent, screen } from '@testing-library/react';
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
  everyMinutes: 60,
  acceptsSignedOnly: false,
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
  });

  it('list the nodes, and say that one was never tested', async () => {
    renderRoute('/broods/index', [feature]);
    expect((await screen.findByRole('link', { name: 'The hub' })).getAttribute('href')).toBe('/broods/view/3');
    expect(screen.getByText('Not tested')).toBeDefined();
  });

  it('make a new signing key after telling what becomes of the present one', async () => {
    const made = (keyId: string, retiredAt: string | null): SigningKey => ({
      keyId,
      kty: 'OKP',
      crv: 'Ed25519',
      x: 'x',
      created: '2026-11-22T10:00:00.000Z',
      retiredAt,
    });
    let keys = [made('first', null)];
    api.on(exchange.keys, () => keys);
    api.on(exchange.rotate, () => {
      keys = [made('second', null), made('first', '2026-11-28T10:00:00.000Z')];
      return keys;
    });
    renderRoute('/broods/signingKeys', [feature]);
    expect(await screen.findByText('first')).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Make a new key' }));
    const dialog = await screen.findByRole('dialog');
    expect(dialog.textContent).toContain('is destroyed');
    const [confirming] = [...dialog.querySelectorAll('button')].filter((one) => one.textContent === 'Make a new key');
    if (confirming) fireEvent.click(confirming);
    expect(await screen.findByText('second')).toBeDefined();
    expect(screen.getByText('Retired')).toBeDefined();
  });
});
