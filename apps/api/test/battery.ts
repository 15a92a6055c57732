import {
  type Endpoint,
  type ListSpec,
  listSpecOf,
  permissionsOf,
  type RoleFlags,
  roleFlags,
  tableForms,
} from '@cerebrate/contract';
import { streamXlsxRows } from 'hucre/xlsx';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adminKey, type House, roleKinds, startHouse } from './house.js';
import { buildWorld, keyOf, type UserName, type World } from './world.js';

interface NounEndpoints {
  list: Endpoint;
  csv?: Endpoint;
  get: Endpoint;
  create: Endpoint;
  update: Endpoint;
  remove: Endpoint;
}

/** What a noun's spec supplies; the battery supplies the questions. */
export interface BatteryOptions {
  /** The endpoints of the noun as its contract has them. */
  readonly endpoints: NounEndpoints;
  /** What its audit rows are called. */
  readonly kind: string;
  /** A body that creates one, different each time. */
  sample(world: World, at: number): Record<string, unknown>;
  /** A body that changes what `sample` made, and one field of it with the value it must have afterwards. */
  change(world: World): { body: Record<string, unknown>; field: string; value: unknown };
  /** Keys that only the answer to the creation has: secrets that are told once. */
  readonly toldOnce?: readonly string[];
  /** A body of changes, where a sample holds what is settled when the record is made. */
  changes?(world: World, at: number): Record<string, unknown>;
  /** How many SQL statements a list may take, authentication included. */
  readonly statements: number;
  /** Rows that these users must not see (404), by id. */
  invisible?(world: World): { user: UserName; id: number }[];
}

/** Names nothing, whatever else beside the record the route names. */
const noRecord = { ref: '2147483000', delivery: '2147483000' };

const flagsOf = (user: string): RoleFlags =>
  Object.fromEntries(roleFlags.map((flag) => [flag, (roleKinds[user] ?? []).includes(flag)])) as RoleFlags;

/**
 * The questions every noun must answer alike (ARCHITECTURE §4.7): who may call, what bad input gets, what a change leaves
 * behind, that every declared filter and sort works, and what a list costs.
 */
export function battery(noun: string, options: BatteryOptions): void {
  const { endpoints } = options;
  describe(`${noun}: the battery`, () => {
    let house: House;
    let world: World;
    let made = 0;
    const create = async () => {
      const said = await house.call(endpoints.create, { body: options.sample(world, ++made) });
      expect(said.status, said.text).toBe(201);
      const record = { ...(said.body as Record<string, unknown>) };
      for (const key of options.toldOnce ?? []) delete record[key];
      return record as { id: number; uuid?: string; version: number };
    };
    beforeAll(async () => {
      house = await startHouse({}, false);
      world = await buildWorld(house);
    });
    afterAll(() => house.stop());

    it('tells nobody anything without a credential', async () => {
      for (const endpoint of Object.values(endpoints) as Endpoint[]) {
        const said = await house.call(endpoint, { params: noRecord as never, key: '' });
        expect(said.status, `${endpoint.method} ${endpoint.path}`).toBe(401);
      }
    });

    it('refuses each role exactly the endpoints whose permission it lacks', async () => {
      for (const user of Object.keys(roleKinds) as UserName[])
        for (const endpoint of Object.values(endpoints) as Endpoint[]) {
          const said = await house.call(endpoint, { params: noRecord as never, key: keyOf(user) });
          const allowed = endpoint.allow === 'signed-in' || permissionsOf(flagsOf(user)).has(endpoint.allow as never);
          expect(said.status === 403, `${user} ${endpoint.method} ${endpoint.path}: ${said.status}`).toBe(!allowed);
        }
    });

    it('creates, shows and lists a record, and the audit log says who did it', async () => {
      const record = await create();
      const got = await house.call(endpoints.get, { params: { ref: String(record.id) } as never });
      expect(got.body).toEqual(record);
      const listed = await house.call(endpoints.list, { query: { limit: '500' } as never });
      expect((listed.body as { items: { id: number }[] }).items.map((item) => item.id)).toContain(record.id);
      const [row] = await house.rows(
        'select actor_name, action, before, after, hash from audit_log where kind = $1 and entity_id = $2',
        [options.kind, record.id],
      );
      expect(row).toMatchObject({ actor_name: 'admin-of-tests', action: 'add', before: null });
      expect(row?.['after']).toBeTruthy();
    });

    it('changes a record, counts its version up and logs before and after', async () => {
      const record = await create();
      const { body, field, value } = options.change(world);
      const said = await house.call(endpoints.update, {
        params: { ref: String(record.id) } as never,
        body,
        ifMatch: record.version,
      });
      expect(said.status, said.text).toBe(200);
      expect((said.body as Record<string, unknown>)[field]).toEqual(value);
      expect((said.body as { version: number }).version).toBe(record.version + 1);
      const [row] = await house.rows(
        'select before, after from audit_log where kind = $1 and entity_id = $2 order by seq desc limit 1',
        [options.kind, record.id],
      );
      expect(row?.['before']).not.toEqual(row?.['after']);
    });

    it('refuses a change based on an old version and changes nothing', async () => {
      const record = await create();
      const { body } = options.change(world);
      await house.call(endpoints.update, { params: { ref: String(record.id) } as never, body });
      const stale = await house.call(endpoints.update, {
        params: { ref: String(record.id) } as never,
        body: options.changes?.(world, 900) ?? options.sample(world, 900),
        ifMatch: record.version,
      });
      expect(stale.status, stale.text).toBe(412);
    });

    it('leaves no trace of a change that changes nothing', async () => {
      const record = await create();
      const { body } = options.change(world);
      await house.call(endpoints.update, { params: { ref: String(record.id) } as never, body });
      const count = () =>
        house.rows('select count(*)::int as n from audit_log where kind = $1 and entity_id = $2', [
          options.kind,
          record.id,
        ]);
      const before = await count();
      await house.call(endpoints.update, { params: { ref: String(record.id) } as never, body });
      expect(await count()).toEqual(before);
    });

    it('names every unknown key of a body and believes no id, owner or foreign key of a client', async () => {
      const foreign = {
        id: 1,
        created_by: 1,
        user_id: 1,
        organisation_id: 1,
        version: 99,
        deletedAt: null,
        __proto: 1,
      };
      for (const [key, value] of Object.entries(foreign)) {
        const sample = options.sample(world, ++made);
        if (key in sample) continue;
        const said = await house.call(endpoints.create, { body: { ...sample, [key]: value } });
        expect(said.status, `${key}: ${said.text}`).toBe(400);
        expect(said.body.issues?.map((issue) => issue.path.join('.'))).toContain(key);
      }
    });

    it('refuses wrong types in every field with the field named, and changes nothing', async () => {
      const count = async () => (await house.rows('select seq::int from audit_head'))[0];
      const before = await count();
      for (const key of Object.keys(options.sample(world, ++made)))
        for (const wrong of [{}, 12.5, ['\ud800'], 'x'.repeat(300_000), '\u0000']) {
          const sample = { ...options.sample(world, ++made), [key]: wrong };
          const said = await house.call(endpoints.create, { body: sample });
          if (said.status === 201) throw new Error(`${key} accepted ${JSON.stringify(wrong).slice(0, 40)}`);
          expect(said.status, `${key}: ${said.text.slice(0, 300)}`).toBeGreaterThanOrEqual(400);
          expect(said.status, `${key}: ${said.text.slice(0, 300)}`).toBeLessThan(500);
        }
      expect(await count()).toEqual(before);
    });

    it('answers every declared filter and sort, and refuses any other by name', async () => {
      const spec = listSpecOf(endpoints.list.query) as ListSpec;
      await create();
      for (const query of declaredQueries(spec)) {
        const said = await house.call(endpoints.list, { query: query as never });
        expect(said.status, `${JSON.stringify(query)}: ${said.text}`).toBe(200);
      }
      const alternatives = declaredQueries(spec).flatMap((query) =>
        Object.entries(query).flatMap(([key, value]) => (['q', 'sort'].includes(key) ? [] : [[`any.1.${key}`, value]])),
      );
      const either = await house.call(endpoints.list, { query: Object.fromEntries(alternatives) });
      expect(either.status, either.text).toBe(200);
      for (const query of [
        { nonsense: '1' },
        { 'any.1.nonsense': '1' },
        { sort: 'id;drop table users' },
        { sort: 'nonsense' },
        { page: '-1' },
        { limit: '501' },
        { limit: 'x' },
      ]) {
        const said = await house.call(endpoints.list, { query: query as never });
        expect(said.status, JSON.stringify(query)).toBe(400);
        expect(said.body.issues?.[0]?.path.join('.')).toContain(Object.keys(query)[0]);
      }
    });

    it('hides what is outside the scope from get, update, remove, list and count alike', async () => {
      for (const { user, id } of options.invisible?.(world) ?? []) {
        const key = keyOf(user);
        const params = { ref: String(id) } as never;
        expect((await house.call(endpoints.get, { params, key })).status).toBe(404);
        const { body } = options.change(world);
        expect([403, 404]).toContain((await house.call(endpoints.update, { params, body, key })).status);
        expect([403, 404]).toContain((await house.call(endpoints.remove, { params, key })).status);
        const listed = await house.call(endpoints.list, { query: { limit: '500' } as never, key });
        const page = listed.body as { items: { id: number }[]; total: number };
        expect(page.items.map((item) => item.id)).not.toContain(id);
        expect(page.total).toBe(page.items.length);
      }
    });

    it('sends the same list as CSV, as a workbook and as JSON', async () => {
      if (!endpoints.csv) return;
      const record = await create();
      const said = await house.call(endpoints.csv);
      expect(said.headers.get('content-type')).toContain('text/csv');
      const [heading, ...lines] = said.text.trim().split('\n');
      expect(heading).toMatch(/^id,/);
      expect(lines.some((line) => line.startsWith(`${record.id},`))).toBe(true);
      const rows = await workbookAt(house, endpoints.csv.path.replace(/csv$/, 'xlsx'));
      expect(rows[0]).toEqual(heading?.split(','));
      expect(rows.some(([id]) => id === record.id)).toBe(true);
      const json = await house.ask(endpoints.csv.path.replace(/csv$/, 'json'), { key: adminKey });
      expect((json.body as { id: number }[]).map(({ id }) => id)).toContain(record.id);
      expect(json.body).toHaveLength(rows.length - 1);
    });

    it(`needs at most ${options.statements} SQL statements for a list`, async () => {
      for (let at = 0; at < 5; at++) await create();
      await house.call(endpoints.list);
      // what runs beside the list only adds: the fewest of three is the list's own
      const counts: number[] = [];
      for (let time = 0; time < 3; time++) {
        const before = house.store.statements;
        await house.call(endpoints.list, { query: { page: '2', limit: '3' } as never });
        counts.push(house.store.statements - before);
      }
      expect(Math.min(...counts)).toBeLessThanOrEqual(options.statements);
    });

    it('removes a record once, and then it is not there', async () => {
      const record = await create();
      const params = { ref: String(record.id) } as never;
      expect((await house.call(endpoints.remove, { params })).status).toBe(200);
      expect((await house.call(endpoints.get, { params })).status).toBe(404);
      expect((await house.call(endpoints.remove, { params })).status).toBe(404);
    });
  });
}

/** One query for each declared field and operator, and for each sort in both directions. */
function declaredQueries(spec: ListSpec): Record<string, string>[] {
  const values: Record<string, Record<string, string>> = {
    text: { eq: 'a', not: 'a', contains: "%_'\\", starts: 'a', in: 'a,b', notin: 'a,b', empty: 'true' },
    choice: { eq: 'a', not: 'a', in: 'a,b', notin: 'a,b', empty: 'false' },
    uuid: { eq: '00000000-0000-4000-8000-000000000000', in: '00000000-0000-4000-8000-000000000000' },
    integer: { eq: '1', not: '1', in: '1,2', notin: '1', gte: '0', lte: '9', empty: 'false' },
    boolean: { eq: 'true', not: 'false' },
    time: { gte: '2026-01-01', lte: '2099-01-01T00:00:00Z', empty: 'false' },
    country: { eq: 'lu', not: 'LU', in: 'LU,BE', notin: 'LU', empty: 'true' },
  };
  const queries: Record<string, string>[] = spec.quick ? [{ q: 'something' }, { q: '8.8.8.8' }, { q: "'; --" }] : [];
  for (const [field, { kind, filter, sort }] of Object.entries(spec.fields)) {
    if (filter !== false)
      for (const [op, value] of Object.entries(values[kind] ?? {}))
        queries.push({ [op === 'eq' ? field : `${field}.${op}`]: value });
    if (sort) queries.push({ sort: field }, { sort: `-${field}` });
  }
  if (spec.tags) queries.push({ tag: 'tlp:green' }, { 'tag.not': 'tlp:green' }, { 'tag.any': 'a,b' });
  return queries;
}

/** The rows of the sheet the administrator is sent at that path. */
async function workbookAt(house: House, path: string): Promise<unknown[][]> {
  const said = await fetch(house.url + path, { headers: { authorization: adminKey } });
  expect(said.headers.get('content-type')).toBe(tableForms.xlsx);
  const rows: unknown[][] = [];
  for await (const { values } of streamXlsxRows(new Uint8Array(await said.arrayBuffer()))) rows.push([...values]);
  return rows;
}
