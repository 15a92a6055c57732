import { authKeys, metaTemplates, organisations, permissionLimitations, roles, users } from '@cerebrate/contract';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { type FakeApi, fakeApi, Refused, signedIn } from '../../../test/fake-api.js';
import { renderRoute } from '../../../test/render-route.js';
import { aRole, asRow, aUser, pageOf } from '../../../test/users.js';
import { feature } from './routes.js';

describe('the user pages', () => {
  let api: FakeApi;
  beforeEach(() => {
    api = fakeApi();
    signedIn();
    api.on(users.list, () =>
      pageOf(
        [
          aUser(2, 'bea-user'),
          aUser(3, 'carl-user', { mayChange: false }),
          aUser(4, 'dora-user', { disabled: true }),
        ].map(asRow),
      ),
    );
    api.on(users.get, ({ params }) => aUser(params.ref.id ?? 0, 'bea-user'));
    api.on(roles.list, () =>
      pageOf([aRole(5, 'User', {}), aRole(6, 'Site', { perm_admin: true }), aRole(7, 'Sync', { perm_sync: true })]),
    );
    api.on(authKeys.list, () => pageOf([]));
    api.on(metaTemplates.forms, () => []);
    api.on(permissionLimitations.counters, () => ({ items: [] }));
    api.on(organisations.list, () => pageOf([]));
    api.on(users.candidates, () => ({ items: [] }));
  });
  const rowOf = async (name: string) => (await screen.findByRole('link', { name })).closest('tr') as HTMLElement;

  it('list users, and offer acts only on those one may change', async () => {
    renderRoute('/users/index', [feature]);
    expect(within(await rowOf('bea-user')).getByRole('button', { name: /^Disable/ })).toBeDefined();
    expect(within(await rowOf('carl-user')).queryByRole('button', { name: /^Disable/ })).toBeNull();
    expect(within(await rowOf('dora-user')).getByRole('button', { name: /^Enable/ })).toBeDefined();
    expect(within(await rowOf('dora-user')).getByText('Disabled')).toBeDefined();
  });

  it('disable somebody after saying what that does, on the version that was seen', async () => {
    api.on(users.update, () => aUser(2, 'bea-user', { disabled: true }));
    renderRoute('/users/index', [feature]);
    fireEvent.click(within(await rowOf('bea-user')).getByRole('button', { name: /^Disable/ }));
    expect(await screen.findByText(/signed out everywhere/)).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Disable user' }));
    await screen.findByText('bea-user disabled.');
    expect(api.heard(users.update)[0]).toMatchObject({ body: { disabled: true }, ifMatch: 4 });
  });

  it('add an account for a new person in one’s own organisation with the default role', async () => {
    api.on(users.create, () => aUser(9, 'new-user'));
    const shown = renderRoute('/users/add', [feature]);
    fireEvent.change(await screen.findByLabelText(/^First name/), { target: { value: 'Nora' } });
    fireEvent.change(screen.getByLabelText(/^Last name/), { target: { value: 'New' } });
    fireEvent.change(screen.getByLabelText(/^E-mail/), { target: { value: 'nora@example.org' } });
    fireEvent.change(screen.getByLabelText(/^User name/), { target: { value: 'New-User' } });
    fireEvent.click(screen.getByRole('button', { name: 'Create user' }));
    await screen.findByText('new-user created.');
    expect(api.heard(users.create)[0]?.body).toEqual({
      username: 'new-user',
      organisationId: 1,
      roleId: 5,
      disabled: false,
      individual: { firstName: 'Nora', lastName: 'New', email: 'nora@example.org' },
    });
    await waitFor(() => expect(shown.address()).toBe('/users/view/9'));
  });

  it('put the server’s refusal at the field it is about', async () => {
    api.on(users.create, () => {
      throw new Refused(409, 'this user name is taken', [{ path: ['username'], message: 'is taken; choose another' }]);
    });
    renderRoute('/users/add', [feature]);
    fireEvent.change(await screen.findByLabelText(/^First name/), { target: { value: 'Nora' } });
    fireEvent.change(screen.getByLabelText(/^Last name/), { target: { value: 'New' } });
    fireEvent.change(screen.getByLabelText(/^E-mail/), { target: { value: 'nora@example.org' } });
    fireEvent.change(screen.getByLabelText(/^User name/), { target: { value: 'taken-name' } });
    fireEvent.click(screen.getByRole('button', { name: 'Create user' }));
    const input = screen.getByLabelText(/^User name/);
    await waitFor(() => expect(input.getAttribute('aria-invalid')).toBe('true'));
    expect(screen.getAllByText('User name is taken; choose another').length).toBeGreaterThan(0);
  });

  it('say what is missing in words', async () => {
    signedIn({ flags: ['perm_community_admin'], organisation: null });
    renderRoute('/users/add', [feature]);
    await screen.findByLabelText(/^First name/);
    fireEvent.click(screen.getByRole('button', { name: 'Create user' }));
    expect((await screen.findAllByText('Organisation is needed')).length).toBeGreaterThan(0);
    expect(screen.getAllByText('User name must have 5 to 50 characters').length).toBeGreaterThan(0);
    expect(screen.getAllByText('E-mail is no e-mail address').length).toBeGreaterThan(0);
    expect(api.heard(users.create)).toHaveLength(0);
  });

  it('offer only roles one may give', async () => {
    signedIn({ flags: ['perm_community_admin'] });
    renderRoute('/users/edit/2', [feature]);
    const offered = within(await screen.findByLabelText(/^Role/))
      .getAllByRole('option')
      .map((option) => option.textContent);
    expect(offered).toContain('Sync');
    expect(offered).not.toContain('Site');
  });

  it('change only what was touched', async () => {
    api.on(users.update, () => aUser(2, 'bea-user'));
    renderRoute('/users/edit/2', [feature]);
    fireEvent.change(await screen.findByLabelText(/^Role/), { target: { value: '7' } });
    fireEvent.click(screen.getByRole('button', { name: 'Save changes' }));
    await screen.findByText('bea-user saved.');
    expect(api.heard(users.update)[0]).toMatchObject({ body: { roleId: 7 }, ifMatch: 4 });
    expect(Object.keys(api.heard(users.update)[0]?.body ?? {})).toEqual(['roleId']);
  });

  it('tell what happened to a user', async () => {
    api.on(users.history, () => ({ entries: [], next: null }));
    renderRoute('/users/view/2?tab=history', [feature]);
    await screen.findByRole('tab', { name: 'History', selected: true });
    await waitFor(() => expect(api.heard(users.history).at(-1)?.params.ref).toEqual({ id: 2 }));
  });

  it('show oneself under “me”, with the way to one’s account settings', async () => {
    renderRoute('/users/view/me', [feature]);
    await screen.findByText('You');
    expect(api.heard(users.get).at(-1)?.params.ref).toEqual({ id: 1 });
    expect(screen.getByRole('link', { name: 'Account settings' })).toBeDefined();
  });
});
