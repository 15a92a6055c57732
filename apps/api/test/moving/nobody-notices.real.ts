import { alignments, individuals, organisations, session, tags } from '@cerebrate/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adminKey, type House, startHouse } from '../house.js';
import { type NewHouse, newHouse, type OldHouse, oldHouse } from './moving-house.js';
import { there } from './original-rows.js';

type Row = Record<string, unknown>;

/** Records as the original's paths name them, and where they stood. */
const viewed = [
  ['organisations', 'organisations', 3],
  ['organisations', 'organisations', 7001],
  ['individuals', 'individuals', 2],
  ['alignments', 'alignments', 1],
  ['orgGroups', 'org_groups', 4],
  ['sharingGroups', 'sharing_groups', 9],
  ['mailingLists', 'mailing_lists', 2],
  ['roles', 'roles', 2],
  ['users', 'users', 1],
  ['encryptionKeys', 'encryption_keys', 7],
  ['enumerationCollections', 'enumeration_collections', 2],
  ['permissionLimitations', 'permission_limitations', 1],
  ['broods', 'broods', 3],
  ['tags', 'tags_tags', 1],
  ['metaTemplates', 'meta_templates', 21],
] as const;
/** Told otherwise on purpose: secrets, what a moved row was mended in, and what the original counts and we do not keep. */
const apart = ['authkey', 'password', 'counter', 'colour', 'text_colour', 'expires', 'version'];

/** A column of MariaDB as the original writes it in JSON. */
function written(value: unknown, said: unknown): unknown {
  if (value instanceof Date) return value.toISOString().replace('.000Z', '+00:00');
  if (Buffer.isBuffer(value)) return value.toString('utf8');
  if (typeof value === 'string') return value === 'luxembourg' ? 'Luxembourg' : value.trim();
  if (typeof said === 'boolean') return value === 1;
  return value;
}

describe('after a move nobody notices', () => {
  let old: OldHouse;
  let moved: NewHouse;
  let program: House;
  beforeAll(async () => {
    old = await oldHouse();
    moved = await newHouse();
    await moved.move(old.address);
    program = await startHouse({ DATABASE_URL: moved.database.url }, false);
  });
  afterAll(async () => {
    await program.stop();
    await moved.drop();
    await old.drop();
  });
  const ask = (path: string, init: RequestInit = {}) => program.ask(path, { key: there.key, ...init });

  it('the old password signs in, and is kept as a hash of ours from then on', async () => {
    const hash = async () => (await moved.rows('select password_hash as hash from users where id = 2'))[0]?.['hash'];
    expect(await hash()).toMatch(/^\$2y\$/);
    const body = { username: 'OFFICER', password: there.password };
    for (const _twice of [1, 2]) expect((await program.call(session.signIn, { key: '', body })).status).toBe(200);
    expect(await hash()).toMatch(/^\$argon2id\$/);
    expect((await program.call(session.signIn, { key: '', body: { ...body, password: 'another' } })).status).toBe(401);
    const unread = { username: 'old-hash', password: 'password' };
    expect((await program.call(session.signIn, { key: '', body: unread })).status).toBe(401);
  });

  it('who was disabled there is kept out here, whatever number said so', async () => {
    for (const username of ['disabled 🦉', 'odd flag'])
      expect([
        username,
        (await program.call(session.signIn, { key: '', body: { username, password: there.password } })).status,
      ]).toEqual([username, 401]);
  });

  it('the old key opens what it opened: for scripts, for a MISP and for nodes that have us as a brood', async () => {
    for (const header of ['authorization', 'Authorization'])
      expect((await program.ask('/users/view/me.json', { key: '', headers: { [header]: there.key } })).status).toBe(
        200,
      );
    expect((await ask('/instance/status.json')).body).toMatchObject({ application: 'Cerebrate', user: { id: 1 } });
    expect((await ask('/broods/testConnection/3.json')).status).toBe(200);
    expect(await moved.rows('select 1 from carried_key_hashes where auth_key_id = 11')).toEqual([]);
    // Neither one that ended there, nor the one that the first start of this node made.
    for (const key of [there.expiredKey, adminKey])
      expect((await program.ask('/organisations/index.json', { key })).status).toBe(405);
    expect((await ask('/localTools/view/1.json')).body).toMatchObject({
      id: 1,
      connector: 'MispConnector',
      settings: JSON.stringify({ url: 'https://misp.example', authkey: '*'.repeat(40) }),
    });
    const { body } = await ask('/inbox/index.json');
    expect((body as Row[]).map(({ id }) => id)).toEqual(expect.arrayContaining([1, 3]));
  });

  it.each(viewed)('/%s/view of %s %i says what stood there', async (path, table, id) => {
    const [row] = (await old.connection.query(`select * from ${table} where id = ${id}`))[0] as Row[];
    const { status, body } = await ask(`/${path}/view/${id}.json`);
    expect(status).toBe(200);
    const said = body as Row;
    const compared = Object.entries(row ?? {}).filter(([column]) => column in said && !apart.includes(column));
    expect(compared.length).toBeGreaterThan(3);
    expect(Object.fromEntries(compared.map(([column]) => [column, said[column]]))).toEqual(
      Object.fromEntries(compared.map(([column, value]) => [column, written(value, said[column])])),
    );
  });

  it('the audit log shows what happened there, under the names of its tables', async () => {
    const { body } = await ask('/auditLogs/index.json?limit=10&page=1&model=LocalTools&request_action=edit');
    expect(body).toMatchObject([{ model: 'LocalTools', model_id: 7901, request_action: 'edit' }]);
    const models = async (model: string) =>
      ((await ask(`/auditLogs/index.json?model=${model}`)).body as Row[]).map((row) => row['model']);
    expect(await models('Inbox')).toContain('Inbox');
    expect(await models('SomethingElse')).toEqual(['SomethingElse']);
    const [first] = (await ask('/auditLogs/index.json?model=Organisations&request_action=edit')).body as Row[];
    expect(first).toMatchObject({ model_id: 7001, user: { id: 1, username: 'admin' } });
  });

  it('the first record of each noun has the id after the highest, and nothing is in its way', async () => {
    const made = async (table: string, call: Promise<{ status: number; body: unknown }>) => {
      const [highest] = await moved.rows(`select max(id) as id from ${table}`);
      const { status, body } = await call;
      expect([table, status]).toEqual([table, 201]);
      const { id } = body as { id?: number };
      if (id !== undefined) expect([table, id > Number(highest?.['id']) || id]).toEqual([table, true]);
    };
    const key = there.key;
    await made('organisations', program.call(organisations.create, { key, body: { name: 'New' } }));
    const person = { email: 'new@new.example', firstName: 'N', lastName: 'N' };
    await made('individuals', program.call(individuals.create, { key, body: person }));
    await made('tags', program.call(tags.create, { key, body: { name: 'new:tag', colour: '#000000' } }));
    await made(
      'alignments',
      program.call(alignments.create, { key, body: { individualId: 2, organisationId: 3, type: 'New' } }),
    );
  });
});
