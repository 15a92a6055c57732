import { broods, type NewBrood } from '@cerebrate/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { battery } from '../../../test/battery.js';
import { type House, startHouse } from '../../../test/house.js';
import { expectFacesAgree } from '../../../test/scope-agreement.js';
import { buildWorld, keyOf, type World } from '../../../test/world.js';
import { systemPrincipal } from '../../kernel/index.js';
import { BroodEntity } from './brood.entity.js';
import { broodScope } from './brood.scope.js';

const aKey = 'ab'.repeat(20);

battery('broods', {
  endpoints: broods,
  kind: 'brood',
  sample: (world, at) => ({
    name: `Brood ${at}`,
    url: `https://node${at}.example`,
    ownerId: world.organisations.circl.id,
    description: 'A node',
    strategy: 'standard',
    pull: false,
    skipProxy: false,
    timeoutSeconds: 20,
    authKey: aKey,
  }),
  change: () => ({ body: { description: 'Another node' }, field: 'description', value: 'Another node' }),
  statements: 4,
});

describe('broods', () => {
  let house: House;
  let world: World;
  beforeAll(async () => {
    house = await startHouse();
    world = await buildWorld(house);
  });
  afterAll(() => house.stop());

  const make = async (body: Partial<NewBrood> = {}) => {
    const said = await house.call(broods.create, {
      body: {
        name: 'Peer',
        url: 'https://peer.example',
        ownerId: world.organisations.circl.id,
        authKey: aKey,
        ...body,
      },
    });
    expect(said.status, said.text).toBe(201);
    return said.body;
  };
  const update = (id: number, body: object) =>
    house.call(broods.update, { params: { ref: String(id) }, body: body as never });

  it('keep their key sealed and tell it nowhere', async () => {
    const brood = await make();
    expect(brood.hasKey).toBe(true);
    const [row] = await house.rows<{ sealed_key: string }>('select sealed_key from broods where id = $1', [brood.id]);
    expect(row?.sealed_key).toMatch(/^v1\./);
    const log = await house.rows('select before, after from audit_log where kind = $1', ['brood']);
    const told = [
      JSON.stringify(log),
      (await house.call(broods.get, { params: { ref: String(brood.id) } })).text,
      (await house.call(broods.list)).text,
      (await house.call(broods.csv)).text,
      (await house.call(broods.history, { params: { ref: String(brood.id) } })).text,
    ].join();
    expect(told).not.toContain(aKey);
    expect(told).not.toContain(row?.sealed_key);
  });

  it('ask for the key again with another host, and not for another path of the same', async () => {
    const brood = await make();
    const refused = await update(brood.id, { url: 'https://evil.example' });
    expect(refused.status).toBe(400);
    expect(refused.body.issues?.[0]?.path).toEqual(['authKey']);
    expect((await update(brood.id, { url: 'https://peer.example/cerebrate/' })).body.url).toBe(
      'https://peer.example/cerebrate',
    );
    expect((await update(brood.id, { url: 'https://evil.example', authKey: null })).body.hasKey).toBe(false);
  });

  it('are seen by community administrators alone, in both faces of their scope', async () => {
    const brood = await make();
    for (const user of ['instance', 'orgAdmin', 'groupAdmin', 'sync', 'plain'] as const)
      expect((await house.call(broods.get, { params: { ref: brood.uuid }, key: keyOf(user) })).status, user).toBe(403);
    expect((await house.call(broods.get, { params: { ref: brood.uuid }, key: keyOf('community') })).status).toBe(200);
    const rows = await house.store.work(systemPrincipal('tests'), (work) => work.findAll(BroodEntity, {}));
    expect(await expectFacesAgree(house, broodScope, 'broods', rows)).toBeGreaterThan(8);
  });

  it('refuse addresses, keys and certificates that cannot be', async () => {
    for (const [field, value] of [
      ['url', 'ftp://peer.example'],
      ['url', 'peer.example'],
      ['url', 'https://user:word@peer.example'],
      ['url', 'https://peer.example/?a=1'],
      ['authKey', 'short'],
      ['authKey', `${'a'.repeat(39)}\n`],
      ['ownerId', 2_000_000_000],
      ['authority', 'no certificate'],
      ['clientCertificate', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'],
      ['clientKey', 'no key'],
      ['pinnedCertificate', 'aa:bb'],
      ['timeoutSeconds', 0],
      ['strategy', 'blind'],
    ] as const) {
      const body = { name: 'Peer', url: 'https://peer.example', ownerId: world.organisations.circl.id, [field]: value };
      const said = await house.call(broods.create, { body: body as never });
      expect(said.status, field).toBe(400);
      expect(said.body.issues?.[0]?.path, field).toEqual([field]);
    }
  });

  it('lose their keys when they are forgotten, and come back without them', async () => {
    const brood = await make({ name: 'Forgotten' });
    const params = { ref: String(brood.id) };
    await house.call(broods.remove, { params });
    expect(await house.rows('select sealed_key from broods where id = $1', [brood.id])).toEqual([{ sealed_key: null }]);
    expect((await house.call(broods.restore, { params })).body).toMatchObject({ name: 'Forgotten', hasKey: false });
    expect((await house.call(broods.restore, { params })).status).toBe(404);
  });
});
