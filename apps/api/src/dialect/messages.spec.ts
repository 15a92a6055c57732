import { settings } from '@cerebrate/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type House, startHouse } from '../../test/house.js';
import { PostOffice } from '../../test/post-office.js';
import { buildWorld, keyOf, type UserName, type World } from '../../test/world.js';
import { sql, systemPrincipal } from '../kernel/index.js';

/** What is not recorded of `/inbox`, `/outbox` and `/users/register`: rights, labels, filters, notices, the closed door. */
describe('messages in the original’s words', () => {
  const office = new PostOffice();
  let house: House;
  let world: World;
  beforeAll(async () => {
    // nothing runs beside, so that the notices are those of the spec
    house = await startHouse({}, false);
    world = await buildWorld(house);
  });
  afterAll(async () => {
    await house.stop();
    await office.close();
  });

  const ask = async (user: UserName | null, method: string, path: string, body?: object, headers: object = {}) => {
    const said = await house.ask(path, {
      method,
      ...(user === null ? {} : { key: keyOf(user) }),
      headers: { accept: 'application/json', 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return said as { status: number; headers: Headers; body: Record<string, unknown> & { id: number }[]; text: string };
  };
  const register = (name: string, user: UserName = 'community') =>
    ask(user, 'POST', '/inbox/createEntry/User/Registration.json', {
      username: `${name}-asks`,
      email: `${name}@acme.example`,
      first_name: 'N',
      last_name: name,
      password: 'Passw0rd!Passw0rd!',
      org_name: '',
      org_uuid: '',
    });
  const titles = async (user: UserName, query = '') =>
    ((await ask(user, 'GET', `/inbox/index.json${query}`)).body as unknown as { title: string }[]).map(
      ({ title }) => title,
    );

  it('a synchronisation account files what it may speak for, and no registration', async () => {
    const forged = await register('forged', 'sync');
    expect([forged.status, forged.body['code']]).toEqual([405, 405]);
    expect((await ask('sync', 'POST', '/inbox/createEntry/Proposal/ProposalEdit', { a: 1 })).body['success']).toBe(
      true,
    );
    expect((await ask('sync', 'GET', '/inbox/index.json')).status).toBe(405);
    expect((await ask('sync', 'GET', '/inbox/listProcessors.json')).status).toBe(200);
    expect((await ask('plain', 'POST', '/inbox/createEntry/Proposal/ProposalEdit', {})).status).toBe(405);
    expect(await house.rows(`select 1 from inbox where kind = 'user.registration'`)).toEqual([]);
  });

  it('labels and filters choose messages', async () => {
    await register('labelled');
    expect(await titles('admin', '?filteringLabel=User+Registration')).toEqual([
      'Account asked for by labelled@acme.example',
    ]);
    expect(await titles('admin', '?filteringLabel=Inter-connection+Requests')).toEqual([]);
    expect(await titles('admin', '?filteringLabel=severity:info')).toEqual(['Proposal to change a record']);
    expect(await titles('admin'), 'what was sent by others is not one’s own').toEqual([]);
    expect(await titles('community')).toEqual(['Account asked for by labelled@acme.example']);
    expect(await titles('admin', '?quickFilter=labelled')).toHaveLength(1);
    expect(await titles('admin', '?scope=Proposal&Users.username=sync-user')).toHaveLength(1);
    expect((await ask('admin', 'GET', '/inbox/index.json?page=9&limit=1&scope=User')).status).toBe(404);
    expect((await ask('admin', 'GET', '/inbox/index.json?filteringLabel=All')).headers.get('x-total-count')).toBe('2');
  });

  it('processing twice, a taken name, a mightier role and unknown messages are refused in words', async () => {
    const { id } = (await register('processed')).body['data'] as { id: number };
    const process = (body: object, user: UserName = 'community') =>
      ask(user, 'POST', `/inbox/process/${id}.json`, {
        individual_id: -1,
        org_id: world.organisations.acme.id,
        ...body,
      });
    const taken = await process({ username: 'viewer-user', role_id: world.users.plain.roleId });
    expect(taken.body).toMatchObject({ data: [], success: false, errors: { username: [expect.any(String)] } });
    const mighty = await process({ role_id: world.users.admin.roleId });
    expect(mighty.body).toMatchObject({ success: false });
    expect((await process({}, 'orgAdmin')).status).toBe(404);
    const made = await process({ role_id: world.users.plain.roleId, disabled: 1 });
    expect(made.body).toMatchObject({
      success: true,
      data: { username: 'processed-asks', disabled: true },
      errors: [],
    });
    expect((await process({})).status).toBe(404);
    expect((await ask('community', 'GET', `/inbox/view/${id}.json`)).status).toBe(404);
    expect((await ask('community', 'POST', '/inbox/delete/999999.json', {})).status).toBe(404);
    const { id: kept } = (await ask('sync', 'POST', '/inbox/createEntry/Proposal/ProposalEdit', { b: 2 })).body[
      'data'
    ] as {
      id: number;
    };
    expect((await ask('community', 'POST', `/inbox/process/${kept}.json`, {})).body).toMatchObject({ success: false });
    expect((await ask('community', 'DELETE', `/inbox/delete/${kept}.json`)).text).toBe('[]');
  });

  it('notices of changed data are messages of their reader, acknowledged by processing', async () => {
    await house.store.work(systemPrincipal('spec'), (work) =>
      work.query(sql`
        insert into notifications (user_id, kind, severity, title, link, detail, key, created)
        values (${world.users.admin.id}, 'data.changed', 'info', 'somebody changed CIRCL', '/organisations/view/1',
          '{"changes":[{"field":"name","before":"A","after":"B"}],"bell":true}'::jsonb, 'spec', now())`),
    );
    const listed = (await ask('admin', 'GET', '/inbox/index.json?filteringLabel=Data+changed')).body;
    expect(listed).toMatchObject([
      {
        scope: 'Notification',
        action: 'DataChange',
        severity: 0,
        severity_variant: 'primary',
        user_id: world.users.admin.id,
        data: { original: { name: 'A' }, changed: { name: 'B' }, entityViewURL: '/organisations/view/1' },
      },
    ]);
    const id = listed[0]?.id ?? 0;
    expect(await titles('community', '?filteringLabel=Data+changed')).toEqual([]);
    expect((await ask('community', 'GET', `/inbox/view/${id}.json`)).status).toBe(404);
    expect((await ask('admin', 'GET', `/inbox/view/${id}.json`)).body).toMatchObject({ id, scope: 'Notification' });
    expect((await ask('admin', 'POST', `/inbox/process/${id}.json`, {})).body['success']).toBe(true);
    expect(await titles('admin', '?filteringLabel=Data+changed')).toEqual([]);
  });

  it('the outbox is resent or given up by whoever runs the instance', async () => {
    const made = await ask('instance', 'POST', '/outbox/createEntry/Broods/ResendFailedMessage.json', { a: 1 });
    const { id } = made.body['data'] as { id: number };
    expect((await ask('community', 'GET', `/outbox/view/${id}.json`)).status).toBe(405);
    expect((await ask('instance', 'POST', `/outbox/process/${id}.json`, {})).body).toMatchObject({
      data: [],
      success: false,
      errors: [expect.any(String)],
    });
    expect((await ask('instance', 'POST', `/outbox/process/${id}.json`, { is_delete: 1 })).body).toEqual({
      data: [],
      success: true,
      message: null,
      errors: [],
    });
    expect((await ask('instance', 'GET', `/outbox/view/${id}.json`)).status).toBe(404);
    expect((await ask('instance', 'POST', '/outbox/createEntry/No/Such.json', {})).status).toBe(404);
  });

  it('registration is closed with 401, asks for a token, floods end in 429, and answers all alike', async () => {
    const ours = { cookie: 'csrfToken=abc', 'x-csrf-token': 'abc' };
    const wish = (name: string) => ({
      username: `${name}-wishes`,
      email: `${name}@acme.example`,
      first_name: 'N',
      last_name: name,
      password: 'Passw0rd!Passw0rd!',
    });
    const ask1 = (name: string, headers: object = ours) =>
      ask(null, 'POST', '/users/register.json', wish(name), headers);
    expect((await ask1('a', {})).status).toBe(403);
    expect((await ask1('a', { ...ours, 'x-csrf-token': 'other' })).status).toBe(403);
    const closed = await ask1('a');
    expect([closed.status, closed.body['code'], closed.body['url']]).toEqual([401, 401, '/users/register.json']);
    expect((await ask(null, 'GET', '/users/register.json')).status).toBe(401);
    const chosen = {
      'mail.host': '127.0.0.1',
      'mail.port': await office.open(),
      'mail.security': 'none',
      'mail.from': 'cerebrate@instance.example',
      'security.registration.self-registration': true,
    };
    for (const [name, value] of Object.entries(chosen))
      await house.call(settings.update, { params: { name }, body: { value } as never });
    const first = await ask1('a');
    expect(first.body).toMatchObject({ data: [], success: true, errors: [] });
    expect((await ask1('viewer')).text).toBe(first.text);
    expect((await ask(null, 'POST', '/users/register.json', { email: 'x' }, ours)).status).toBe(400);
    for (const name of ['c', 'd', 'e']) expect((await ask1(name)).status).toBe(200);
    const sixth = await ask1('f');
    expect([sixth.status, sixth.body['code']]).toEqual([429, 429]);
    expect(JSON.stringify(await house.rows('select * from registrations'))).not.toContain('Passw0rd');
  });
});
