import { type OutboxMessage, type OutboxRow, outbox } from '@cerebrate/contract';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { type FakeApi, fakeApi, signedIn } from '../../../test/fake-api.js';
import { renderRoute } from '../../../test/render-route.js';
import { pageOf, uuidOf } from '../../../test/users.js';
import { feature } from './routes.js';

const row = (id: number, more: Partial<OutboxRow> = {}): OutboxRow => ({
  id,
  uuid: uuidOf(id),
  kind: 'brood.message',
  scope: 'Brood',
  action: 'Message',
  title: `Message ${id} to node-b`,
  severity: 'warning',
  state: 'failed',
  user: null,
  attempts: 10,
  triedAt: '2026-01-01T00:00:00.000Z',
  nextAt: null,
  fault: 'node-b answered 502',
  created: '2026-01-01T00:00:00.000Z',
  modified: '2026-01-01T00:00:00.000Z',
  version: 1,
  ...more,
});
const message = (id: number, more: Partial<OutboxMessage> = {}): OutboxMessage => ({
  ...row(id),
  payload: { to: 'node-b', text: 'hello' },
  canSend: true,
  ...more,
});

describe('the outbox', () => {
  let api: FakeApi;
  beforeEach(() => {
    api = fakeApi();
    signedIn({ flags: ['perm_admin'] });
    api.on(outbox.list, () => pageOf([row(1), row(2, { state: 'sent', fault: null })]));
    api.on(outbox.get, ({ params }) => message(params.ref.id ?? 0));
  });
  const rowOf = async (name: string) => (await screen.findByRole('link', { name })).closest('tr') as HTMLElement;

  it('tells why a message was not taken, and offers acts only on what is not sent', async () => {
    renderRoute('/outbox/index', [feature]);
    const failed = await rowOf('Message 1 to node-b');
    expect(within(failed).getByText('node-b answered 502')).toBeDefined();
    expect(within(failed).getByRole('button', { name: /^Resend/ })).toBeDefined();
    expect(within(await rowOf('Message 2 to node-b')).queryByRole('button', { name: /^Resend/ })).toBeNull();
  });

  it('sends again, and says what came of it', async () => {
    api.on(outbox.resend, () => message(1, { fault: 'node-b does not answer' }));
    renderRoute('/outbox/index', [feature]);
    fireEvent.click(within(await rowOf('Message 1 to node-b')).getByRole('button', { name: /^Resend/ }));
    await screen.findByText('It was not taken: node-b does not answer');
    api.on(outbox.resend, () => message(1, { state: 'sent', fault: null }));
    fireEvent.click(within(await rowOf('Message 1 to node-b')).getByRole('button', { name: /^Resend/ }));
    await screen.findByText('Sent.');
  });

  it('is asked before a message is given up', async () => {
    api.on(outbox.discard, () => message(1, { state: 'discarded' }));
    renderRoute('/outbox/index', [feature]);
    fireEvent.click(within(await rowOf('Message 1 to node-b')).getByRole('button', { name: /^Delete/ }));
    const question = await screen.findByRole('dialog');
    expect(api.heard(outbox.discard)).toHaveLength(0);
    fireEvent.click(within(question).getByRole('button', { name: 'Delete' }));
    await waitFor(() => expect(api.heard(outbox.discard)).toHaveLength(1));
  });

  it('gives up those that are chosen, and says how many were sent already', async () => {
    api.on(outbox.discardMany, () => ({ discarded: 1, skipped: 1 }));
    renderRoute('/outbox/index', [feature]);
    fireEvent.click(await screen.findByRole('checkbox', { name: 'Select Message 1 to node-b' }));
    fireEvent.click(screen.getByRole('checkbox', { name: 'Select Message 2 to node-b' }));
    fireEvent.click(within(screen.getByRole('toolbar', { name: /selected/ })).getByRole('button', { name: 'Delete' }));
    const question = await screen.findByRole('dialog', { name: 'Delete 2 messages' });
    fireEvent.click(within(question).getByRole('button', { name: 'Delete' }));
    await screen.findByText('1 deleted. 1 was sent or deleted already.');
    expect(api.heard(outbox.discardMany)[0]?.body).toEqual({ ids: [1, 2] });
    expect(screen.queryByRole('toolbar', { name: /selected/ })).toBeNull();
  });

  it('shows one message with what is sent and when it is tried again', async () => {
    api.on(outbox.get, () => message(1, { state: 'waiting', nextAt: '2026-01-01T01:00:00.000Z', canSend: false }));
    renderRoute('/outbox/view/1', [feature]);
    await screen.findByText(/does not know yet how to send/);
    expect(screen.getByText('Next try')).toBeDefined();
    expect(screen.getByText(/hello/)).toBeDefined();
  });

  it('gives no act to those who only read it', async () => {
    signedIn({ flags: ['perm_community_admin'] });
    renderRoute('/outbox/index', [feature]);
    expect(within(await rowOf('Message 1 to node-b')).queryByRole('button', { name: /^Resend/ })).toBeNull();
  });
});
