import { authKeys, factors, session } from '@cerebrate/contract';
import { fireEvent, screen, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { type FakeApi, fakeApi, Refused, signedIn } from '../../../test/fake-api.js';
import { renderRoute } from '../../../test/render-route.js';
import { call } from '../../api/index.js';
import { keepSession } from '../../api/session-store.js';
import type { Feature } from '../../ui/index.js';
import { feature } from './routes.js';

const stranger = { signedIn: false, user: null, csrfToken: null, settings: {} };
const start: Feature = {
  routes: [
    {
      index: true,
      Component: () => (
        <button type="button" onClick={() => void call(authKeys.create, { body: {} }).catch(() => undefined)}>
          Make a key
        </button>
      ),
    },
  ],
};

describe('after the password', () => {
  let api: FakeApi;
  beforeEach(() => {
    api = fakeApi();
    keepSession(undefined);
    api.on(session.get, () => stranger);
    api.on(authKeys.list, () => {
      throw new Refused(401, 'sign in');
    });
    api.on(session.signIn, () => ({ ...stranger, step: { factors: ['totp' as const, 'recovery' as const] } }));
  });

  const signIn = async () => {
    renderRoute('/users/login', [feature, start]);
    fireEvent.change(await screen.findByLabelText('User name'), { target: { value: 'ada' } });
    fireEvent.change(screen.getByLabelText('Password'), { target: { value: 'her password' } });
    fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));
    await screen.findByRole('heading', { name: 'One more step' });
  };

  it('a code is asked for, and leads in', async () => {
    api.on(session.secondFactor, ({ body }) => {
      if (body.kind !== 'totp' || body.code !== '123456') throw new Refused(401, 'this is not right');
      const told = signedIn();
      keepSession(undefined);
      return told;
    });
    await signIn();
    fireEvent.change(screen.getByLabelText('Code'), { target: { value: '000 000' } });
    fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));
    await screen.findByText('this is not right');
    fireEvent.change(screen.getByLabelText('Code'), { target: { value: '123 456' } });
    fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));
    await screen.findByRole('button', { name: 'Make a key' });
  });

  it('stays although a page that was asked too early is refused', async () => {
    await signIn();
    await expect(call(authKeys.list)).rejects.toMatchObject({ status: 401 });
    expect(screen.getByRole('heading', { name: 'One more step' })).toBeDefined();
  });

  it('a recovery code stands in, and one can begin again', async () => {
    await signIn();
    fireEvent.click(screen.getByRole('button', { name: 'Use a recovery code instead' }));
    expect(screen.getByLabelText('Recovery code')).toBeDefined();
    fireEvent.click(screen.getByRole('button', { name: 'Sign in as somebody else' }));
    await screen.findByLabelText('Password');
  });

  it('what must be done first is led to before any page', async () => {
    keepSession({ ...signedIn(), heldBy: 'factor' });
    api.on(factors.get, () => ({
      totp: null,
      passkeys: [],
      recoveryCodes: null,
      isRequired: true,
      passkeysRefused: 'Passkeys need an encrypted connection.',
    }));
    const page = renderRoute('/', [feature, start]);
    await screen.findByRole('heading', { name: 'Set up a second factor' });
    expect(page.address()).toBe('/users/first?next=%2F');
    expect(screen.getByText('Passkeys need an encrypted connection.')).toBeDefined();
  });
});

describe('a call that needs a proof', () => {
  it('asks in a dialog and is sent again', async () => {
    const api = fakeApi();
    signedIn();
    let proved = false;
    api.on(session.proofs, () => ({ kinds: ['password' as const], provedUntil: null }));
    api.on(session.prove, () => {
      proved = true;
      return { done: true as const };
    });
    api.on(authKeys.create, () => {
      if (!proved) throw new Refused(403, 'prove again', [], 'urn:cerebrate:problem:proof-needed');
      throw new Refused(400, 'made');
    });
    renderRoute('/', [feature, start]);
    fireEvent.click(await screen.findByRole('button', { name: 'Make a key' }));
    const dialog = await screen.findByRole('dialog', { name: 'Is it you?' });
    fireEvent.change(await within(dialog).findByLabelText('Password'), { target: { value: 'her password' } });
    fireEvent.click(within(dialog).getByRole('button', { name: 'Confirm' }));
    await expect.poll(() => api.heard(authKeys.create).length).toBe(2);
    expect(api.heard(session.prove)[0]?.body).toEqual({ kind: 'password', password: 'her password' });
  });
});
