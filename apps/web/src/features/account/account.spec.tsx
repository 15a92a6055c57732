import {
  account,
  authKeys,
  bookmarks,
  factors,
  notifications,
  type SignedInBrowser,
  session,
} from '@cerebrate/contract';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { type FakeApi, fakeApi, Refused, signedIn } from '../../../test/fake-api.js';
import { renderRoute } from '../../../test/render-route.js';
import { saveBookmark } from '../../parts/bookmarks/bookmarks.js';
import { browserName } from '../../parts/second-factor/index.js';
import { feature as signInFeature } from '../sign-in/routes.js';
import { feature } from './routes.js';

const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const edge =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0';
const browser = (n: number, userAgent: string, isCurrent: boolean): SignedInBrowser => ({
  id: `00000000-0000-4000-8000-00000000000${n}`,
  created: '2026-01-01T00:00:00.000Z',
  seenAt: '2026-01-01T00:00:00.000Z',
  expiresAt: '2026-01-02T00:00:00.000Z',
  ip: '192.0.2.1',
  signInIp: '192.0.2.1',
  device: {
    browser: userAgent === edge ? 'Edge' : 'Firefox',
    system: userAgent === edge ? 'Windows' : 'Linux',
    kind: 'desktop',
  },
  method: 'password',
  userAgent,
  isCurrent,
});

describe('the account page', () => {
  let api: FakeApi;
  beforeEach(() => {
    api = fakeApi();
    signedIn();
    api.on(session.list, () => ({ items: [browser(1, firefox, true), browser(2, edge, false)] }));
    api.on(session.get, () => ({ signedIn: false, user: null, csrfToken: null, settings: {} }));
    api.on(notifications.subscriptions, () => [
      { kind: 'data.changed', label: 'Data was changed', description: 'By others.', bell: true, mail: 'off' as const },
    ]);
    api.on(factors.get, () => ({
      totp: null,
      passkeys: [],
      recoveryCodes: null,
      isRequired: false,
      passkeysRefused: null,
    }));
    api.on(authKeys.list, () => ({ items: [], total: 0, page: 1, limit: 200 }));
  });

  const change = async (current: string, next: string, again = next) => {
    fireEvent.change(await screen.findByLabelText(/^Current password/), { target: { value: current } });
    fireEvent.change(screen.getByLabelText(/^New password\*?$/), { target: { value: next } });
    fireEvent.change(screen.getByLabelText(/^New password again/), { target: { value: again } });
    fireEvent.click(screen.getByRole('button', { name: 'Change password' }));
  };

  it('tells who one is and what one may do', async () => {
    renderRoute('/users/settings', [feature]);
    expect(await screen.findByText('ada@example.org')).toBeDefined();
    expect(screen.getByRole('link', { name: 'CIRCL' }).getAttribute('href')).toBe('/organisations/view/1');
    expect(screen.getByTitle('organisation:create')).toBeDefined();
  });

  it('changes the password for the current one and empties the form', async () => {
    api.on(account.changePassword, () => ({ done: true as const }));
    renderRoute('/users/settings?tab=password', [feature]);
    await change('the old password', 'A new good one');
    await screen.findByText('Password changed. Other browsers are signed out.');
    expect(api.heard(account.changePassword)[0]?.body).toEqual({
      currentPassword: 'the old password',
      newPassword: 'A new good one',
    });
    await waitFor(() => expect(screen.getByLabelText<HTMLInputElement>(/^Current password/).value).toBe(''));
  });

  it('says what is wrong with the new password, or that the current one is another', async () => {
    api.on(account.changePassword, () => {
      throw new Refused(400, 'currentPassword: is not your current password', [
        { path: ['currentPassword'], message: 'is not your current password' },
      ]);
    });
    renderRoute('/users/settings?tab=password', [feature]);
    await change('x', 'short', 'other');
    expect((await screen.findAllByText(/must have at least 12 characters/)).length).toBeGreaterThan(0);
    await change('x', 'A new good one', 'A new other one');
    expect((await screen.findAllByText('The two new passwords differ.')).length).toBeGreaterThan(0);
    await change('x', 'A new good one');
    expect((await screen.findAllByText('Current password is not your current password')).length).toBeGreaterThan(0);
  });

  it('lists signed-in browsers and signs another one out', async () => {
    api.on(session.end, () => ({ done: true as const }));
    renderRoute('/users/settings?tab=sessions', [feature]);
    const row = (await screen.findByText('Edge on Windows')).closest('tr') as HTMLElement;
    const own = screen.getByText('Firefox on Linux').closest('tr') as HTMLElement;
    expect(within(own).getByText('This browser')).toBeDefined();
    expect(within(own).queryByRole('button', { name: /^Sign out/ })).toBeNull();
    fireEvent.click(within(row).getByRole('button', { name: /^Sign out/ }));
    await screen.findByText('Browser signed out.');
    expect(api.heard(session.end)[0]?.params.id).toBe('00000000-0000-4000-8000-000000000002');
  });

  it('signs out everywhere after asking', async () => {
    api.on(session.signOutEverywhere, () => ({ done: true as const }));
    const shown = renderRoute('/users/settings?tab=sessions', [feature, signInFeature]);
    fireEvent.click(await screen.findByRole('button', { name: 'Sign out everywhere' }));
    fireEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Sign out everywhere' }));
    await screen.findByLabelText('Password');
    await waitFor(() => expect(shown.address()).toBe('/users/login'));
  });

  it('chooses what one is told, and how', async () => {
    api.on(notifications.subscribe, () => ({ done: true as const }));
    renderRoute('/users/settings?tab=notifications', [feature]);
    fireEvent.change(await screen.findByLabelText('E-mail: Data was changed'), { target: { value: 'daily' } });
    await screen.findByText('Saved.');
    expect(api.heard(notifications.subscribe)[0]).toMatchObject({
      params: { kind: 'data.changed' },
      body: { bell: true, mail: 'daily' },
    });
  });

  it('keeps, changes and forgets bookmarks', async () => {
    const lu = { label: 'Luxembourg', name: '', url: '/organisations/index?country=LU' };
    let items = [lu];
    api.on(bookmarks.list, () => ({ items }));
    const keep = (next: typeof items) => {
      items = next;
      return { items };
    };
    api.on(bookmarks.save, ({ body }) => keep([...items.filter(({ url }) => url !== body.url), body]));
    api.on(bookmarks.remove, ({ query }) => keep(items.filter(({ url }) => url !== query.url)));
    renderRoute('/users/settings?tab=bookmarks', [feature]);
    const table = await screen.findByRole('table', { name: /Bookmarks/ });
    const row = (await within(table).findByText('Luxembourg')).closest('tr') as HTMLElement;
    fireEvent.click(within(row).getByRole('button', { name: /^Change/ }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Change bookmark' }));
    fireEvent.change(dialog.getByLabelText(/^Address/), { target: { value: '/organisations/index?country=BE' } });
    fireEvent.click(dialog.getByRole('button', { name: 'Change bookmark' }));
    await waitFor(() => expect(items.map(({ url }) => url)).toEqual(['/organisations/index?country=BE']));
    const changed = (await within(table).findByText('/organisations/index?country=BE')).closest('tr') as HTMLElement;
    fireEvent.click(within(changed).getByRole('button', { name: /^Forget/ }));
    await screen.findByText('Luxembourg forgotten.');
    expect(items).toEqual([]);
  });

  it('leaves bookmarks out of the side-bar, and folds it', async () => {
    const mine = { label: 'My list', name: '', url: '/tags/index' };
    api.on(bookmarks.save, () => ({ items: [mine] }));
    await saveBookmark(mine);
    renderRoute('/users/settings?tab=appearance', [feature]);
    const side = within(await screen.findByRole('navigation', { name: 'Main' }));
    await side.findByText('My list');
    fireEvent.click(await screen.findByLabelText('Shows my bookmarks'));
    expect(side.queryByText('My list')).toBeNull();
    expect(localStorage.getItem('cerebrate.sidebar.include_bookmarks')).toBe('false');
    fireEvent.click(screen.getByLabelText('Shown with words, not icons alone'));
    expect(localStorage.getItem('cerebrate.side.narrow')).toBe('true');
  });

  it('has the theme of the instance until one chooses', async () => {
    document.documentElement.setAttribute('data-default-theme', 'dark');
    renderRoute('/users/settings?tab=appearance', [feature]);
    const select = await screen.findByLabelText<HTMLSelectElement>('Theme', { selector: 'select' });
    expect(select.value).toBe('dark');
    await waitFor(() => expect(document.documentElement.getAttribute('data-bs-theme')).toBe('dark'));
    fireEvent.change(select, { target: { value: 'light' } });
    await waitFor(() => expect(document.documentElement.getAttribute('data-bs-theme')).toBe('light'));
    document.documentElement.removeAttribute('data-default-theme');
  });

  it('keeps theme and rows per page', async () => {
    renderRoute('/users/settings?tab=appearance', [feature]);
    fireEvent.change(await screen.findByLabelText('Theme', { selector: 'select' }), { target: { value: 'dark' } });
    await waitFor(() => expect(document.documentElement.getAttribute('data-bs-theme')).toBe('dark'));
    fireEvent.change(screen.getByLabelText('Rows per page'), { target: { value: '100' } });
    expect(localStorage.getItem('cerebrate.limit')).toBe('100');
  });
});

describe('the name of a browser', () => {
  it('is what a person would say', () => {
    const device = { browser: 'Edge', system: 'Windows', kind: 'desktop' } as const;
    const none = { browser: null, system: null, kind: 'other' } as const;
    expect(browserName({ device, userAgent: edge })).toBe('Edge on Windows');
    expect(browserName({ device: none, userAgent: 'curl/8.0' })).toBe('curl/8.0');
    expect(browserName({ device: none, userAgent: null })).toBe('Unknown browser');
  });
});
