import {
  type InboxRequest,
  type InboxRow,
  inbox,
  organisations,
  type RegistrationAdvice,
  registration,
  roleFlags,
  roles,
  users,
} from '@cerebrate/contract';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { type FakeApi, fakeApi, Refused, signedIn } from '../../../test/fake-api.js';
import { renderRoute } from '../../../test/render-route.js';
import { feature } from './routes.js';

const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const row = (id: number, more: Partial<InboxRow> = {}): InboxRow => ({
  id,
  uuid: uuid(id),
  kind: 'user.registration',
  scope: 'User',
  action: 'Registration',
  title: `Account asked for by person${id}@acme.example`,
  origin: '192.0.2.1',
  severity: 'warning',
  state: 'open',
  sender: null,
  organisation: { id: 7, uuid: uuid(7), name: 'Acme' },
  decidedBy: null,
  decidedAt: null,
  message: null,
  created: '2026-01-01T00:00:00.000Z',
  modified: '2026-01-01T00:00:00.000Z',
  version: 1,
  ...more,
});
const request = (id: number, more: Partial<InboxRequest> = {}): InboxRequest => ({
  ...row(id),
  payload: {
    username: 'nora-wishes',
    email: `person${id}@acme.example`,
    firstName: 'Nora',
    lastName: 'New',
    organisationName: 'Acme',
    organisationUuid: '',
    note: 'I am new here',
  },
  outcome: null,
  canAccept: true,
  ...more,
});
const advice: RegistrationAdvice = {
  organisations: [{ id: 7, uuid: uuid(7), name: 'Acme', reasons: ['domain'] }],
  people: [],
  usernameTaken: false,
  emailTaken: false,
  confirmedAt: '2026-01-01T00:00:00.000Z',
  awaitsPassword: false,
};
const flags = Object.fromEntries(roleFlags.map((flag) => [flag, false])) as never;
const role = { id: 5, uuid: uuid(5), name: 'User', isDefault: true, flags, permissions: [], version: 1 };
const page = <T,>(items: T[]) => ({ items, total: items.length, page: 1, limit: 50 });

describe('the inbox pages', () => {
  let api: FakeApi;
  beforeEach(() => {
    api = fakeApi();
    signedIn();
    api.on(inbox.list, () => page([row(1), row(2, { state: 'declined', decidedBy: 'ada' })]));
    api.on(inbox.get, ({ params }) => request(params.ref.id ?? 0));
    api.on(registration.advice, () => advice);
    api.on(roles.list, () => page([role]));
    api.on(users.candidates, () => ({ items: [] }));
    api.on(organisations.list, () => page([]));
  });

  it('list what waits and what was decided', async () => {
    renderRoute('/inbox/index', [feature]);
    expect(await screen.findByRole('link', { name: 'Account asked for by person1@acme.example' })).toBeDefined();
    expect(screen.getAllByText('Open').length).toBeGreaterThan(0);
    expect(screen.getAllByText('Declined').length).toBeGreaterThan(0);
  });

  it('count in the side-bar what is open', async () => {
    const count = await feature.navigation?.[0]?.count?.(new AbortController().signal);
    expect(count).toBe(2);
    expect(api.heard(inbox.list)[0]?.search).toContain('state=open');
  });

  it('approve a registration with the suggested organisation, and show a fault at its field', async () => {
    api.on(inbox.accept, () => {
      throw new Refused(409, 'this user name is taken', [{ path: ['username'], message: 'is taken; choose another' }]);
    });
    renderRoute('/inbox/process/1', [feature]);
    fireEvent.click(await screen.findByRole('button', { name: 'Create user' }));
    expect((await screen.findAllByText(/is taken; choose another/)).length).toBeGreaterThan(0);
    api.on(inbox.accept, ({ params }) =>
      request(params.ref.id ?? 0, { state: 'accepted', outcome: { username: 'nora-wishes', userId: 9 } }),
    );
    fireEvent.click(screen.getByRole('button', { name: 'Create user' }));
    await waitFor(() => expect(api.heard(inbox.accept)).toHaveLength(2));
    expect(api.heard(inbox.accept)[1]?.body.decision).toMatchObject({
      individualId: null,
      firstName: 'Nora',
      lastName: 'New',
      email: 'person1@acme.example',
      username: 'nora-wishes',
      organisationId: 7,
      roleId: 5,
      disabled: false,
    });
  });

  it('decline with words for whoever asked', async () => {
    api.on(inbox.decline, ({ params }) => request(params.ref.id ?? 0, { state: 'declined' }));
    renderRoute('/inbox/decline/1', [feature]);
    fireEvent.change(await screen.findByLabelText('Message'), { target: { value: 'Not now' } });
    fireEvent.click(screen.getByRole('button', { name: 'Decline' }));
    await waitFor(() => expect(api.heard(inbox.decline)[0]?.body.message).toBe('Not now'));
  });

  it('say what cannot be carried out here', async () => {
    api.on(inbox.get, () => request(3, { kind: 'data.exchange', payload: { a: 1 }, canAccept: false }));
    renderRoute('/inbox/process/3', [feature]);
    expect(await screen.findByText(/Nothing on this node carries requests of this kind out/)).toBeDefined();
  });

  it('send the link again while the owner of an approved account has no password', async () => {
    api.on(inbox.get, () => request(4, { state: 'accepted', outcome: { userId: 9, username: 'nora-wishes' } }));
    api.on(registration.advice, () => ({ ...advice, awaitsPassword: true }));
    api.on(registration.resend, () => ({ done: true as const }));
    renderRoute('/inbox/view/4', [feature]);
    fireEvent.click(await screen.findByRole('button', { name: 'Send the link again' }));
    await waitFor(() => expect(api.heard(registration.resend)).toHaveLength(1));
  });
});
