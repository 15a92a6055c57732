import { type InstanceSetting, mail, settings } from '@cerebrate/contract';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { type FakeApi, fakeApi, Refused, signedIn } from '../../../test/fake-api.js';
import { renderRoute } from '../../../test/render-route.js';
import { feature } from './routes.js';
import { kept } from './setting-row.js';

const setting = (id: string, more: Partial<InstanceSetting>): InstanceSetting => ({
  id,
  category: 'Application',
  group: 'Session',
  label: id,
  description: 'What it does.',
  input: 'text',
  choices: [],
  value: '',
  default: '',
  isSet: false,
  isActive: true,
  isFixed: false,
  needs: null,
  fault: null,
  version: 0,
  ...more,
});
const all = [
  setting('Session.timeout', { label: 'Session timeout', input: 'number', value: 720, default: 720 }),
  setting('mail.host', {
    category: 'Notifications',
    group: 'E-mail',
    label: 'SMTP server',
    value: 'mx.example',
    isSet: true,
    version: 3,
    fault: { severity: 'warning', message: 'It does not answer.' },
  }),
  setting('mail.password', {
    category: 'Notifications',
    group: 'E-mail',
    label: 'Password',
    input: 'secret',
    value: null,
    default: null,
    isSet: true,
    version: 1,
  }),
];

describe('the settings page', () => {
  let api: FakeApi;
  beforeEach(() => {
    api = fakeApi();
    signedIn();
    api.on(settings.list, () => all);
    api.on(settings.update, ({ body }) => setting('Session.timeout', { value: body.value }));
  });

  it('shows what the environment decides, with where it is decided and no way to save it', async () => {
    const fixed = setting('App.baseurl', {
      label: 'Address of this instance',
      value: 'https://node.example',
      isFixed: true,
      needs: 'Set by BASE_URL in the environment.',
    });
    api.on(settings.list, () => [fixed]);
    renderRoute('/instance/settings', [feature]);
    expect((await screen.findByLabelText('Address of this instance')).textContent).toBe('https://node.example');
    expect(screen.getByText(/Set by BASE_URL/)).toBeDefined();
    expect(screen.queryByRole('button', { name: /^Save/ })).toBeNull();
  });

  it('saves one setting at a time, as what it is', async () => {
    renderRoute('/instance/settings', [feature]);
    const input = await screen.findByLabelText('Session timeout');
    const save = screen.getByRole<HTMLButtonElement>('button', { name: 'Save Session timeout' });
    expect(save.disabled).toBe(true);
    fireEvent.change(input, { target: { value: '30' } });
    fireEvent.click(save);
    await screen.findByText('Session timeout saved.');
    expect(api.heard(settings.update)[0]).toMatchObject({
      params: { name: 'Session.timeout' },
      body: { value: 30 },
      ifMatch: 0,
    });
  });

  it('says at the field why a value was refused', async () => {
    api.on(settings.update, () => {
      throw new Refused(400, 'x', [{ path: ['value'], message: 'must be 5 minutes or more' }]);
    });
    renderRoute('/instance/settings', [feature]);
    fireEvent.change(await screen.findByLabelText('Session timeout'), { target: { value: '1' } });
    fireEvent.click(screen.getByRole('button', { name: 'Save Session timeout' }));
    expect((await screen.findByRole('alert')).textContent).toBe('must be 5 minutes or more');
  });

  it('finds a setting by its words and goes there', async () => {
    const shown = renderRoute('/instance/settings', [feature]);
    fireEvent.change(await screen.findByLabelText('Find a setting'), { target: { value: 'smtp' } });
    fireEvent.click(screen.getByRole('button', { name: 'SMTP server' }));
    const input = await screen.findByLabelText<HTMLInputElement>('SMTP server');
    expect(shown.address()).toContain('tab=notifications');
    await waitFor(() => expect(document.activeElement).toBe(input));
  });

  it('lists what is in error and counts it in the menu', async () => {
    renderRoute('/instance/settings?tab=diagnostic', [feature]);
    const item = (await screen.findByText('It does not answer.')).closest('li') as HTMLElement;
    expect(within(item).getByText('Warning')).toBeDefined();
    const [entry] = feature.navigation ?? [];
    expect(await entry?.count?.(new AbortController().signal)).toBe(1);
  });

  it('never shows a secret, and gives a default back', async () => {
    api.on(settings.reset, () => setting('mail.password', {}));
    renderRoute('/instance/settings?tab=notifications', [feature]);
    const input = await screen.findByLabelText<HTMLInputElement>('Password');
    expect(input.type).toBe('password');
    expect(input.value).toBe('');
    fireEvent.click(screen.getByRole('button', { name: 'Give Password its default back' }));
    await screen.findByText('Password has its default back.');
    expect(api.heard(settings.reset)[0]?.ifMatch).toBe(1);
  });

  it('tests the mail server and says what it answered', async () => {
    api.on(mail.test, () => ({ ok: false, address: 'a@b.example', message: 'connection refused' }));
    renderRoute('/instance/settings', [feature]);
    fireEvent.click(await screen.findByRole('button', { name: 'Send a test e-mail to me' }));
    await screen.findByText('connection refused');
  });

  it('keeps what was typed as lists, numbers and text', () => {
    expect(kept({ input: 'list' }, ' 10.0.0.0/8 \n\n::1')).toEqual(['10.0.0.0/8', '::1']);
    expect(kept({ input: 'number' }, '5')).toBe(5);
    expect(kept({ input: 'number' }, ' ')).toBeNull();
    expect(kept({ input: 'text' }, 'a')).toBe('a');
  });
});
