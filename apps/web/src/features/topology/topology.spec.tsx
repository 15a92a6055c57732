import { type Topology, topology } from '@cerebrate/contract';
import { screen, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { fakeApi, signedIn } from '../../../test/fake-api.js';
import { renderRoute } from '../../../test/render-route.js';
import { feature } from './routes.js';

const map: Topology = {
  at: '2026-11-22T10:00:00.000Z',
  nodes: [
    {
      id: 'instance',
      kind: 'instance',
      title: 'Us',
      detail: 'https://us.example',
      state: 'ok',
      checkedAt: null,
      href: '/instance/home',
    },
    {
      id: 'brood:1',
      kind: 'brood',
      title: 'Hub',
      detail: 'Cerebrate 1.35 · 12 ms',
      state: 'ok',
      checkedAt: '2026-11-22T09:00:00.000Z',
      href: '/broods/view/1',
    },
    {
      id: 'brood:2',
      kind: 'brood',
      title: 'Lost',
      detail: 'https://lost.example',
      state: 'broken',
      checkedAt: null,
      href: '/broods/view/2',
    },
  ],
  links: [
    { from: 'brood:1', to: 'instance', kind: 'pull', state: 'ok', label: 'pulled, trusted' },
    { from: 'instance', to: 'brood:2', kind: 'knows', state: 'broken', label: 'known' },
  ],
};

describe('the map of nodes', () => {
  beforeEach(() => {
    const api = fakeApi();
    signedIn();
    api.on(topology.get, () => map);
  });

  it('is a drawing, and the same as a table whose names lead to the nodes', async () => {
    renderRoute('/instance/topology', [feature]);
    expect(await screen.findByRole('img', { name: 'Map of nodes' })).toBeTruthy();
    const table = screen.getByRole('table');
    expect(within(table).getByRole('link', { name: 'Hub' }).getAttribute('href')).toBe('/broods/view/1');
    expect(within(table).getByText('Us (pulled, trusted)')).toBeTruthy();
    expect(within(table).getByText('Not reached')).toBeTruthy();
  });

  it('can show only what is not in order', async () => {
    renderRoute('/instance/topology?only=faults', [feature]);
    const table = await screen.findByRole('table');
    expect(within(table).queryByText('Hub')).toBeNull();
    expect(within(table).getByRole('link', { name: 'Lost' })).toBeTruthy();
  });
});
