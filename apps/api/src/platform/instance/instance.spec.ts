import { audit, instance } from '@cerebrate/contract';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type House, startHouse } from '../../../test/house.js';
import { buildWorld, keyOf } from '../../../test/world.js';

describe('the instance', () => {
  let house: House;
  beforeAll(async () => {
    house = await startHouse();
    await buildWorld(house);
  });
  afterAll(() => house.stop());

  it('tells its name, version, uuid and what the first hour still holds', async () => {
    const { status, body } = await house.call(instance.get, { key: keyOf('plain') });
    expect(status).toBe(200);
    expect(body).toMatchObject({ name: 'Cerebrate', uuid: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    expect(Object.fromEntries(body.firstHour.map(({ step, done }) => [step, done]))).toMatchObject({
      name: false,
      import: true,
      invite: true,
    });
    expect((await house.call(instance.get, { key: '' })).status).toBe(401);
  });

  it('is named by whoever manages it, once for each version read', async () => {
    const { body } = await house.call(instance.get);
    const named = await house.call(instance.update, { body: { name: 'Benelux node' }, ifMatch: body.revision });
    expect(named.body).toMatchObject({ name: 'Benelux node', uuid: body.uuid });
    expect(named.body.firstHour).toContainEqual({ step: 'name', done: true });
    expect((await house.call(instance.update, { body: { name: 'Other' }, ifMatch: body.revision })).status).toBe(412);
    expect((await house.call(instance.update, { body: { name: 'Other' }, key: keyOf('community') })).status).toBe(403);
    expect((await house.call(instance.update, { body: { name: '' } })).status).toBe(400);
    const { body: log } = await house.call(audit.list, { query: { kind: 'instance', action: 'edit' } });
    expect(log.items[0]?.changes).toEqual([{ field: 'name', before: 'Cerebrate', after: 'Benelux node' }]);
  });

  it('answers health checks without a key', async () => {
    expect(await house.call(instance.alive, { key: '' })).toMatchObject({ status: 200, body: { status: 'ok' } });
    expect(await house.call(instance.ready, { key: '' })).toMatchObject({ status: 200, body: { status: 'ok' } });
  });

  it('is not ready when the database does not answer, but alive', async () => {
    const other = await startHouse();
    const client = new pg.Client({ connectionString: new URL('/postgres', other.databaseUrl).href });
    await client.connect();
    await client.query(`drop database ${new URL(other.databaseUrl).pathname.slice(1)} with (force)`);
    await client.end();
    expect((await other.call(instance.alive, { key: '' })).status).toBe(200);
    const said = await other.call(instance.ready, { key: '' });
    expect(said.status).toBe(503);
    expect(said.text).toContain('the database does not answer');
    await other.stop();
  });
});
