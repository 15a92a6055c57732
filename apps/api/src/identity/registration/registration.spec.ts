import { inbox, mail, registration, session, settings, users } from '@cerebrate/contract';
import type { QueryRunner } from 'typeorm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type House, startHouse } from '../../../test/house.js';
import { bodyOf, PostOffice, partsOf } from '../../../test/post-office.js';
import { buildWorld, keyOf, type UserName, type World } from '../../../test/world.js';
import { ForgetRefusedRequests202611290010 } from '../../migrations/202611290010-forget-refused-requests.js';
import { verifyChain } from '../../platform/index.js';

describe('self-registration', () => {
  const office = new PostOffice();
  let house: House;
  let world: World;
  const choose = (name: string, value: unknown) => house.call(settings.update, { params: { name }, body: { value } });

  beforeAll(async () => {
    house = await startHouse();
    world = await buildWorld(house);
    const port = await office.open();
    const chosen = {
      'mail.host': '127.0.0.1',
      'mail.port': port,
      'mail.security': 'none',
      'mail.from': 'cerebrate@instance.example',
      'security.registration.self-registration': true,
    };
    for (const [name, value] of Object.entries(chosen)) expect((await choose(name, value)).status).toBe(200);
  });
  beforeEach(async () => {
    office.letters.length = 0;
    await house.rows(
      `truncate attempts; delete from registrations; delete from inbox; delete from mails;
       update organisations set url = 'https://www.acme.example/about' where name = 'Acme'`,
    );
  });
  afterAll(async () => {
    await house.stop();
    await office.close();
  });

  const wish = (name: string, more: object = {}) => ({
    username: `${name}-wishes`,
    email: `${name}@acme.example`,
    firstName: 'New',
    lastName: name,
    ...more,
  });
  const ask = (name: string, more: object = {}) => house.call(registration.ask, { key: '', body: wish(name, more) });
  const letterTo = async (address: string, subject: RegExp) => {
    const find = () => office.letters.find((letter) => letter.to.includes(address) && subject.test(letter.text));
    await expect.poll(find, { timeout: 20_000 }).toBeTruthy();
    const [signed = ''] = partsOf(find()?.text ?? '');
    return bodyOf(signed);
  };
  const tokenIn = (body: string): string => /#([A-Za-z0-9_-]+)/.exec(body)?.[1] ?? '';
  const confirm = (token: string) => house.call(registration.confirm, { key: '', body: { token } });
  const waiting = () => house.rows<{ id: number }>(`select * from inbox where state = 'open' order by id`);
  /** A confirmed wish; its id in the inbox. */
  const confirmed = async (name: string, more: object = {}) => {
    expect((await ask(name, more)).status).toBe(202);
    const token = tokenIn(await letterTo(wish(name, more).email, /Subject: Confirm/));
    expect((await confirm(token)).status).toBe(200);
    return (await waiting()).at(-1)?.id ?? 0;
  };
  const accept = (id: number, decision: object, user: UserName = 'community') =>
    house.call(inbox.accept, { key: keyOf(user), params: { ref: String(id) }, body: { decision } });
  const plainRole = () => world.users.plain.roleId;

  it('goes from the wish over the confirmed address and the approval to a sign-in', async () => {
    expect((await house.call(registration.state, { key: '' })).body).toEqual({ isOpen: true });
    const asked = await ask('nora', { note: 'I am new here' });
    expect(asked.status).toBe(202);
    expect(await waiting(), 'nobody learns of an address that is not confirmed').toEqual([]);
    const token = tokenIn(await letterTo('nora@acme.example', /Subject: Confirm your e-mail address/));
    expect((await confirm(token)).status).toBe(200);
    expect((await confirm(token)).status, 'the link works once').toBe(400);
    const [request] = await waiting();
    expect(request).toMatchObject({
      kind: 'user.registration',
      user_id: null,
      organisation_id: world.organisations.acme.id,
      for_organisation: true,
      payload: { username: 'nora-wishes', email: 'nora@acme.example', note: 'I am new here' },
    });
    const said = await accept(request?.id ?? 0, { organisationId: world.organisations.acme.id, roleId: plainRole() });
    expect(said.status, said.text).toBe(200);
    expect(said.body).toMatchObject({ state: 'accepted', outcome: { username: 'nora-wishes' } });
    const signIn = (password: string) =>
      house.call(session.signIn, { key: '', body: { username: 'nora-wishes', password } });
    expect((await signIn('')).status).not.toBe(200);
    const link = tokenIn(await letterTo('nora@acme.example', /Subject: Your account is ready/));
    const password = 'a long password of nora';
    const chosen = await house.call(registration.choosePassword, { key: '', body: { token: link, password } });
    expect(chosen.body).toEqual({ username: 'nora-wishes' });
    expect((await signIn(password)).status).toBe(200);
    const again = { token: link, password: 'another long password' };
    expect((await house.call(registration.choosePassword, { key: '', body: again })).status).toBe(400);
    expect((await signIn(password)).status).toBe(200);
    const trail = await house.rows(
      `select actor_name, action from audit_log where kind = 'user' and title = 'nora-wishes' and action in ('add', 'edit') order by seq`,
    );
    expect(trail).toEqual([
      { actor_name: 'community-user', action: 'add' },
      { actor_name: 'nora-wishes', action: 'edit' },
    ]);
  });

  it('answers the same and sends one e-mail whatever is known of the address', async () => {
    await confirmed('waits');
    const { id } = world.users.viewer;
    const [viewer] = await house.rows<{ email: string }>(
      'select i.email from users u join individuals i on i.id = u.individual_id where u.id = $1',
      [id],
    );
    await house.rows('delete from mails; truncate attempts');
    const answers = [
      await ask('fresh'),
      await ask('x', { email: viewer?.email, username: 'somebody-new' }),
      await ask('x', { email: 'WAITS@acme.example', username: 'somebody-else' }),
      await ask('y', { organisationName: 'No such organisation', organisationUuid: crypto.randomUUID() }),
      await ask('z', { username: 'viewer-user' }),
    ];
    for (const { status, text } of answers) expect([status, text]).toEqual([202, answers[0]?.text]);
    expect(await house.rows('select 1 from mails')).toHaveLength(5);
    expect(await house.rows('select 1 from registrations')).toHaveLength(5);
    expect(await letterTo(viewer?.email ?? '', /You have an account/)).not.toContain('#');
    expect(await letterTo('WAITS@acme.example', /Your request is waiting/)).not.toContain('#');
    await letterTo('fresh@acme.example', /Confirm/);
  });

  it('takes five wishes of one address in five minutes, and mails an address once in that time', async () => {
    for (let at = 0; at < 5; at++) expect((await ask('often')).status).toBe(202);
    const sixth = await ask('another');
    expect(sixth.status).toBe(429);
    expect(Number(sixth.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await house.rows('select 1 from mails')).toHaveLength(1);
    await choose('security.registration.floodProtection', false);
    expect((await ask('another')).status).toBe(202);
    await choose('security.registration.floodProtection', true);
  });

  it('does nothing for a program that fills in what people do not see, and answers it like everybody', async () => {
    const said = await ask('robot', { website: 'https://spam.example' });
    expect([said.status, said.body]).toEqual([202, { done: true }]);
    expect(await house.rows('select 1 from registrations union all select 1 from mails')).toEqual([]);
  });

  it('is closed unless the setting opens it and e-mail can be sent', async () => {
    for (const [name, value] of [
      ['security.registration.self-registration', false],
      ['mail.host', ''],
    ] as const) {
      const { body } = await house.call(settings.get, { params: { name } });
      await choose(name, value);
      expect((await house.call(registration.state, { key: '' })).body).toEqual({ isOpen: false });
      expect((await ask('closed')).status).toBe(403);
      expect((await confirm('x'.repeat(32))).status).toBe(403);
      await choose(name, body.value);
    }
    expect(await house.rows('select 1 from registrations')).toEqual([]);
  });

  it('keeps no secret in the inbox, the log, the queue or the mail-box', async () => {
    await ask('secret');
    const [row] = await house.rows<{ sealed: string | null; body: string }>('select sealed, body from mails');
    expect(row?.body ?? '%SECRET%').toContain('%SECRET%');
    const token = tokenIn(await letterTo('secret@acme.example', /Confirm/));
    await confirm(token);
    const id = (await waiting())[0]?.id ?? 0;
    await accept(id, { organisationId: world.organisations.acme.id, roleId: plainRole() });
    const link = tokenIn(await letterTo('secret@acme.example', /Your account is ready/));
    await expect.poll(() => house.rows('select 1 from mails where sealed is not null')).toEqual([]);
    const kept = [
      (await house.call(mail.list)).text,
      (await house.call(inbox.get, { params: { ref: String(id) } })).text,
      JSON.stringify(await house.rows('select * from inbox')),
      JSON.stringify(await house.rows('select * from audit_log')),
      JSON.stringify(await house.rows('select * from mails')),
      JSON.stringify(await house.rows('select data, output from pgboss.job')),
      JSON.stringify(await house.rows(`select digest::text from password_links`)),
    ].join();
    expect(kept).not.toContain(token);
    expect(kept).not.toContain(link);
    expect(kept).not.toContain('password_hash":"$');
  });

  it('is decided by administrators of the organisation for it alone, and nobody grants more than they hold', async () => {
    await house.rows(`update organisations set url = 'https://circl.example' where name = 'CIRCL'`);
    const circl = await confirmed('ours', { email: 'ours@circl.example' });
    const acme = await confirmed('theirs');
    const orgAdmin = { key: keyOf('orgAdmin') };
    expect((await house.call(inbox.list, orgAdmin)).body.items.map(({ id }) => id)).toEqual([circl]);
    expect((await accept(acme, { organisationId: world.organisations.acme.id }, 'orgAdmin')).status).toBe(404);
    const { id: organisationId } = world.organisations.circl;
    const elsewhere = await accept(circl, { organisationId: world.organisations.acme.id }, 'orgAdmin');
    expect(elsewhere.status).toBe(403);
    for (const mighty of ['admin', 'community', 'orgAdmin', 'groupAdmin', 'sync'] as const) {
      const said = await accept(circl, { organisationId, roleId: world.users[mighty].roleId }, 'orgAdmin');
      expect([mighty, said.status]).toEqual([mighty, 403]);
    }
    expect((await waiting()).map(({ id }) => id)).toContain(circl);
    expect((await accept(circl, { organisationId, roleId: plainRole() }, 'orgAdmin')).status).toBe(200);
    const made = (await house.call(users.list, { query: { username: 'ours-wishes' } as never })).body.items[0];
    expect(made).toMatchObject({ organisation: { id: organisationId }, hasPassword: false });
    const byGroup = { organisationId: world.organisations.acme.id, roleId: plainRole() };
    expect((await accept(acme, byGroup, 'groupAdmin')).status).toBe(200);
  });

  it('takes somebody of the directory as they are, and mails the proven address', async () => {
    const id = await confirmed('carla', { email: 'carla@people.example' });
    const params = { ref: String(id) };
    const advice = (await house.call(registration.advice, { key: keyOf('community'), params })).body;
    expect(advice.people.map((person) => person.id)).toEqual([world.people.carla.id]);
    expect(advice.organisations[0]).toMatchObject({ name: 'Acme', reasons: ['people'] });
    const decision = { individualId: world.people.carla.id, organisationId: world.organisations.acme.id };
    const taken = await accept(id, { ...decision, username: 'viewer-user', roleId: plainRole() });
    expect(taken.status).toBe(409);
    const said = await accept(id, { ...decision, roleId: plainRole(), firstName: 'Changed' });
    expect(said.status, said.text).toBe(200);
    const [person] = await house.rows('select first_name from individuals where id = $1', [world.people.carla.id]);
    expect(person).toEqual({ first_name: 'Carla' });
    const first = tokenIn(await letterTo('carla@people.example', /Your account is ready/));
    office.letters.length = 0;
    expect((await house.call(registration.advice, { params })).body.awaitsPassword).toBe(true);
    expect((await house.call(registration.resend, { params })).status).toBe(200);
    const second = tokenIn(await letterTo('carla@people.example', /Your account is ready/));
    const password = 'a long password of carla';
    const by = (token: string) => house.call(registration.choosePassword, { key: '', body: { token, password } });
    expect((await by(first)).status, 'the former link is void').toBe(400);
    expect((await by(second)).status).toBe(200);
    expect((await house.call(registration.resend, { params })).status).toBe(409);
  });

  it('suggests the organisation by what is named, by domain and by people, and nothing by a provider of everybody', async () => {
    const advice = async (name: string, more: object) => {
      const id = await confirmed(name, more);
      const { body } = await house.call(registration.advice, { params: { ref: String(id) } });
      return body.organisations.map((organisation) => [organisation.name, organisation.reasons]);
    };
    expect(await advice('url', {})).toEqual([['Acme', expect.arrayContaining(['domain'])]]);
    expect(await advice('sub', { email: 'sub@soc.acme.example' })).toEqual([['Acme', ['domain']]]);
    const named = { email: 'a@elsewhere.example', organisationName: 'cert-ee' };
    expect(await advice('named', named)).toEqual([['CERT-EE', ['name']]]);
    await house.rows('truncate attempts');
    const byUuid = { email: 'b@elsewhere.example', organisationUuid: world.organisations.circl.uuid };
    expect(await advice('uuid', byUuid)).toEqual([['CIRCL', ['uuid']]]);
    await house.rows(`update individuals set email = 'eero@gmail.com' where id = $1`, [world.people.eero.id]);
    expect(await advice('gmail', { email: 'somebody@gmail.com' })).toEqual([]);
    await house.rows(`update individuals set email = 'eero@people.example' where id = $1`, [world.people.eero.id]);
  });

  it('is refused with what it lacks when it was stored incomplete', async () => {
    const [row] = await house.rows<{ id: number }>(
      `insert into inbox (uuid, kind, scope, action, title, origin, payload, severity, state, created, modified)
       values (gen_random_uuid(), 'user.registration', 'User', 'Registration', 'Half a wish', '192.0.2.1',
         '{"username": "half"}', 0, 'open', now(), now()) returning id`,
    );
    const { status, body } = await house.call(registration.advice, { params: { ref: String(row?.id) } });
    expect([status, (body as unknown as { detail: string }).detail]).toEqual([409, expect.stringContaining('email')]);
  });

  it('tells whoever is declined, in the words of whoever decided', async () => {
    const id = await confirmed('declined');
    const body = { message: 'Ask your own team first.' };
    await house.call(inbox.decline, { params: { ref: String(id) }, body });
    expect(await letterTo('declined@acme.example', /was declined/)).toContain('Ask your own team first.');
  });

  it('that is refused is forgotten but for the fact, here, in the log, in its history and under the bell', async () => {
    const more = { note: 'I am the new analyst', organisationName: 'Secret Squad' };
    const declined = await confirmed('unwanted', more);
    const discarded = await confirmed('spammer', { ...more, email: 'x@unwanted.example' });
    const message = 'Dear New unwanted, write to unwanted@acme.example no more.';
    await house.call(inbox.decline, { params: { ref: String(declined) }, body: { message } });
    await house.call(inbox.discardMany, { body: { ids: [discarded] } });
    expect(await letterTo('unwanted@acme.example', /was declined/)).toContain(message);
    const kept = JSON.stringify([
      await house.rows('select * from inbox'),
      await house.rows('select * from registrations'),
      await house.rows(`select * from audit_log where kind in ('inbox', 'erasure')`),
    ]);
    for (const word of ['unwanted', 'spammer', 'new analyst', 'Secret Squad']) expect(kept).not.toContain(word);
    expect(
      await house.rows(`select 1 from audit_log where kind = 'inbox' and actor_id is null and ip is not null
        and entity_id in (${declined}, ${discarded})`),
    ).toEqual([]);
    const { body } = await house.call(inbox.get, { params: { ref: String(declined) } });
    expect(body).toMatchObject({
      state: 'declined',
      payload: {},
      message: 'Dear [erased], write to [erased] no more.',
    });
    expect(body.organisation, 'which organisation it was about says nothing of the person').not.toBeNull();
    expect((await verifyChain(house.store)).fault).toBeNull();
    await expect.poll(() => house.rows(`select 1 from notifications where title like '%unwanted%'`)).toEqual([]);
    expect((await ask('unwanted')).status, 'who was refused may ask again').toBe(202);
  });

  it('that was refused before is forgotten by the migration in the same way, once', async () => {
    await house.rows(
      `with asked as (insert into inbox (uuid, kind, scope, action, title, origin, payload, severity, state, decided_at, message, created, modified)
         values (gen_random_uuid(), 'user.registration', 'User', 'Registration', 'By bygone@people.example', '192.0.2.1',
           '{"email": "bygone@people.example"}', 0, 'declined', now(), 'No, Bygone', now(), now()) returning id, uuid, title)
       select audit_append(jsonb_build_array(jsonb_build_object('at', now(), 'actor_name', 'anonymous', 'channel', 'browser',
         'ip', '192.0.2.1', 'action', 'add', 'kind', 'inbox', 'entity_id', id, 'entity_uuid', uuid, 'title', title,
         'related', '[]'::jsonb, 'after', '{"payload": {"email": "bygone@people.example"}, "severity": 0}'::jsonb))) from asked`,
    );
    const runner = { query: (text: string) => house.rows(text) } as unknown as QueryRunner;
    for (let time = 0; time < 2; time++) await new ForgetRefusedRequests202611290010().up(runner);
    const kept = JSON.stringify([await house.rows('select * from inbox'), await house.rows('select * from audit_log')]);
    expect(kept).not.toMatch(/bygone/i);
    expect((await verifyChain(house.store)).fault).toBeNull();
    expect(await house.rows(`select 1 from audit_log where actor_name = 'migration'`)).toHaveLength(1);
  });

  it('is sent by nobody in the name of another: a synchronisation account may not forge one', async () => {
    const body = { kind: 'user.registration', payload: wish('forged') };
    expect((await house.call(inbox.send, { key: keyOf('sync'), body })).status).toBe(403);
    const secret = { ...body, payload: { ...wish('hash'), password: '$2y$10$secret' } };
    expect((await house.call(inbox.send, { key: keyOf('community'), body: secret })).status).toBe(400);
    expect((await house.call(inbox.send, { key: keyOf('community'), body })).status).toBe(201);
    const bad = { ...body, payload: { ...wish('bad'), email: 'no address' } };
    const said = await house.call(inbox.send, { key: keyOf('community'), body: bad });
    expect(said.body.issues?.[0]?.path).toEqual(['payload', 'email']);
  });
});
