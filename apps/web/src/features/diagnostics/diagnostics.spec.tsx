import { diagnostics, type Mail, mail } from '@cerebrate/contract';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { type FakeApi, fakeApi, signedIn } from '../../../test/fake-api.js';
import { renderRoute } from '../../../test/render-route.js';
import { feature } from './routes.js';

const letter: Mail = {
  id: 4,
  address: 'ada@example.org',
  subject: 'Two notifications',
  state: 'failed',
  protection: null,
  attempts: 11,
  fault: 'connection refused',
  created: '2026-01-01T00:00:00.000Z',
  sentAt: null,
};
const step = { id: 1, name: 'CreateAudit', writtenAt: '2026-01-01T00:00:00.000Z', isApplied: true };

describe('the diagnostics', () => {
  let api: FakeApi;
  beforeEach(() => {
    api = fakeApi();
    signedIn();
    api.on(diagnostics.checks, () => [
      { id: 'a', group: 'Database', label: 'Version', value: 'PostgreSQL 18', severity: null, remedy: null },
      {
        id: 'b',
        group: 'Jobs',
        label: 'Waiting',
        value: '900',
        severity: 'critical' as const,
        remedy: 'Start a worker.',
      },
    ]);
    api.on(diagnostics.migrations, () => [{ ...step, id: null, name: 'AddMore', isApplied: false }, step]);
    api.on(mail.list, () => [letter]);
    api.on(mail.retry, () => ({ ...letter, state: 'waiting' as const }));
  });

  it('say what is wrong and what to do', async () => {
    renderRoute('/instance/diagnostics', [feature]);
    await screen.findByText('Start a worker.');
    expect(screen.getByText('Critical')).toBeDefined();
    expect(screen.getByText('Well')).toBeDefined();
  });

  it('show the steps of the schema, and run none', async () => {
    renderRoute('/instance/migrationIndex', [feature]);
    await screen.findByText(/1 steps wait/);
    expect(screen.getAllByText('AddMore').length).toBeGreaterThan(0);
  });

  it('try a failed e-mail again', async () => {
    renderRoute('/instance/diagnostics?tab=mail', [feature]);
    await screen.findAllByText('Two notifications');
    const [retry] = screen.getAllByRole('button', { name: /Try again/ });
    if (retry) fireEvent.click(retry);
    await waitFor(() => expect(api.heard(mail.retry)[0]?.params.id).toBe(4));
  });
});
