import {
  authKeys,
  metaTemplates,
  organisations,
  permissionLimitations,
  roles,
  type User,
  userRights,
  users,
} from '@cerebrate/contract';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { type FakeApi, fakeApi, signedIn } from '../../../test/fake-api.js';
import { aField } from '../../../test/fields.js';
import { renderRoute } from '../../../test/render-route.js';
import { aRole, asRow, aUser, pageOf, userTemplate, uuidOf } from '../../../test/users.js';
import { feature } from './routes.js';

const template = userTemplate(aField(31, 'perm_chat', 'boolean'), aField(32, 'locked', 'text', { mayWrite: false }));

describe('what is done with users', () => {
  let api: FakeApi;
  beforeEach(() => {
    api = fakeApi();
    signedIn({ flags: ['perm_community_admin'] });
    api.on(metaTemplates.forms, () => [template]);
    api.on(users.list, () => pageOf([aUser(2, 'bea-user'), aUser(3, 'carl-user')].map(asRow)));
    api.on(users.get, ({ params }) => aUser(params.ref.id ?? 0, 'bea-user'));
    api.on(roles.list, () => pageOf([aRole(5, 'User', {}), aRole(7, 'Sync', { perm_sync: true })]));
    api.on(authKeys.list, () => pageOf([]));
    api.on(organisations.list, () => pageOf([]));
    api.on(permissionLimitations.counters, () => ({ items: [] }));
  });

  describe('mass edit', () => {
    it('leaves unchanged what is not set, and tells who was refused and why', async () => {
      api.on(users.massEdit, () => ({
        done: 1,
        refused: [{ id: 3, reason: 'not yours to change' }],
      }));
      renderRoute('/users/massEdit?ids=2,3', [feature]);
      fireEvent.change(await screen.findByLabelText(/^State/), { target: { value: 'disabled' } });
      fireEvent.click(screen.getByRole('button', { name: 'Change 2 users' }));
      await screen.findByText('1 user changed.');
      expect(api.heard(users.massEdit)[0]?.body).toEqual({ ids: [2, 3], disabled: true });
      expect(screen.getByText(/not yours to change/)).toBeDefined();
    });

    it('says that nothing would be changed', async () => {
      renderRoute('/users/massEdit?ids=2', [feature]);
      fireEvent.click(await screen.findByRole('button', { name: 'Change 1 user' }));
      expect((await screen.findAllByText(/changes nothing/)).length).toBeGreaterThan(0);
      expect(api.heard(users.massEdit)).toHaveLength(0);
    });

    it('changes role and meta-fields of all of them', async () => {
      api.on(users.massEdit, () => ({ done: 2, refused: [] }));
      renderRoute('/users/massEdit?ids=2,3', [feature]);
      fireEvent.change(await screen.findByLabelText(/^Role/), { target: { value: '7' } });
      fireEvent.change(screen.getByLabelText('perm_chat'), { target: { value: '1' } });
      fireEvent.click(screen.getByRole('button', { name: 'Change 2 users' }));
      await screen.findByText('2 users changed.');
      expect(api.heard(users.massEdit)[0]?.body).toEqual({
        ids: [2, 3],
        roleId: 7,
        metaFields: [{ fieldId: 31, values: ['1'] }],
      });
    });

    it('is reached from the chosen rows of the list', async () => {
      const shown = renderRoute('/users/index', [feature]);
      const row = (await screen.findByRole('link', { name: 'bea-user' })).closest('tr') as HTMLElement;
      fireEvent.click(within(row).getByRole('checkbox'));
      fireEvent.click(await screen.findByRole('link', { name: /^Edit…/ }));
      await waitFor(() => expect(shown.address()).toBe('/users/massEdit?ids=2'));
    });
  });

  describe('the meta-fields of the form', () => {
    const counter = { scope: 'organisation', permission: 'perm_chat', value: null, max: 3, used: 3 } as const;

    it('are those one may write, with how far a limit is used up by this user, too', async () => {
      api.on(permissionLimitations.counters, () => ({ items: [counter] }));
      renderRoute('/users/edit/2', [feature]);
      await screen.findByText('3 of 3');
      expect(screen.queryByLabelText('locked')).toBeNull();
      expect(api.heard(permissionLimitations.counters)[0]?.query).toEqual({ organisationId: 1, userId: 2 });
      fireEvent.change(screen.getByLabelText('perm_chat'), { target: { value: '1' } });
      await screen.findByText(/4 of 3 – too many/);
      fireEvent.click(screen.getByLabelText(/^Disabled/));
      await screen.findByText('3 of 3');
    });

    it('are saved with what else was touched', async () => {
      api.on(users.update, () => aUser(2, 'bea-user'));
      renderRoute('/users/edit/2', [feature]);
      fireEvent.change(await screen.findByLabelText('perm_chat'), { target: { value: '1' } });
      fireEvent.click(screen.getByRole('button', { name: 'Save changes' }));
      await screen.findByText('bea-user saved.');
      expect(api.heard(users.update)[0]?.body).toEqual({ metaFields: [{ fieldId: 31, values: ['1'] }] });
    });

    it('are columns and filters of the list when chosen', async () => {
      api.on(users.list, () =>
        pageOf([{ ...asRow(aUser(2, 'bea-user')), meta: { '31': { values: ['1'], count: 1 } } }]),
      );
      renderRoute('/users/index?meta.31=1', [feature]);
      await screen.findByRole('link', { name: 'bea-user' });
      expect(api.heard(users.list)[0]?.search).toContain('meta.31=1');
      expect(screen.getByText(/perm_chat/)).toBeDefined();
    });
  });

  describe('deleting', () => {
    const open = async () => {
      renderRoute('/users/view/2', [feature]);
      fireEvent.click(await screen.findByRole('button', { name: /^More/ }));
      fireEvent.click(await screen.findByRole('menuitem', { name: /^Delete/ }));
    };

    it('says what ends and what stays, then deletes the version that was seen', async () => {
      api.on(users.impact, () => ({ refusal: null, ends: { 'auth keys': 2 }, stays: { 'mailing lists': 1 } }));
      api.on(users.remove, () => ({ done: true as const }));
      await open();
      expect(await screen.findByText('With it go 2 auth keys.')).toBeDefined();
      expect(screen.getByText('These stay: 1 mailing list.')).toBeDefined();
      fireEvent.click(screen.getByRole('button', { name: 'Delete account' }));
      await screen.findByText('bea-user deleted.');
      expect(api.heard(users.remove)[0]?.ifMatch).toBe(4);
    });

    it('tells why it is refused instead of asking', async () => {
      api.on(users.impact, () => ({ refusal: 'accounts are not deleted on this instance', ends: {}, stays: {} }));
      await open();
      await screen.findByText(/accounts are not deleted on this instance/);
      expect(screen.queryByRole('button', { name: 'Delete account' })).toBeNull();
    });
  });

  it('what somebody may do, and why, stands in a tab of its own', async () => {
    const organisation = { id: 1, uuid: uuidOf(101), name: 'CIRCL' };
    api.on(userRights.get, () => ({
      isActive: false,
      role: { id: 5, uuid: uuidOf(5), name: 'User' },
      flags: [],
      permissions: [],
      lacks: [],
      everyOrganisation: null,
      reach: [{ organisation, because: 'own' as const, group: null }],
      rows: [{ noun: 'organisation', total: 9, sees: 4, changes: 0, mayChange: false }],
      mayGive: { own: null, groups: null },
      fields: { hidden: [{ templateUuid: template.uuid, field: 'locked' }], writable: [], readOnly: [] },
    }));
    api.on(metaTemplates.list, () => pageOf([]));
    const user: User = aUser(2, 'bea-user', { disabled: true });
    api.on(users.get, () => user);
    renderRoute('/users/view/2?tab=rights', [feature]);
    expect(await screen.findByText(/may do nothing at present/)).toBeDefined();
    expect(screen.getByText('4 of 9')).toBeDefined();
    expect(screen.getByText('No permission to change any')).toBeDefined();
    expect(screen.getByText('their own organisation')).toBeDefined();
    expect(screen.getByText(/: locked$/)).toBeDefined();
  });
});
