import { registration } from '@cerebrate/contract';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { type FakeApi, fakeApi } from '../../../test/fake-api.js';
import { renderRoute } from '../../../test/render-route.js';
import { feature } from './routes.js';

describe('the registration pages', () => {
  let api: FakeApi;
  beforeEach(() => {
    api = fakeApi();
    window.location.hash = '';
    api.on(registration.state, () => ({ isOpen: true }));
    api.on(registration.ask, () => ({ done: true as const }));
    api.on(registration.confirm, () => ({ done: true as const }));
  });

  it('take a wish and say that an e-mail is on its way', async () => {
    renderRoute('/register', [feature]);
    const type = (label: RegExp, value: string) =>
      fireEvent.change(screen.getByLabelText(label), { target: { value } });
    await screen.findByRole('heading', { name: 'Ask for an account' });
    type(/First name/, 'Nora');
    type(/Last name/, 'New');
    type(/E-mail/, 'nora@acme.example');
    type(/User name/, 'nora-new');
    fireEvent.click(screen.getByRole('button', { name: 'Send' }));
    await screen.findByRole('heading', { name: 'Look into your mailbox' });
    expect(api.heard(registration.ask)[0]?.body).toMatchObject({ email: 'nora@acme.example', website: '' });
  });

  it('say that registration is closed', async () => {
    api.on(registration.state, () => ({ isOpen: false }));
    renderRoute('/register', [feature]);
    expect(await screen.findByRole('heading', { name: 'Registration is closed' })).toBeDefined();
  });

  it('confirm nothing until the button is pressed, and keep the secret out of the address', async () => {
    window.location.hash = `#${'s'.repeat(32)}`;
    renderRoute('/register/confirm', [feature]);
    const button = await screen.findByRole('button', { name: 'Confirm the address' });
    expect(api.heard(registration.confirm)).toHaveLength(0);
    expect(window.location.hash).toBe('');
    fireEvent.click(button);
    await screen.findByRole('heading', { name: 'The address is confirmed' });
    expect(api.heard(registration.confirm)[0]?.body.token).toBe('s'.repeat(32));
  });

  it('choose a password typed twice alike', async () => {
    window.location.hash = `#${'p'.repeat(32)}`;
    api.on(registration.choosePassword, () => ({ username: 'nora-new' }));
    renderRoute('/register/password', [feature]);
    const [first, again] = [
      await screen.findByLabelText(/^Password(?! again)/),
      screen.getByLabelText(/^Password again/),
    ];
    fireEvent.change(first, { target: { value: 'a long password of nora' } });
    fireEvent.change(again, { target: { value: 'another' } });
    fireEvent.click(screen.getByRole('button', { name: 'Choose the password' }));
    expect((await screen.findAllByText(/is not the same/)).length).toBeGreaterThan(0);
    fireEvent.change(again, { target: { value: 'a long password of nora' } });
    fireEvent.click(screen.getByRole('button', { name: 'Choose the password' }));
    await waitFor(() => expect(api.heard(registration.choosePassword)).toHaveLength(1));
    await screen.findByRole('heading', { name: 'Your password is set' });
  });
});
