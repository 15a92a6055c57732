import type { INestApplicationContext } from '@nestjs/common';
import { type Principal, Store, sql, systemPrincipal } from '../kernel/index.js';
import { InboxService, OutboxService, RequestKinds } from '../requests/index.js';

const wishes = [
  {
    username: 'ines.duarte',
    email: 'ines.duarte@northern-grid.example',
    firstName: 'Inês',
    lastName: 'Duarte',
    organisationName: 'Northern Grid',
    note: 'I take over the night shift from March.',
    decision: null,
  },
  {
    username: 'tomas.novak',
    email: 'tomas.novak@mail.example',
    firstName: 'Tomáš',
    lastName: 'Novák',
    organisationName: '',
    note: '',
    decision: null,
  },
  {
    username: 'press.office',
    email: 'press@gazette.example',
    firstName: 'Press',
    lastName: 'Office',
    organisationName: 'The Gazette',
    note: 'We would like to read your advisories.',
    decision: 'Accounts are for members. Our advisories are public: see the web site.',
  },
] as const;

/** Adds invented requests, open and decided, and a message that was not taken; once. */
export async function addRequests(app: INestApplicationContext, principal: Principal): Promise<void> {
  const store = app.get(Store);
  if (await store.readOne(sql`select 1 from inbox limit 1`)) return;
  const inbox = app.get(InboxService);
  const kinds = app.get(RequestKinds);
  const ask = (id: string, payload: Record<string, unknown>, origin: string) =>
    store.work(systemPrincipal('demo', 'command'), (work) =>
      inbox.receive(work, kinds.get(id), payload, { userId: null, origin }),
    );
  for (const { decision, ...wish } of wishes) {
    const { id } = await ask('user.registration', { ...wish, organisationUuid: '' }, '192.0.2.10');
    if (decision !== null) await inbox.decline(principal, { id }, decision);
  }
  await ask('data.exchange', { record: 'Northern exchange', format: 'misp' }, '198.51.100.7');
  const payload = { brood_name: 'Former hub', url: 'https://former-hub.example/inbox/createEntry', text: 'hello' };
  await app.get(OutboxService).create(principal, { kind: 'brood.message', payload });
}
