import { type InboxRow, inbox } from '@cerebrate/contract';
import { beforeEach, describe, expect, it } from 'vitest';
import { type FakeApi, fakeApi, signedIn } from '../../../test/fake-api.js';
import { uuidOf } from '../../../test/users.js';
import { requestNotices } from './notices.js';

const row = (id: number, severity: InboxRow['severity']): InboxRow => ({
  id,
  uuid: uuidOf(id),
  kind: 'user.registration',
  scope: 'User',
  action: 'Registration',
  title: `Account asked for by ${id}`,
  origin: '192.0.2.1',
  severity,
  state: 'open',
  sender: null,
  organisation: null,
  decidedBy: null,
  decidedAt: null,
  message: null,
  created: '2026-01-01T00:00:00.000Z',
  modified: '2026-01-01T00:00:00.000Z',
  version: 1,
});

describe('the bell', () => {
  let api: FakeApi;
  const ring = () => requestNotices(new AbortController().signal);
  beforeEach(() => {
    api = fakeApi();
    signedIn({ flags: ['perm_community_admin'] });
  });

  it('tells of the newest requests that wait, and how many more there are', async () => {
    api.on(inbox.list, () => ({ items: [row(9, 'danger'), row(8, 'warning')], total: 6, page: 1, limit: 3 }));
    expect(await ring()).toEqual([
      expect.objectContaining({ id: 'request-9', to: '/inbox/view/9', tone: 'broken' }),
      expect.objectContaining({ id: 'request-8', title: 'Account asked for by 8', tone: 'attention' }),
      expect.objectContaining({ title: '4 more requests wait', to: '/inbox/index?state=open' }),
    ]);
    expect(api.heard(inbox.list)[0]?.search).toContain('state=open');
  });

  it('says nothing when nothing waits, and asks nothing for those who decide nothing', async () => {
    api.on(inbox.list, () => ({ items: [], total: 0, page: 1, limit: 3 }));
    expect(await ring()).toEqual([]);
    signedIn({ flags: ['perm_sync'] });
    expect(await ring()).toEqual([]);
    expect(api.heard(inbox.list)).toHaveLength(1);
  });
});
