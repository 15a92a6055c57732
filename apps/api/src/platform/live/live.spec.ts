import { once } from 'node:events';
import { connect } from 'node:net';
import {
  encryptionKeys,
  imports,
  live,
  liveNouns,
  mailingLists,
  metaTemplates,
  organisations,
  orgGroups,
  session,
  sharingGroupBlueprints,
  sharingGroups,
  tags,
  users,
} from '@cerebrate/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Browser } from '../../../test/browser.js';
import { adminKey, type House, startHouse } from '../../../test/house.js';
import { buildWorld, keyOf, usernameOf, type World, worldPassword } from '../../../test/world.js';
import { makeKey } from '../../directory/encryption-keys/keys.fixture.js';
import { configure, csv, upload, work } from '../../directory/import/imports.fixture.js';
import { toldNouns } from '../../kernel/index.js';

/** An open stream and what came through it. */
class Listener {
  text = '';
  ended = false;
  readonly #stop = new AbortController();

  static async open(house: House, headers: Record<string, string>): Promise<Listener> {
    const listener = new Listener();
    const response = await fetch(`${house.url}${live.events.path}`, { headers, signal: listener.#stop.signal });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    void listener.#read(response).catch(() => undefined);
    return listener;
  }

  async #read(response: Response): Promise<void> {
    const decoder = new TextDecoder();
    for await (const part of response.body as unknown as AsyncIterable<Uint8Array>)
      this.text += decoder.decode(part, { stream: true });
    this.ended = true;
  }

  close(): void {
    this.#stop.abort();
  }
}

/** What a listener was told of changes. */
const toldOf = (text: string): { noun: string; records: { id: number; version: number }[] }[] =>
  [...text.matchAll(/event: changed\ndata: (.*)/g)].map(([, data]) => JSON.parse(data ?? '{}'));

describe('the live feed', () => {
  let house: House;
  let world: World;
  const open: Listener[] = [];
  beforeAll(async () => {
    house = await startHouse();
    world = await buildWorld(house);
  });
  afterAll(async () => {
    for (const listener of open) listener.close();
    await house.stop();
  });
  const listen = async (headers: Record<string, string>) => {
    const listener = await Listener.open(house, headers);
    open.push(listener);
    await expect.poll(() => listener.text).toContain('event: open');
    return listener;
  };
  const rename = (name: string, ref: number) =>
    house.call(organisations.update, { key: keyOf('admin'), params: { ref: String(ref) }, body: { name } });

  it('tells each of changes within their view and nobody of others, compressed or not', async () => {
    const admin = await listen({ authorization: keyOf('admin'), 'accept-encoding': 'gzip' });
    const plain = await listen({ authorization: keyOf('plain') });
    await rename('Acme renamed', world.organisations.acme.id);
    // what the world was made of may be told beside it
    const told = (text: string) =>
      toldOf(text).flatMap(({ noun, records }) => (noun === 'organisation' ? records : []));
    const { acme } = world.organisations;
    await expect.poll(() => told(admin.text)).toContainEqual({ id: acme.id, version: 2 });
    expect(told(plain.text).map(({ id }) => id)).not.toContain(acme.id);
    await rename('CIRCL renamed', world.organisations.circl.id);
    await expect.poll(() => plain.text).toContain('event: changed');
  });

  it('tells of groups as of people and organisations, since everybody reads them', async () => {
    const plain = await listen({ authorization: keyOf('plain') });
    const [group] = (await house.call(orgGroups.list, { key: keyOf('admin') })).body.items;
    const params = { ref: String(group?.id) };
    await house.call(orgGroups.update, { key: keyOf('admin'), params, body: { description: 'renewed' } });
    await expect.poll(() => plain.text).toContain('data: {"noun":"orgGroup","count":1');
  });

  it('tells of every noun by one and the same piece, and of each only to whoever reads it', async () => {
    expect(
      toldNouns
        .list()
        .map(({ id }) => id)
        .sort(),
    ).toEqual([...liveNouns].sort());
    const admin = await listen({ authorization: keyOf('admin') });
    const plain = await listen({ authorization: keyOf('plain') });
    const organisationId = world.organisations.acme.id;
    const name = 'Told of';
    const group = await house.call(sharingGroups.create, { body: { name, releasability: 'us', organisationId } });
    const rules = { kind: 'sector', values: ['nowhere'] } as const;
    await house.call(sharingGroupBlueprints.create, { body: { name, rules } });
    await house.call(mailingLists.create, { body: { name } });
    await house.call(encryptionKeys.create, {
      body: {
        text: (await makeKey('told@keys.example')).publicKey,
        ownerKind: 'organisation',
        ownerId: organisationId,
      },
    });
    await house.call(tags.create, { body: { name: 'told:of', colour: '#112233' } });
    const [template] = (await house.call(metaTemplates.list)).body.items;
    await house.call(metaTemplates.change, { params: { ref: String(template?.id) }, body: { enabled: true } });
    for (const noun of ['sharingGroup', 'sharingGroupBlueprint', 'mailingList', 'encryptionKey', 'tag', 'metaTemplate'])
      await expect.poll(() => admin.text, { message: noun }).toContain(`"noun":"${noun}"`);
    expect(group.status).toBe(201);
    await expect.poll(() => plain.text).toContain('"noun":"tag"');
    for (const noun of ['sharingGroup', 'sharingGroupBlueprint', 'mailingList', 'encryptionKey'])
      expect(plain.text, noun).not.toContain(`"noun":"${noun}"`);
  });

  it('tells of an import while it is at work and when it ended, to its user and community administrators', async () => {
    const admin = await listen({ authorization: keyOf('admin') });
    const plain = await listen({ authorization: keyOf('orgAdmin') });
    const { id } = await upload(house, 'teams.csv', csv);
    await configure(house, id, {});
    expect((await work(house, id, 'check')).state).toBe('checked');
    const { body } = await house.call(imports.get, { params: { ref: String(id) } });
    await expect.poll(() => admin.text).toContain(`"noun":"import"`);
    await expect.poll(() => admin.text).toContain(`{"id":${id},"version":${body.version}}`);
    expect(plain.text).not.toContain('"noun":"import"');
  });

  it('tells of notifications their owner alone', async () => {
    const admin = await listen({ authorization: keyOf('admin') });
    const plain = await listen({ authorization: keyOf('plain') });
    await house.call(organisations.update, {
      key: keyOf('orgAdmin'),
      params: { ref: String(world.organisations.circl.id) },
      body: { name: 'CIRCL again' },
    });
    await expect.poll(() => admin.text, { timeout: 15_000 }).toContain('event: notification');
    expect(plain.text).not.toContain('event: notification');
  });

  it('hears what another process committed', async () => {
    const plain = await listen({ authorization: keyOf('plain') });
    const event = {
      name: 'records.changed',
      payload: { kind: 'organisation', ids: [world.organisations.circl.id, world.organisations.acme.id] },
      origin: 'another process',
    };
    await house.rows('select pg_notify($1, $2)', ['cerebrate_events', JSON.stringify(event)]);
    await expect.poll(() => plain.text).toContain('"count":1');
  });

  it('ends when its holder signs out or is disabled', async () => {
    const browser = new Browser(house);
    const { headers } = await browser.signIn(usernameOf('viewer'), worldPassword);
    const listener = await listen({ cookie: headers.get('set-cookie')?.split(';')[0] ?? '' });
    const byKey = await listen({ authorization: keyOf('viewer') });
    await browser.call(session.signOut);
    await expect.poll(() => listener.ended).toBe(true);
    expect(byKey.ended).toBe(false);
    await house.call(users.update, {
      key: keyOf('admin'),
      params: { ref: String(world.users.viewer.id) },
      body: { disabled: true },
    });
    await expect.poll(() => byKey.ended).toBe(true);
  });

  it('is for the signed-in, and for a dozen windows of each at most', async () => {
    expect((await house.call(live.events, { key: '' })).status).toBe(401);
    const headers = { authorization: keyOf('editor') };
    for (let at = 0; at < 12; at++) await listen(headers);
    expect((await house.ask(live.events.path, { key: keyOf('editor') })).status).toBe(429);
    open.at(-1)?.close();
    await expect
      .poll(async () => {
        const again = await Listener.open(house, headers).catch(() => undefined);
        if (again) open.push(again);
        return again !== undefined;
      })
      .toBe(true);
  });

  it('ends with a process that stops, as does a connection that asked for nothing', async () => {
    const stopping = await startHouse({}, false);
    const watched = await Listener.open(stopping, { authorization: adminKey });
    const silent = connect(Number(new URL(stopping.url).port), '127.0.0.1');
    await once(silent, 'connect');
    const silentEnds = once(silent, 'close');
    await stopping.stop();
    await silentEnds;
    await expect.poll(() => watched.ended).toBe(true);
  }, 45_000);
});
