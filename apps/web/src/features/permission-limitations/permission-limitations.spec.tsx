import { metaTemplates, type PermissionLimitation, permissionLimitations } from '@cerebrate/contract';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { type FakeApi, fakeApi, Refused, signedIn } from '../../../test/fake-api.js';
import { aField } from '../../../test/fields.js';
import { renderRoute } from '../../../test/render-route.js';
import { userTemplate } from '../../../test/users.js';
import { feature } from './routes.js';

const limit = (id: number, permission: string, more: Partial<PermissionLimitation> = {}): PermissionLimitation => ({
  id,
  permission,
  scope: 'organisation',
  value: null,
  maxOccurrence: 2,
  comment: '',
  created: '2026-11-22T10:00:00.000Z',
  modified: '2026-11-22T10:00:00.000Z',
  version: 7,
  ...more,
});
const all = [limit(1, 'perm_mattermost'), limit(2, 'perm_misp', { scope: 'global', value: '1', maxOccurrence: 10 })];
describe('the pages of permission limitations', () => {
  let api: FakeApi;
  beforeEach(() => {
    api = fakeApi();
    signedIn();
    api.on(permissionLimitations.list, () => ({ items: all, total: 2, page: 1, limit: 50 }));
    api.on(permissionLimitations.get, ({ params }) => all.find(({ id }) => id === params.ref.id) ?? limit(9, 'none'));
    api.on(metaTemplates.forms, () => [
      userTemplate(aField(31, 'perm_mattermost', 'boolean'), aField(32, 'perm_misp', 'boolean')),
      userTemplate(aField(33, 'perm_misp', 'boolean')),
    ]);
    api.on(permissionLimitations.history, () => ({ entries: [], next: null }));
    api.on(permissionLimitations.usage, () => ({
      used: 3,
      values: [
        { value: 'yes', enabled: 3, disabled: 1, counts: true },
        { value: 'no', enabled: 4, disabled: 0, counts: false },
      ],
      organisations: [{ id: 5, uuid: '00000000-0000-4000-8000-000000000005', name: 'CIRCL', used: 3 }],
    }));
  });

  it('list the limits with what counts and where it is counted', async () => {
    renderRoute('/permissionLimitations/index', [feature]);
    const row = (await screen.findByRole('link', { name: 'perm_mattermost' })).closest('tr') as HTMLElement;
    expect(row.textContent).toContain('Each organisation');
    expect(row.textContent).toContain('Any that means yes');
    expect(within(row).getByRole('button', { name: /^Delete/ })).toBeDefined();
  });

  it('offer nothing to change to whoever may only read', async () => {
    signedIn({ flags: [] });
    renderRoute('/permissionLimitations/index', [feature]);
    await screen.findByRole('link', { name: 'perm_misp' });
    expect(screen.queryByRole('link', { name: 'Add limit' })).toBeNull();
    expect(screen.queryByRole('button', { name: /^Delete/ })).toBeNull();
  });

  it('add a limit on a field of users, each name offered once, an empty value counting every yes', async () => {
    api.on(permissionLimitations.create, ({ body }) => limit(3, body.permission));
    const page = renderRoute('/permissionLimitations/add', [feature]);
    const permission = await screen.findByLabelText<HTMLSelectElement>(/^Permission/);
    expect([...permission.options].filter(({ value }) => value === 'perm_misp')).toHaveLength(1);
    fireEvent.change(permission, { target: { value: 'perm_misp' } });
    fireEvent.change(screen.getByLabelText(/^Counted/), { target: { value: 'organisation' } });
    fireEvent.change(screen.getByLabelText(/^At most/), { target: { value: '4' } });
    fireEvent.click(screen.getByRole('button', { name: 'Add limit' }));
    await waitFor(() => expect(api.heard(permissionLimitations.create)).toHaveLength(1));
    expect(api.heard(permissionLimitations.create)[0]?.body).toEqual({
      ...{ permission: 'perm_misp', scope: 'organisation', value: null, maxOccurrence: 4, comment: '' },
    });
    await screen.findByText('Limit on perm_misp added.');
    expect(page.address()).not.toContain('add');
  });

  it('send nothing without a number, and say so at its field', async () => {
    renderRoute('/permissionLimitations/add', [feature]);
    fireEvent.change(await screen.findByLabelText(/^Permission/), { target: { value: 'perm_misp' } });
    fireEvent.click(screen.getByRole('button', { name: 'Add limit' }));
    await waitFor(() => expect(screen.getByLabelText(/^At most/).getAttribute('aria-invalid')).toBe('true'));
    expect(api.heard(permissionLimitations.create)).toEqual([]);
  });

  it('change what was changed only, of the version that was seen', async () => {
    api.on(permissionLimitations.update, () => limit(1, 'perm_mattermost', { maxOccurrence: 5 }));
    renderRoute('/permissionLimitations/edit/1', [feature]);
    fireEvent.change(await screen.findByLabelText(/^At most/), { target: { value: '5' } });
    fireEvent.click(screen.getByRole('button', { name: 'Save changes' }));
    await waitFor(() => expect(api.heard(permissionLimitations.update)).toHaveLength(1));
    expect(api.heard(permissionLimitations.update)[0]).toMatchObject({ body: { maxOccurrence: 5 }, ifMatch: 7 });
  });

  it('show how far a limit is used up, and by whom, to who administers users', async () => {
    renderRoute('/permissionLimitations/view/1', [feature]);
    expect(await screen.findByText('Fullest organisation')).toBeDefined();
    const bar = screen.getByRole('progressbar');
    expect(bar.getAttribute('aria-valuenow') ?? bar.getAttribute('value')).toBe('3');
    fireEvent.click(screen.getByRole('tab', { name: /By organisation/ }));
    expect((await screen.findByRole('link', { name: 'CIRCL' })).getAttribute('href')).toBe('/organisations/view/5');
  });

  it('show the limit alone to who does not', async () => {
    signedIn({ flags: [] });
    renderRoute('/permissionLimitations/view/1', [feature]);
    expect(await screen.findByRole('heading', { name: /perm_mattermost/ })).toBeDefined();
    expect(screen.queryByText('Fullest organisation')).toBeNull();
    expect(api.heard(permissionLimitations.usage)).toEqual([]);
  });

  it('delete a limit, and set it again when that was a mistake', async () => {
    api.on(permissionLimitations.remove, () => ({ done: true }) as never);
    api.on(permissionLimitations.create, () => all[0] as PermissionLimitation);
    renderRoute('/permissionLimitations/index', [feature]);
    const row = (await screen.findByRole('link', { name: 'perm_mattermost' })).closest('tr') as HTMLElement;
    fireEvent.click(within(row).getByRole('button', { name: /^Delete/ }));
    fireEvent.click(await screen.findByRole('button', { name: 'Delete limit' }));
    fireEvent.click(await screen.findByRole('button', { name: /Undo/ }));
    await waitFor(() => expect(api.heard(permissionLimitations.create)).toHaveLength(1));
    expect(api.heard(permissionLimitations.remove)[0]?.ifMatch).toBe(7);
    expect(api.heard(permissionLimitations.create)[0]?.body).toMatchObject({
      permission: 'perm_mattermost',
      value: null,
    });
  });

  it('tell why a limit that somebody else changed stays', async () => {
    api.on(permissionLimitations.remove, () => {
      throw new Refused(412, 'The limit was changed meanwhile; load it again');
    });
    renderRoute('/permissionLimitations/index', [feature]);
    const row = (await screen.findByRole('link', { name: 'perm_mattermost' })).closest('tr') as HTMLElement;
    fireEvent.click(within(row).getByRole('button', { name: /^Delete/ }));
    fireEvent.click(await screen.findByRole('button', { name: 'Delete limit' }));
    expect(await screen.findByText(/changed meanwhile/)).toBeDefined();
  });
});
