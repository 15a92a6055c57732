import { type Notification, notifications } from '@cerebrate/contract';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { type FakeApi, fakeApi, signedIn } from '../../../test/fake-api.js';
import { renderRoute } from '../../../test/render-route.js';
import { feature } from './routes.js';

const one = (id: number, more: Partial<Notification> = {}): Notification => ({
  id,
  kind: 'data.changed',
  severity: 'info',
  title: `ada changed the organisation Team ${id}`,
  link: `/organisations/view/${id}`,
  changes: [{ field: 'name', before: 'Old name', after: 'New name' }],
  count: 1,
  at: '2026-01-01T00:00:00.000Z',
  readAt: null,
  ...more,
});

describe('the notifications', () => {
  let api: FakeApi;
  beforeEach(() => {
    api = fakeApi();
    signedIn();
    api.on(notifications.read, () => ({ done: true as const }));
    api.on(notifications.readAll, () => ({ done: true as const }));
    api.on(notifications.list, () => ({ items: [one(2), one(1, { count: 4 })], unread: 2, next: null }));
  });

  it('show what changed, from what to what', async () => {
    renderRoute('/notifications/index', [feature]);
    const link = await screen.findByRole('link', { name: 'ada changed the organisation Team 2' });
    expect(link.getAttribute('href')).toBe('/organisations/view/2');
    expect(screen.getByRole('link', { name: 'ada changed the organisation Team 1 and 3 more' })).toBeDefined();
    expect(screen.getAllByText('Old name').length).toBeGreaterThan(0);
  });

  it('are marked as read, one or all', async () => {
    renderRoute('/notifications/index', [feature]);
    const [first] = await screen.findAllByRole('button', { name: 'Mark as read' });
    if (first) fireEvent.click(first);
    await waitFor(() => expect(api.heard(notifications.read)[0]?.params.id).toBe(2));
    fireEvent.click(screen.getByRole('button', { name: 'Mark all as read' }));
    await screen.findByText('All marked as read.');
  });

  it('are filtered by the address, and say so when nothing is left', async () => {
    api.on(notifications.list, () => ({ items: [], unread: 0, next: null }));
    renderRoute('/notifications/index?unread=true', [feature]);
    await screen.findByText('You have read everything.');
    expect(api.heard(notifications.list)[0]?.query.unread).toBe(true);
  });

  it('wait under the bell, the unread alone', async () => {
    const notices = await feature.notices?.(new AbortController().signal);
    expect(notices?.map(({ title, to }) => [title, to])).toEqual([
      ['ada changed the organisation Team 2', '/organisations/view/2'],
      ['ada changed the organisation Team 1 and 3 more', '/organisations/view/1'],
    ]);
    expect(api.heard(notifications.list)[0]?.query.unread).toBe(true);
  });
});
