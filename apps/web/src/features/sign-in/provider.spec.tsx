import { session, singleSignOn } from '@cerebrate/contract';
import { fireEvent, screen } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { type FakeApi, fakeApi } from '../../../test/fake-api.js';
import { renderRoute } from '../../../test/render-route.js';
import { keepSession } from '../../api/session-store.js';
import { feature } from './routes.js';

const provider = { label: 'Example ID', startUrl: '/social-auth/login/keycloak' };

describe('signing in through a provider', () => {
  let api: FakeApi;
  beforeEach(() => {
    api = fakeApi();
    keepSession(undefined);
    api.on(session.get, () => ({ signedIn: false, user: null, csrfToken: null, settings: {} }));
  });

  it('is a link beside the form, which keeps the page that was asked for', async () => {
    api.on(singleSignOn.options, () => ({ password: true, provider, accountUrl: null }));
    renderRoute('/users/login?next=%2Forganisations%2Findex', [feature]);
    const link = await screen.findByRole('link', { name: /Sign in with Example ID/ });
    expect(link.getAttribute('href')).toBe('/social-auth/login/keycloak?redirect=%2Forganisations%2Findex');
    expect(screen.getByLabelText('Password')).toBeDefined();
  });

  it('is the only way while passwords are off, except for emergencies', async () => {
    api.on(singleSignOn.options, () => ({ password: false, provider, accountUrl: null }));
    renderRoute('/users/login', [feature]);
    await screen.findByRole('link', { name: /Sign in with Example ID/ });
    expect(screen.queryByLabelText('Password')).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: 'Sign in as the emergency administrator' }));
    expect(screen.getByLabelText('Password')).toBeDefined();
  });

  it('that was refused says which of the words of the provider differs', async () => {
    api.on(singleSignOn.refusal, () => ({
      refusal: {
        reason: 'other-email' as const,
        provider: 'Example ID',
        claims: [
          { claim: 'preferred_username', value: 'ada', isFault: false },
          { claim: 'email', value: 'ada@elsewhere.example', isFault: true },
        ],
        detail: null,
        requestId: 'r-1',
      },
    }));
    renderRoute('/users/refused', [feature]);
    expect(await screen.findByText('The account of this user name has another e-mail address here.')).toBeDefined();
    expect(screen.getByText('ada@elsewhere.example').textContent).toContain('does not match');
  });

  it('without a refusal leads to the sign-in page', async () => {
    api.on(singleSignOn.refusal, () => ({ refusal: null }));
    const page = renderRoute('/users/refused', [feature]);
    await screen.findByLabelText('User name');
    expect(page.address()).toBe('/users/login');
  });
});
