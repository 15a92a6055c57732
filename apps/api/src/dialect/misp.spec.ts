import { mispRequests, world } from '@cerebrate/cerebrate-wire/fixtures';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type House, type Said, startHouse } from '../../test/house.js';
import { buildRecordedWorld } from '../../test/recorded-world.js';

const key = world().auth_keys.find((one) => one.as === 'admin')?.raw ?? '';
/** The headers MISP 2.5 sends with every request, as recorded (WIRE-CONTRACT §7). */
const asMisp = {
  authorization: key,
  accept: 'application/json',
  'content-type': 'application/json',
  'user-agent': 'MISP 2.5.1 - #0000000',
  'accept-encoding': 'deflate, gzip, br, zstd',
};

interface Consumed {
  readonly id: number;
  readonly name: string;
  readonly uuid: string;
}

describe('a MISP that looks organisations up', () => {
  let house: House;
  beforeAll(async () => {
    house = await startHouse();
    await buildRecordedWorld(house, ['form-org', 'red-tag']);
  });
  afterAll(() => house.stop());

  const ask = (path: string): Promise<Said<unknown>> => house.ask(path, { headers: asMisp });
  const listed = async (path: string): Promise<Consumed[]> => {
    const said = await ask(path);
    expect([path, said.status]).toEqual([path, 200]);
    expect(Array.isArray(said.body), `${path} answers a bare list`).toBe(true);
    return said.body as Consumed[];
  };

  it('is answered every request of its client, without being sent elsewhere', async () => {
    for (const { method, path } of mispRequests()) {
      const said = await house.ask(path, { method, headers: asMisp });
      expect([path, [200, 404].includes(said.status)]).toEqual([path, true]);
      expect(said.headers.get('content-type')).toBe('application/json');
    }
  });

  it('reads the whole list in one answer, with every name and uuid it needs', async () => {
    const rows = await listed('/organisations/index');
    expect(rows).toHaveLength(world(['form-org']).organisations.length);
    for (const { id, name, uuid } of rows) {
      expect(id).toBeTypeOf('number');
      expect(name.length).toBeGreaterThan(0);
      expect(uuid).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    }
  });

  it('downloads one by the id of the list as a bare object, and by uuid as well', async () => {
    const [, row] = await listed('/organisations/index');
    for (const ref of [row?.id, row?.uuid]) {
      const said = await ask(`/organisations/view/${ref}`);
      expect(said.status).toBe(200);
      expect(said.body).toMatchObject({ id: row?.id, uuid: row?.uuid, name: row?.name });
      expect(said.body).not.toHaveProperty('metaFields');
      for (const column of ['nationality', 'sector', 'type']) expect(said.body).toHaveProperty(column);
    }
  });

  it('finds by quick filter, by name, by one of two names and by uuid', async () => {
    expect((await listed('/organisations/index?quickFilter=France')).map(({ name }) => name)).toEqual(
      expect.arrayContaining(['CSIRT France 01']),
    );
    expect(await listed('/organisations/index?quickFilter=no%20such%20team')).toEqual([]);
    expect(await listed('/organisations/index?name=CSIRT%20France%2001')).toHaveLength(1);
    const both = '/organisations/index?name%5B0%5D=CSIRT%20France%2001&name%5B1%5D=CSIRT%20Germany%2002';
    expect(await listed(both)).toHaveLength(2);
    expect(await listed('/organisations/index?uuid=D2CB488A-9A32-40A9-AD3A-6193885E620F')).toHaveLength(1);
  });

  it('may have a slash too many in the address of the node', async () => {
    expect(await listed('//organisations/index')).toEqual(await listed('/organisations/index'));
    expect((await ask('//organisations/view/2')).status).toBe(200);
    expect((await ask('/organisations//view/2/')).status).toBe(200);
  });

  it('is told of a wrong key by a status that is no success', async () => {
    const said = await house.ask('/organisations/view/2', { headers: { ...asMisp, authorization: 'f'.repeat(40) } });
    expect(said.status).toBe(405);
    expect(said.body).toMatchObject({ message: 'Invalid user credentials.', code: 405 });
  });

  it('reads the same text compressed as not', async () => {
    const plain = await house.ask('/organisations/index', { headers: { ...asMisp, 'accept-encoding': 'identity' } });
    const packed = await ask('/organisations/index');
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(packed.headers.get('content-encoding')).not.toBeNull();
    expect(packed.text).toBe(plain.text);
  });
});
