import { audit, type ChainedAuditEntry } from '@cerebrate/contract';
import { fireEvent, screen } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { type FakeApi, fakeApi, signedIn } from '../../../test/fake-api.js';
import { renderRoute } from '../../../test/render-route.js';
import { feature } from './routes.js';

const hash = 'ab'.repeat(32);
const {
  previousHash,
  hash: own,
  ...listed
}: ChainedAuditEntry = {
  seq: 12,
  at: '2026-11-22T10:00:00.000Z',
  actor: { id: 1, name: 'ada' },
  channel: 'api',
  action: 'edit',
  kind: 'organisation',
  entityId: 7,
  entityUuid: '55f6ea5e-2c60-40e5-964f-47a8950d210f',
  authKeyId: 3,
  ip: '192.0.2.1',
  requestId: 'r-1',
  title: 'CIRCL',
  message: null,
  changes: [{ field: 'sector', before: 'Private', after: 'Government' }],
  previousHash: hash,
  hash,
};

describe('the audit log', () => {
  let api: FakeApi;
  beforeEach(() => {
    api = fakeApi();
    signedIn();
    api.on(audit.list, ({ query }) => ({
      items: query.limit === 0 ? [] : [listed],
      total: 1,
      page: 1,
      limit: query.limit,
    }));
    api.on(audit.signedDays, () => ({ days: 0, last: null, isOverdue: false, fault: null }));
    api.on(audit.get, () => ({ ...listed, previousHash, hash: own }));
  });

  it('lists who changed what, with a way to the record', async () => {
    renderRoute('/auditLogs/index', [feature]);
    expect((await screen.findByRole('link', { name: 'CIRCL' })).getAttribute('href')).toBe('/organisations/view/7');
    expect(screen.getByText('ada')).toBeDefined();
    expect(screen.getByText('192.0.2.1')).toBeDefined();
  });

  it('asks for what the filters in its address say', async () => {
    renderRoute('/auditLogs/index?kind=organisation&action.in=add,edit', [feature]);
    await screen.findByRole('link', { name: 'CIRCL' });
    expect(api.heard(audit.list)[0]?.query.filters).toEqual([
      { field: 'kind', op: 'eq', values: ['organisation'] },
      { field: 'action', op: 'in', values: ['add', 'edit'] },
    ]);
  });

  it('shows one entry with before, after and its hashes', async () => {
    renderRoute('/auditLogs/view/12', [feature]);
    expect(await screen.findByRole('heading', { name: 'ada changed organisation CIRCL' })).toBeDefined();
    expect(screen.getByText('Private').closest('del')).not.toBeNull();
    expect(screen.getAllByText(hash).length).toBeGreaterThan(1);
  });

  it('verifies the chain and says where it is broken', async () => {
    api.on(audit.verify, () => ({
      sound: false,
      checked: 3,
      erased: 0,
      from: 1,
      to: 12,
      head: { seq: 12, hash },
      fault: { seq: 4, reason: 'row 4 is missing: it was removed' },
    }));
    renderRoute('/auditLogs/index', [feature]);
    fireEvent.click(await screen.findByRole('button', { name: 'Verify the log' }));
    expect(await screen.findByText('The log is broken at entry 4.')).toBeDefined();
    expect(screen.getByText(/row 4 is missing/)).toBeDefined();
  });

  it('tells up to which day it is signed, with what was signed to keep, and what does not verify', async () => {
    const last = { day: '2026-11-21', seq: 1204, hash, keyId: 'k' };
    api.on(audit.signedDays, () => ({ days: 12, last, isOverdue: false, fault: null }));
    const page = renderRoute('/auditLogs/index', [feature]);
    expect(await screen.findByText('All 12 signed days verify')).toBeDefined();
    expect(screen.getByText('Signed up to 21 Nov 2026, entry 1,204.')).toBeDefined();
    const link = screen.getByRole('link', { name: 'Download all signatures' });
    expect(link.getAttribute('href')).toBe('/api/v1/audit/signed-days.ndjson');
    page.unmount();
    const fault = { seq: 1204, reason: 'row 1204 is not the one signed for 2026-11-21: the log was rewritten' };
    api.on(audit.signedDays, () => ({ days: 12, last, isOverdue: false, fault }));
    renderRoute('/auditLogs/index', [feature]);
    expect(await screen.findByText('What was signed does not verify')).toBeDefined();
    expect(screen.getByText(/the log was rewritten/)).toBeDefined();
  });

  it('offers the verification only to whoever may run it', async () => {
    signedIn({ flags: ['perm_org_admin'] });
    renderRoute('/auditLogs/index', [feature]);
    await screen.findByRole('link', { name: 'CIRCL' });
    expect(screen.queryByRole('button', { name: 'Verify the log' })).toBeNull();
    expect(screen.queryByRole('region', { name: 'Signed days' })).toBeNull();
    expect(api.heard(audit.signedDays)).toEqual([]);
  });
});
