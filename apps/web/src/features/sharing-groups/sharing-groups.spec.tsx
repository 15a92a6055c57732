import { organisations, type SharingGroup, type SharingGroupParty, sharingGroups } from '@cerebrate/contract';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { type FakeApi, fakeApi, signedIn } from '../../../test/fake-api.js';
import { organisationRow } from '../../../test/organisations.js';
import { renderRoute } from '../../../test/render-route.js';
import { feature } from './routes.js';

const party = (id: number, name: string, maySee = true): SharingGroupParty => ({
  id,
  uuid: `00000000-0000-4000-8000-${String(id).padStart(12, '0')}`,
  name,
  country: null,
  maySee,
});
const at = '2026-11-22T10:00:00.000Z';
const baltic: SharingGroup = {
  id: 4,
  uuid: '00000000-0000-4000-8000-000000000004',
  name: 'Baltic exchange',
  releasability: 'Its members',
  description: null,
  owner: party(1, 'CIRCL'),
  creator: { id: 1, username: 'ada' },
  active: true,
  local: true,
  members: 2,
  blueprint: { id: 6, name: 'Baltic teams' },
  created: at,
  modified: at,
  version: 3,
  mayChange: true,
};

describe('the pages of sharing groups', () => {
  let api: FakeApi;
  beforeEach(() => {
    api = fakeApi();
    signedIn();
    api.on(sharingGroups.list, ({ query }) => ({ items: [baltic], total: 1, page: 1, limit: query.limit }));
    api.on(sharingGroups.get, () => baltic);
    api.on(sharingGroups.members, ({ query }) => ({
      items: [
        { id: 1, organisation: party(7, 'CERT-EE'), extend: false, since: at, source: 'hand' as const },
        { id: 2, organisation: party(8, 'Acme', false), extend: true, since: at, source: 'peer' as const },
      ],
      total: 2,
      page: 1,
      limit: query.limit,
    }));
    api.on(sharingGroups.history, () => ({ entries: [], next: null }));
  });
  const open = (address: string) => renderRoute(address, [feature]);

  it('list each group with its owner and how many are in it', async () => {
    open('/sharingGroups/index');
    const link = await screen.findByRole('link', { name: 'Baltic exchange' });
    expect(link.getAttribute('href')).toBe('/sharingGroups/view/4');
    expect(screen.getByRole('link', { name: 'CIRCL' })).toBeDefined();
  });

  it('offer nothing to change to whoever may only look', async () => {
    signedIn({ flags: [] });
    api.on(sharingGroups.get, () => ({ ...baltic, mayChange: false }));
    open('/sharingGroups/view/4');
    await screen.findByRole('link', { name: 'CERT-EE' });
    expect(screen.queryByRole('switch')).toBeNull();
    expect(screen.queryByRole('link', { name: 'Add members' })).toBeNull();
    expect(screen.queryByRole('tab', { name: /consumer/ })).toBeNull();
  });

  it('say which blueprint makes their members, and lead to it', async () => {
    open('/sharingGroups/view/4');
    const link = await screen.findByRole('link', { name: 'Baltic teams' });
    expect(link.getAttribute('href')).toBe('/sharingGroupBlueprints/view/6');
  });

  it('name members whose record one may not open, without a link', async () => {
    open('/sharingGroups/view/4');
    expect(await screen.findByText('Acme')).toBeDefined();
    expect(screen.queryByRole('link', { name: 'Acme' })).toBeNull();
  });

  it('switch whether a member may extend the group', async () => {
    api.on(sharingGroups.extend, () => ({ joined: 0, left: 0, altered: 1, group: baltic }));
    open('/sharingGroups/view/4');
    fireEvent.click(await screen.findByRole('switch', { name: 'CERT-EE may extend the group' }));
    await waitFor(() => expect(api.heard(sharingGroups.extend)[0]?.body).toEqual({ extend: true }));
  });

  it('tell who will see whom before members are added', async () => {
    api.on(organisations.list, ({ query }) => ({
      items: [organisationRow(9, 'Harbour')],
      total: null,
      page: 1,
      limit: query.limit,
    }));
    api.on(sharingGroups.preview, () => ({
      group: baltic.name,
      joining: [{ organisation: party(9, 'Harbour'), users: 3 }],
      already: [],
      willSee: { members: 2, names: ['Acme', 'CERT-EE'] },
      membersAfter: 3,
    }));
    api.on(sharingGroups.enrol, () => ({ joined: 1, left: 0, altered: 0, group: baltic }));
    open('/sharingGroups/addOrg/4');
    fireEvent.change(await screen.findByRole('combobox', { name: /Organisations/ }), { target: { value: 'harb' } });
    fireEvent.click(await screen.findByRole('option', { name: /Harbour/ }));
    expect(await screen.findByText(/Harbour will see 2 members: Acme and CERT-EE/)).toBeDefined();
    fireEvent.click(screen.getByRole('switch', { name: 'May extend the group' }));
    fireEvent.click(screen.getByRole('button', { name: 'Add members' }));
    await waitFor(() =>
      expect(api.heard(sharingGroups.enrol)[0]?.body).toEqual({ organisationIds: [9], extend: true }),
    );
  });

  it('show what a consumer gets, and why it gets nothing', async () => {
    api.on(sharingGroups.consumer, ({ query }) =>
      query.flags.includes('perm_community_admin')
        ? {
            sees: true,
            reason: 'A community administrator sees every sharing group.',
            json: '{"id":4}',
            members: [{ uuid: party(7, '').uuid, name: 'CERT-EE', extend: true, inOrganisations: false }],
            mispAccepts: true,
          }
        : { sees: false, reason: 'It is no member.', json: null, members: [], mispAccepts: false },
    );
    open('/sharingGroups/view/4?tab=consumer');
    expect(await screen.findByText('It is no member.')).toBeDefined();
    fireEvent.change(screen.getByLabelText('Role of its user'), { target: { value: '2' } });
    expect(await screen.findByText('CERT-EE (may extend)')).toBeDefined();
    expect(screen.getByText('It gets this group')).toBeDefined();
  });

  it('compare groups in a table whose numbers open who is in both', async () => {
    const other = { id: 5, uuid: '00000000-0000-4000-8000-000000000005', name: 'Nordic', members: 3 };
    const own = { id: 4, uuid: baltic.uuid, name: baltic.name, members: 2 };
    const pair = { common: 1, jaccard: 0.25 };
    api.on(sharingGroups.overlap, () => ({ groups: [own, other], pairs: [{ a: 4, b: 5, ...pair }], total: 2 }));
    api.on(sharingGroups.common, () => ({ a: own, b: other, ...pair, members: [party(7, 'CERT-EE')] }));
    open('/sharingGroups/overlap');
    const label = 'Baltic exchange and Nordic: 1 member in common';
    fireEvent.click(await screen.findByRole('button', { name: label }));
    const dialog = within(await screen.findByRole('dialog'));
    expect(await dialog.findByText('CERT-EE')).toBeDefined();
  });

  it('tell who was a member on a chosen day', async () => {
    api.on(sharingGroups.membersOn, ({ query }) => ({
      day: query.day,
      members:
        query.day === '2026-11-23' ? [{ organisation: party(8, 'Acme'), extend: false, since: at, until: null }] : [],
    }));
    open('/sharingGroups/view/4?tab=history');
    expect(await screen.findByText('Nobody was a member that day.')).toBeDefined();
    fireEvent.change(screen.getByLabelText('Day (UTC)'), { target: { value: '2026-11-23' } });
    expect(await screen.findByText('1 member on 2026-11-23')).toBeDefined();
  });
});
