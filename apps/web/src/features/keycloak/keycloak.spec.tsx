import { keycloak, type ReconcileReport, type SelfTest } from '@cerebrate/contract';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { type FakeApi, fakeApi, Refused, signedIn } from '../../../test/fake-api.js';
import { renderRoute } from '../../../test/render-route.js';
import { feature } from './routes.js';

const test: SelfTest = {
  isReady: false,
  values: [{ field: 'Valid redirect URIs', value: 'https://here.example/callback', where: 'Clients, Create client' }],
  steps: [
    { id: 'settings', label: 'Settings', state: 'ok', told: 'We ask as cerebrate.', remedy: null, act: null },
    {
      id: 'mappers',
      label: 'Mappers',
      state: 'warning',
      told: 'These do not get into tokens: role_name.',
      remedy: 'Add them here.',
      act: 'add-mappers',
    },
  ],
};
const report: ReconcileReport = {
  id: 3,
  created: '2026-11-01T10:00:00.000Z',
  endedAt: '2026-11-01T10:00:05.000Z',
  applies: false,
  actor: 'ada',
  fault: null,
  counts: { same: 20, unknown: 1, differs: 1 },
  items: [
    {
      kind: 'differs',
      username: 'sven',
      userId: 7,
      subject: 'x',
      differences: [{ field: 'role_name', here: 'User', there: 'Admin' }],
      done: null,
      reason: null,
    },
    { kind: 'unknown', username: 'stranger', userId: null, subject: 'y', differences: [], done: null, reason: null },
  ],
};

describe('the page of Keycloak', () => {
  let api: FakeApi;
  beforeEach(() => {
    api = fakeApi();
    signedIn();
    api.on(keycloak.selfTest, () => test);
    api.on(keycloak.runs, () => ({ items: [report].map(({ items: _items, ...run }) => run) }));
    api.on(keycloak.report, () => report);
  });

  it('says what to enter where, what is missing, and does what it can', async () => {
    api.on(keycloak.setUp, () => ({ ...test, isReady: true }));
    renderRoute('/instance/keycloak', [feature]);
    expect((await screen.findAllByText('https://here.example/callback')).length).toBeGreaterThan(0);
    expect(screen.getByText('Something is still missing.')).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Add the mappers' }));
    await waitFor(() => expect(api.heard(keycloak.setUp)[0]?.body).toEqual({ act: 'add-mappers' }));
    await waitFor(() => expect(api.heard(keycloak.selfTest).length).toBe(2));
  });

  it('compares at once, and mends only after a question', async () => {
    api.on(keycloak.reconcile, () => {
      const { items: _items, ...run } = report;
      return run;
    });
    renderRoute('/instance/keycloak?tab=accounts', [feature]);
    expect((await screen.findAllByText(/20 the same/)).length).toBeGreaterThan(0);
    fireEvent.click(screen.getByRole('button', { name: 'Compare' }));
    await waitFor(() => expect(api.heard(keycloak.reconcile)[0]?.body.applies).toBe(false));
    fireEvent.click(screen.getByRole('button', { name: 'Compare and mend…' }));
    expect(api.heard(keycloak.reconcile)).toHaveLength(1);
  });

  it('tells a refusal of the provider', async () => {
    api.on(keycloak.setUp, () => {
      throw new Refused(502, 'Keycloak answered 403: the service account lacks a role there');
    });
    renderRoute('/instance/keycloak', [feature]);
    fireEvent.click(await screen.findByRole('button', { name: 'Add the mappers' }));
    await waitFor(() => expect(api.heard(keycloak.setUp)).toHaveLength(1));
  });

  it('shows both directions of a comparison', async () => {
    renderRoute('/instance/keycloak/3', [feature]);
    expect((await screen.findAllByText('Unknown here')).length).toBeGreaterThan(0);
    expect(screen.getAllByText('Differs').length).toBeGreaterThan(0);
    expect(screen.getAllByText('role_name').length).toBeGreaterThan(0);
  });
});
