import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { organisations, webhooks } from '@cerebrate/contract';
import { Webhook as Verifier } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { battery } from '../../../test/battery.js';
import { type House, startHouse } from '../../../test/house.js';
import { expectFacesAgree } from '../../../test/scope-agreement.js';
import { buildWorld, keyOf, type World } from '../../../test/world.js';
import { Presence, sql } from '../../kernel/index.js';
import type { WebhookEntity } from './webhook.entity.js';
import { webhookScope } from './webhook.scope.js';
import { WebhookSender } from './webhook-sender.js';

battery('webhooks', {
  endpoints: webhooks,
  kind: 'webhook',
  sample: (_world, at) => ({ name: `Hook ${at}`, url: `https://hooks.example/${at}`, isEnabled: false }),
  change: () => ({ body: { name: 'Renamed' }, field: 'name', value: 'Renamed' }),
  toldOnce: ['secret'],
  statements: 2,
});

interface Got {
  path: string;
  headers: Record<string, string>;
  body: string;
}

describe('webhooks', () => {
  let house: House;
  let world: World;
  let server: http.Server;
  let base: string;
  let got: Got[] = [];
  let answer = 204;
  beforeAll(async () => {
    house = await startHouse();
    world = await buildWorld(house);
    server = http.createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const headers = request.headers as Record<string, string>;
        got.push({ path: request.url ?? '', headers, body: Buffer.concat(parts).toString() });
        response.writeHead(answer).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  beforeEach(async () => {
    await house.rows('delete from webhooks');
    got = [];
    answer = 204;
  });
  afterAll(async () => {
    await house.stop();
    server.close();
  });

  const add = async (body: Record<string, unknown> = {}) => {
    const said = await house.call(webhooks.create, {
      body: { name: 'Tickets', url: `${base}/in?token=hidden`, kinds: ['organisation'], ...body },
    });
    expect(said.status, said.text).toBe(201);
    return said.body;
  };
  const rename = (name: string) =>
    house.call(organisations.update, { params: { ref: String(world.organisations.acme.id) }, body: { name } });
  /** Goes through the log and sends what is due, as the job does. */
  const send = async (id: number) => {
    await house.app.get(WebhookSender).look();
    await house.app.get(WebhookSender).deliver(id, new AbortController().signal);
  };
  const deliveries = async (id: number) =>
    (await house.call(webhooks.deliveries, { params: { ref: String(id) } })).body;

  it('are told of what changes from then on, signed so that a standard library proves it', async () => {
    await rename('Before the hook');
    const { id, secret } = await add();
    await rename('After the hook');
    await send(id);
    await expect.poll(() => got.length).toBe(1);
    const [{ path, headers, body } = { path: '', headers: {}, body: '' }] = got;
    expect(path).toBe('/in?token=hidden');
    expect(new Verifier(secret).verify(body, headers)).toMatchObject({
      type: 'organisation.edit',
      data: {
        kind: 'organisation',
        action: 'edit',
        id: world.organisations.acme.id,
        before: { name: 'Before the hook' },
        after: { name: 'After the hook' },
        actor: { name: 'admin-of-tests' },
      },
    });
    expect((await deliveries(id)).items).toMatchObject([
      { event: 'organisation.edit', title: 'After the hook', state: 'sent', status: 204, attempts: 1, fault: null },
    ]);
  });

  it('hear only of the kinds and acts they name, and of nothing while disabled', async () => {
    const { id } = await add({ actions: ['delete'] });
    await rename('Not a deletion');
    await send(id);
    expect((await deliveries(id)).total).toBe(0);
    const ref = { ref: String(id) };
    await house.call(webhooks.update, { params: ref, body: { isEnabled: false, actions: [] } });
    await rename('While it was disabled');
    await house.call(webhooks.update, { params: ref, body: { isEnabled: true } });
    await rename('Enabled again');
    await send(id);
    expect((await deliveries(id)).items.map(({ title }) => title)).toEqual(['Enabled again']);
  });

  it('are told again later when they answer an error, and given up after nine attempts', async () => {
    answer = 500;
    const { id } = await add();
    await rename('Nobody listens');
    await send(id);
    await expect
      .poll(async () => (await deliveries(id)).items)
      .toMatchObject([{ state: 'waiting', status: 500, attempts: 1 }]);
    for (let attempt = 2; attempt <= 9; attempt++) {
      await house.rows("update webhook_deliveries set due_at = now() where state = 'waiting'");
      await house.app.get(WebhookSender).deliver(id, new AbortController().signal);
    }
    const [failed] = (await deliveries(id)).items;
    expect(failed).toMatchObject({ state: 'failed', attempts: 9, dueAt: null });
    expect(failed?.fault).toContain('answered 500');
    answer = 200;
    await house.call(webhooks.resend, { params: { ref: String(id), delivery: Number(failed?.id) } });
    await send(id);
    await expect.poll(async () => (await deliveries(id)).items).toMatchObject([{ state: 'sent', attempts: 1 }]);
  });

  it('are told at once what a process was telling that died, and not what one that lives is telling', async () => {
    const { id } = await add({ actions: ['delete'] });
    const [living, dead] = [house.app.get(Presence), new Presence(house.config)];
    const tokens = [await living.token(), await dead.token()];
    await dead.close();
    await house.rows(
      `insert into webhook_deliveries (webhook_id, seq, state, created, due_at, attempts, claimed_by)
       select $1, max(seq), 'waiting', now(), now() + interval '2 minutes', 1, $2::uuid from audit_log`,
      [id, tokens[0]],
    );
    await send(id);
    expect(got).toEqual([]);
    await house.rows('update webhook_deliveries set claimed_by = $1 where claimed_by = $2', [tokens[1], tokens[0]]);
    // no job waits for it: the look finds it
    await house.app.get(WebhookSender).look();
    const items = async () => (await deliveries(id)).items;
    await expect.poll(items, { timeout: 20_000 }).toMatchObject([{ state: 'sent' }]);
    expect(got).toHaveLength(1);
  });

  it('keep address and secret to themselves: in no list, history, audit row or message', async () => {
    const { id, secret } = await add();
    answer = 302;
    const tested = await house.call(webhooks.test, { params: { ref: String(id) } });
    expect(tested.body).toMatchObject({ ok: false, status: 302 });
    const { secret: second } = (await house.call(webhooks.rotate, { params: { ref: String(id) } })).body;
    expect(second).not.toBe(secret);
    const said = [
      tested.text,
      (await house.call(webhooks.list, {})).text,
      (await house.call(webhooks.get, { params: { ref: String(id) } })).text,
      (await house.call(webhooks.history, { params: { ref: String(id) } })).text,
      JSON.stringify(await house.rows("select * from audit_log where kind = 'webhook'")),
      JSON.stringify(await house.rows('select * from webhooks')),
    ].join('\n');
    expect(said).not.toContain('token=hidden');
    expect(said).not.toContain(secret);
    expect(said).not.toContain(second);
  });

  it('sign with the former secret, too, for a day after it was changed', async () => {
    const { id, secret } = await add();
    const { secret: second } = (await house.call(webhooks.rotate, { params: { ref: String(id) } })).body;
    await house.call(webhooks.test, { params: { ref: String(id) } });
    await house.rows("update webhooks set former_until = now() - interval '1 second'");
    await house.call(webhooks.test, { params: { ref: String(id) } });
    const [both, alone] = got;
    for (const one of [secret, second]) new Verifier(one).verify(both?.body ?? '', both?.headers ?? {});
    new Verifier(second).verify(alone?.body ?? '', alone?.headers ?? {});
    expect(() => new Verifier(secret).verify(alone?.body ?? '', alone?.headers ?? {})).toThrow();
  });

  it('refuse addresses that are none, and never ask what no configuration opens', async () => {
    for (const url of ['ftp://hooks.example/', 'https://user:word@hooks.example/', 'hooks'])
      expect((await house.call(webhooks.create, { body: { name: 'Wrong', url } })).status, url).toBe(400);
    const { id } = await add({ url: 'http://169.254.169.254/latest/meta-data' });
    const tested = await house.call(webhooks.test, { params: { ref: String(id) } });
    expect(tested.body).toMatchObject({ ok: false, status: null });
  });

  it('are nobody’s but community administrators’, in the query as in memory', async () => {
    await add();
    for (const user of ['plain', 'orgAdmin', 'sync'] as const)
      expect((await house.call(webhooks.list, { key: keyOf(user) })).status).toBe(403);
    const rows = await house.store.read<WebhookEntity>(sql`select * from webhooks`);
    expect(await expectFacesAgree(house, webhookScope, 'webhooks', rows)).toBeGreaterThan(1);
  });
});
