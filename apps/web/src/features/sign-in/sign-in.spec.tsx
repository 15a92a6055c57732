import { session } from '@cerebrate/contract';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { type FakeApi, fakeApi, Refused, signedIn } from '../../../test/fake-api.js';
import { renderRoute } from '../../../test/render-route.js';
import { keepSession } from '../../api/session-store.js';
import type { Feature } from '../../ui/index.js';
import { returnPath } from './return-path.js';
import { feature } from './routes.js';

const stranger = { signedIn: false, user: null, csrfToken: null, settings: {} };
const start: Feature = {
  routes: [
    { index: true, Component: () => <h1>Start</h1> },
    { path: 'organisations/index', Component: () => <h1>List</h1> },
  ],
};

describe('the sign-in page', () => {
  let api: FakeApi;
  beforeEach(() => {
    api = fakeApi();
    keepSession(undefined);
    api.on(session.get, () => stranger);
  });

  const type = (username: string, password: string) => {
    fireEvent.change(screen.getByLabelText('User name'), { target: { value: username } });
    fireEvent.change(screen.getByLabelText('Password'), { target: { value: password } });
    fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));
  };
  const letIn = () =>
    api.on(session.signIn, () => {
      const told = signedIn();
      keepSession(undefined);
      return told;
    });

  it('leads a stranger here and back to the page they asked for', async () => {
    letIn();
    const page = renderRoute('/organisations/index?q=circl', [feature, start]);
    await screen.findByLabelText('User name');
    expect(page.address()).toBe('/users/login?next=%2Forganisations%2Findex%3Fq%3Dcircl');
    type('  Ada ', 'her password');
    await screen.findByRole('heading', { name: 'List' });
    expect(page.address()).toBe('/organisations/index?q=circl');
    expect(api.heard(session.signIn)[0]?.body).toEqual({ username: 'Ada', password: 'her password' });
  });

  it('says one thing for wrong credentials, keeps the name, and asks for the password again', async () => {
    api.on(session.signIn, () => {
      throw new Refused(401, 'user name or password is wrong, or the account is disabled');
    });
    renderRoute('/users/login', [feature, start]);
    await screen.findByLabelText('User name');
    type('ada', 'wrong');
    expect(await screen.findByRole('alert')).toHaveProperty(
      'textContent',
      expect.stringContaining('User name or password is wrong, or the account is disabled.'),
    );
    expect(screen.getByLabelText<HTMLInputElement>('User name').value).toBe('ada');
    expect(screen.getByLabelText<HTMLInputElement>('Password').value).toBe('');
    await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText('Password')));
  });

  it('tells how long to wait after too many attempts, and waits', async () => {
    api.on(session.signIn, () => {
      throw new Refused(429, 'too many attempts');
    });
    renderRoute('/users/login', [feature, start]);
    await screen.findByLabelText('User name');
    type('ada', 'wrong');
    expect(await screen.findByText('Too many attempts.')).toBeDefined();
    expect(screen.getByText(/Try again in (1 min|59 s)/)).toBeDefined();
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Sign in' }).disabled).toBe(true);
  });

  it('asks for what is missing without asking the server', async () => {
    renderRoute('/users/login', [feature, start]);
    await screen.findByLabelText('User name');
    type('', '');
    expect(await screen.findByText('User name is needed')).toBeDefined();
    expect(screen.getByText('Password is needed')).toBeDefined();
    expect(document.activeElement).toBe(screen.getByLabelText('User name'));
    expect(api.heard(session.signIn)).toHaveLength(0);
  });

  it('lets somebody who is signed in go on at once', async () => {
    signedIn();
    const page = renderRoute('/users/login?next=/organisations/index', [feature, start]);
    await screen.findByRole('heading', { name: 'List' });
    expect(page.address()).toBe('/organisations/index');
  });
});

describe('the way back', () => {
  it('leads to our own pages only', () => {
    expect(returnPath('/organisations/view/17?tab=history#x')).toBe('/organisations/view/17?tab=history#x');
    for (const next of [
      null,
      '',
      'https://evil.example',
      '//evil.example',
      '/\\evil.example',
      '/\t/evil.example',
      'javascript:alert(1)',
      '/users/login?next=/users/login',
    ])
      expect(returnPath(next)).toBe('/');
  });
});
