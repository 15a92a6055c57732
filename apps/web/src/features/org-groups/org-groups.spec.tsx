import { type GroupAdministrator, type OrgGroup, organisations, orgGroups } from '@cerebrate/contract';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { type FakeApi, fakeApi, signedIn } from '../../../test/fake-api.js';
import { renderRoute } from '../../../test/render-route.js';
import { feature } from './routes.js';

const nordics: OrgGroup = {
  id: 7,
  uuid: '637e68b3-d9a1-4c03-9bbb-1506e63dbcab',
  name: 'Nordics',
  description: 'Teams of the north',
  tags: [],
  organisations: 0,
  created: '2026-11-22T10:00:00.000Z',
  modified: '2026-11-22T10:00:00.000Z',
  version: 3,
  mayChange: true,
  mayEnrol: true,
};

const powerless: GroupAdministrator = {
  id: 5,
  uuid: '737e68b3-d9a1-4c03-9bbb-1506e63dbcab',
  username: 'eero-user',
  name: 'Eero Eek',
  email: 'eero@people.example',
  disabled: false,
  organisation: null,
  role: { id: 2, name: 'User' },
  isEntitled: false,
};

describe('the organisation group pages', () => {
  let api: FakeApi;
  beforeEach(() => {
    api = fakeApi();
    signedIn();
    api.on(orgGroups.list, ({ query }) => ({
      items: query.limit === 0 ? [] : [nordics],
      total: 1,
      page: 1,
      limit: query.limit,
    }));
    api.on(orgGroups.get, () => nordics);
    api.on(orgGroups.administrators, () => ({ items: [powerless] }));
    api.on(organisations.list, ({ query }) => ({ items: [], total: null, page: 1, limit: query.limit }));
  });

  it('list the groups with what they are for', async () => {
    renderRoute('/orgGroups/index', [feature]);
    expect(await screen.findByText('Teams of the north')).toBeDefined();
  });

  it('add a group; without a uuid none is sent', async () => {
    api.on(orgGroups.create, ({ body }) => ({ ...nordics, id: 8, name: body.name }));
    const page = renderRoute('/orgGroups/add', [feature]);
    fireEvent.change(await screen.findByLabelText(/^Name/), { target: { value: 'Baltics' } });
    fireEvent.click(screen.getByRole('button', { name: 'Create group' }));
    await waitFor(() => expect(page.address()).toBe('/orgGroups/view/8'));
    expect(api.heard(orgGroups.create)[0]?.body).toEqual({ name: 'Baltics', description: null });
  });

  it('warn of an administrator whose role lost the right', async () => {
    renderRoute('/orgGroups/view/7?tab=administrators', [feature]);
    expect(await screen.findByText(/eero-user can do nothing here/)).toBeDefined();
  });
});
