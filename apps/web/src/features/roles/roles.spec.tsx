import { permissionsOf, type Role, type RoleFlag, type RoleFlags, roleFlags, roles, users } from '@cerebrate/contract';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { type FakeApi, fakeApi, Refused, signedIn } from '../../../test/fake-api.js';
import { renderRoute } from '../../../test/render-route.js';
import { feature } from './routes.js';

const flagsWith = (...set: RoleFlag[]): RoleFlags =>
  Object.fromEntries(roleFlags.map((flag) => [flag, set.includes(flag)])) as RoleFlags;
const role = (id: number, name: string, ...set: RoleFlag[]): Role => ({
  id,
  name,
  uuid: `00000000-0000-4000-8000-00000000000${id}`,
  isDefault: id === 2,
  flags: flagsWith(...set),
  permissions: [...permissionsOf(flagsWith(...set))],
  version: 3,
});
const all = [role(1, 'admin', 'perm_admin', 'perm_community_admin'), role(2, 'User'), role(3, 'Peer', 'perm_sync')];
const page = <T,>(items: T[]) => ({ items, total: items.length, page: 1, limit: 50 });

describe('the role pages', () => {
  let api: FakeApi;
  beforeEach(() => {
    api = fakeApi();
    api.on(roles.list, () => page(all));
    api.on(roles.get, ({ params }) => all.find((one) => one.id === params.ref.id) ?? role(9, 'none'));
    api.on(users.list, () => page([]));
  });

  it('list every role with its flags, and offer only what may be changed', async () => {
    signedIn({ flags: ['perm_community_admin'] });
    renderRoute('/roles/index', [feature]);
    const row = (await screen.findByRole('link', { name: 'Peer' })).closest('tr') as HTMLElement;
    expect(within(row).getByRole('img', { name: 'Yes' })).toBeDefined();
    expect(screen.getByText('Default', { selector: '.state-badge' })).toBeDefined();
    const mightier = screen.getByRole('link', { name: 'admin' }).closest('tr') as HTMLElement;
    expect(within(mightier).queryByRole('link', { name: /^Edit/ })).toBeNull();
    expect(within(row).getByRole('link', { name: /^Edit/ })).toBeDefined();
  });

  it('say what a role permits', async () => {
    signedIn();
    renderRoute('/roles/view/1', [feature]);
    const facts = await screen.findByRole('tabpanel');
    const mayDelete = within(facts).getByTitle('organisation:delete').closest('tr') as HTMLElement;
    expect(mayDelete.textContent).toContain('delete');
    expect(mayDelete.textContent).toContain('Community admin');
    const mayRead = within(facts).getByTitle('organisation:read').closest('tr') as HTMLElement;
    expect(mayRead.textContent).toContain('Everybody who is signed in');
  });

  it('say what a role does not permit, and what would', async () => {
    signedIn();
    renderRoute('/roles/view/2', [feature]);
    const facts = await screen.findByRole('tabpanel');
    expect(within(facts).queryByTitle('instance:manage')).toBeNull();
    fireEvent.click(within(facts).getByRole('checkbox'));
    const row = within(facts).getByTitle('instance:manage').closest('tr') as HTMLElement;
    expect(row.textContent).toContain('not permitted');
    expect(row.textContent).toContain('given by Site admin');
  });

  it('add a role, without the flags that are more than one’s own', async () => {
    signedIn({ flags: ['perm_community_admin'] });
    api.on(roles.create, () => role(4, 'Guest', 'perm_sync'));
    const shown = renderRoute('/roles/add', [feature]);
    fireEvent.change(await screen.findByLabelText(/^Name/), { target: { value: 'Guest' } });
    expect(screen.getByRole<HTMLInputElement>('switch', { name: 'Site admin' }).disabled).toBe(true);
    fireEvent.click(screen.getByRole('switch', { name: 'Sync' }));
    fireEvent.click(screen.getByRole('button', { name: 'Create role' }));
    await screen.findByText('Guest created.');
    expect(api.heard(roles.create)[0]?.body).toMatchObject({
      name: 'Guest',
      flags: { perm_sync: true, perm_admin: false },
    });
    await waitFor(() => expect(shown.address()).toBe('/roles/view/4'));
  });

  it('tell why a role that somebody has stays', async () => {
    signedIn();
    api.on(roles.remove, () => {
      throw new Refused(409, "2 users have the role 'Peer'; give them another role first");
    });
    renderRoute('/roles/index', [feature]);
    const row = (await screen.findByRole('link', { name: 'Peer' })).closest('tr') as HTMLElement;
    fireEvent.click(within(row).getByRole('button', { name: /^Delete/ }));
    fireEvent.click(await screen.findByRole('button', { name: 'Delete role' }));
    expect(await screen.findByText(/2 users have the role/)).toBeDefined();
    expect(api.heard(roles.remove)[0]?.ifMatch).toBe(3);
  });
});
