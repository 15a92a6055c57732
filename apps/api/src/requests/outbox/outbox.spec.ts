import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { outbox } from '@cerebrate/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type House, startHouse } from '../../../test/house.js';
import { buildWorld, keyOf, principals, type UserName, userNames } from '../../../test/world.js';
import { Jobs, Presence, type Principal, Sealer, sql, systemPrincipal } from '../../kernel/index.js';
import { OutboxEntity } from './outbox.entity.js';
import { outboxScope } from './outbox.scope.js';
import { OutboxService } from './outbox.service.js';
import { defineOutgoingKind, OutgoingKinds } from './outgoing-kind.js';
import { mostAttempts, OutboxSender, pauseAfter } from './sender.js';

describe('the outbox', () => {
  let house: House;
  let everybody: Readonly<Record<UserName | 'system', Principal>>;
  let receiver: Server;
  let service: OutboxService;
  let sender: OutboxSender;
  /** What the receiver got, and how it answers. */
  const received: string[] = [];
  let answers = 200;
  let holdMs = 0;

  beforeAll(async () => {
    // nothing runs beside, so that each try is one that the spec makes
    house = await startHouse({}, false);
    await buildWorld(house);
    everybody = await principals(house);
    receiver = createServer((request, reply) => {
      let text = '';
      request.on('data', (part: Buffer) => {
        text += part.toString();
      });
      request.on('end', () => {
        received.push(text);
        setTimeout(() => reply.writeHead(answers).end(), holdMs);
      });
    });
    await new Promise<void>((resolve) => {
      receiver.listen(0, '127.0.0.1', resolve);
    });
    const kinds = new OutgoingKinds();
    kinds.add(letter((receiver.address() as AddressInfo).port));
    const sealer = house.app.get(Sealer);
    service = new OutboxService(house.store, kinds, sealer);
    sender = new OutboxSender(
      house.store,
      kinds,
      sealer,
      house.app.get(Presence),
      new Jobs(house.config, house.app.get(Jobs)['log'], house.app.get(Presence)),
    );
  });
  beforeEach(() => {
    received.length = 0;
    answers = 200;
    holdMs = 0;
  });
  afterAll(async () => {
    await new Promise((resolve) => receiver.close(resolve));
    await house.stop();
  });

  const letter = (port: number) =>
    defineOutgoingKind({
      id: 'spec.letter',
      scope: 'Spec',
      action: 'Letter',
      label: 'Letter',
      description: 'A letter to the receiver of the spec.',
      severity: 'warning',
      payload: z.strictObject({ text: z.string(), seal: z.string() }),
      secrets: ['seal'],
      title: ({ text }) => `Letter: ${text}`,
      send: async ({ uuid, payload }) => {
        const answer = await fetch(`http://127.0.0.1:${port}/`, {
          method: 'POST',
          body: JSON.stringify({ uuid, ...payload }),
        });
        if (!answer.ok) throw new Error(`the receiver answered ${answer.status}`);
      },
    });
  const post = (text: string) =>
    service.create(everybody.instance, { kind: 'spec.letter', payload: { text, seal: 'a-seal-nobody-may-read' } });
  const kept = async (id: number) => (await house.rows('select * from outbox where id = $1', [id]))[0];
  const queued = (id: number) =>
    house.rows<{ start_after: Date }>(
      `select start_after from pgboss.job where name = 'outbox.send' and (data->>'messageId')::int = $1 order by start_after`,
      [id],
    );

  it('sends a message, whole, and keeps that it was sent', async () => {
    const id = await post('hello');
    expect(await queued(id)).toHaveLength(1);
    expect(await sender.attempt(id)).toEqual({ isSent: true, fault: null });
    expect(JSON.parse(received[0] ?? '')).toMatchObject({ text: 'hello', seal: 'a-seal-nobody-may-read' });
    expect(await kept(id)).toMatchObject({ state: 'sent', attempts: 1, sealed: null, fault: null });
    expect(await sender.attempt(id), 'what was sent is not sent again').toBeNull();
  });

  it('tries again later what the receiver refused, with the reason and the same uuid', async () => {
    answers = 503;
    const id = await post('later');
    expect(await sender.attempt(id)).toEqual({ isSent: false, fault: 'the receiver answered 503' });
    const row = await kept(id);
    expect(row).toMatchObject({ state: 'waiting', attempts: 1, fault: 'the receiver answered 503' });
    const [, again] = await queued(id);
    expect(again?.start_after.getTime()).toBeGreaterThan(Date.now() + 15_000);
    answers = 200;
    await sender.attempt(id);
    const uuids = received.map((text) => (JSON.parse(text) as { uuid: string }).uuid);
    expect(new Set(uuids)).toEqual(new Set([row?.['uuid']]));
    expect(await kept(id)).toMatchObject({ state: 'sent', attempts: 2, fault: null });
  });

  it('waits longer after each try, up to some hours, and gives up in the end', async () => {
    const pauses = Array.from({ length: mostAttempts }, (_, at) => pauseAfter(at + 1));
    expect(pauses.every((pause, at) => at === 0 || pause >= (pauses[at - 1] ?? 0))).toBe(true);
    expect(Math.max(...pauses)).toBe(6 * 3600);
    answers = 500;
    const id = await post('never');
    await house.rows('update outbox set attempts = $2 where id = $1', [id, mostAttempts - 1]);
    await sender.attempt(id);
    expect(await kept(id)).toMatchObject({ state: 'failed', next_at: null });
    expect(await sender.attempt(id), 'waits for somebody').toBeNull();
  });

  it('is resent by whoever runs the instance, also after it failed', async () => {
    answers = 500;
    const id = await post('resend me');
    await house.rows('update outbox set attempts = $2 where id = $1', [id, mostAttempts - 1]);
    await sender.attempt(id);
    expect(await sender.resend(everybody.instance, { id })).toMatchObject({ isSent: false });
    expect(await kept(id)).toMatchObject({ state: 'waiting', attempts: 1 });
    answers = 200;
    expect(await sender.resend(everybody.instance, { id })).toEqual({ isSent: true, fault: null });
    await expect(sender.resend(everybody.instance, { id })).rejects.toThrow('sent already');
    await expect(sender.resend(everybody.community, { id })).rejects.toThrow('no such message');
  });

  it('is sent by one at a time', async () => {
    holdMs = 150;
    const id = await post('once');
    const tries = await Promise.all([sender.attempt(id), sender.attempt(id), sender.attempt(id)]);
    expect(tries.filter((tried) => tried !== null)).toHaveLength(1);
    expect(received).toHaveLength(1);
  });

  it('is tried again when whoever was sending it died', async () => {
    const id = await post('orphan');
    await house.rows(`update outbox set busy_until = now() + interval '1 minute' where id = $1`, [id]);
    expect(await sender.attempt(id)).toBeNull();
    await house.rows(`update outbox set busy_until = now() - interval '1 second' where id = $1`, [id]);
    expect(await sender.attempt(id)).toMatchObject({ isSent: true });
    const dead = new Presence(house.config);
    const token = await dead.token();
    await dead.close();
    const other = await post('orphan of a dead process');
    const hold = `update outbox set busy_by = $2, busy_until = now() + interval '1 minute' where id = $1`;
    await house.rows(hold, [other, token]);
    expect(await sender.attempt(other)).toMatchObject({ isSent: true });
  });

  it('is given up for good, also while it is being sent', async () => {
    answers = 500;
    holdMs = 100;
    const id = await post('given up');
    const trying = sender.attempt(id);
    await service.discard(everybody.instance, { id }, 'the node is gone');
    await trying;
    expect(await kept(id)).toMatchObject({ state: 'discarded', sealed: null });
    await expect(service.discard(everybody.instance, { id }, null)).rejects.toThrow('discarded already');
    const params = { ref: String(id) };
    const history = (await house.call(outbox.history, { params })).body;
    expect(history.entries[0]).toMatchObject({ action: 'discard', message: 'the node is gone' });
  });

  it('is given up in numbers, but for what was sent or given up already', async () => {
    answers = 500;
    const ids = [await post('one of many'), await post('another of many'), await post('sent meanwhile')];
    answers = 200;
    await sender.attempt(ids[2] as number);
    const discard = (key?: string) => house.call(outbox.discardMany, { body: { ids }, ...(key ? { key } : {}) });
    expect((await discard(keyOf('community'))).status).toBe(403);
    expect((await discard()).body).toEqual({ discarded: 2, skipped: 1 });
    expect((await discard()).body).toEqual({ discarded: 0, skipped: 3 });
    expect(await kept(ids[0] as number)).toMatchObject({ state: 'discarded', sealed: null });
    expect(await kept(ids[2] as number)).toMatchObject({ state: 'sent' });
  });

  it('shows secrets nowhere', async () => {
    const id = await post('secretive');
    const params = { ref: String(id) };
    const texts = [
      (await house.call(outbox.get, { params })).text,
      (await house.call(outbox.list, {})).text,
      (await house.call(outbox.csv, {})).text,
      JSON.stringify(await house.rows(`select * from audit_log where kind = 'outbox'`)),
      JSON.stringify(await house.rows('select * from outbox')),
    ];
    for (const text of texts) expect(text).not.toContain('a-seal-nobody-may-read');
  });

  it('keeps messages that name no node, and says so', async () => {
    const said = await house.call(outbox.create, { body: { kind: 'brood.message', payload: { a: 1 } } });
    expect(said.status, said.text).toBe(201);
    expect(said.body).toMatchObject({ state: 'waiting', canSend: true, payload: { a: 1 }, scope: 'Broods' });
    const params = { ref: String(said.body.id) };
    expect((await house.call(outbox.resend, { params })).body).toMatchObject({
      state: 'waiting',
      fault: 'names no brood and no message; discard it',
    });
    expect((await house.call(outbox.discard, { params, body: {} })).body).toMatchObject({ state: 'discarded' });
    expect((await house.call(outbox.kinds, {})).body.map(({ kind }) => kind)).toEqual(['brood.message']);
    expect((await house.call(outbox.create, { body: { kind: 'nope', payload: {} } })).status).toBe(400);
  });

  it('is there for whoever runs the instance alone', async () => {
    for (const user of userNames) {
      const { status } = await house.call(outbox.list, { key: keyOf(user) });
      expect([user, status]).toEqual([user, user === 'admin' || user === 'instance' ? 200 : 403]);
    }
    const { value: rows } = await house.store.rehearse(systemPrincipal('spec'), (work) =>
      work.findAll(OutboxEntity, {}),
    );
    expect(rows.length).toBeGreaterThan(5);
    for (const user of userNames) {
      const bySql = await house.store.read(
        sql`select t.id from outbox t where ${outboxScope.see.where(everybody[user], 't')}`,
      );
      expect([user, rows.filter((row) => outboxScope.see.allows(row, everybody[user])).length]).toEqual([
        user,
        bySql.length,
      ]);
    }
  });
});
