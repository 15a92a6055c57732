import { type Endpoint, listSpecOf } from '@cerebrate/contract';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { servedEndpoints } from '../src/kernel/index.js';
import { adminKey, type House, startHouse } from './house.js';
import { buildWorld } from './world.js';

const ours = (endpoint: Endpoint): boolean => endpoint.path.startsWith('/api/v1/');
const isEventStream = (endpoint: Endpoint): boolean => endpoint.produces === 'text/event-stream';
const exampleParams: Record<string, string> = {
  ref: '2147483000',
  id: '2147483000',
  name: 'theme',
  uuid: '00000000-0000-4000-8000-000000000000',
};
const pathOf = (endpoint: Endpoint, value?: string): string =>
  endpoint.path.replace(/:([a-zA-Z]+)/g, (_, key: string) => encodeURIComponent(value ?? exampleParams[key] ?? '1'));

/** DEMANDS §2.5 rule 1: every column of every table is posted to every endpoint; nothing of it may be believed. */
describe('hostile input', () => {
  let house: House;
  let columns: string[];
  beforeAll(async () => {
    house = await startHouse();
    await buildWorld(house);
    const rows = await house.rows<{ column_name: string }>(
      "select distinct column_name from information_schema.columns where table_schema = 'public'",
    );
    columns = rows.map((row) => row.column_name);
  });
  afterAll(() => house.stop());

  const logged = async () =>
    JSON.stringify(
      await house.rows(
        "select seq from audit_log where action not in ('login', 'login_fail') order by seq desc limit 1",
      ),
    );
  const send = (method: string, path: string, body?: string) =>
    house.ask(path, {
      method,
      key: adminKey,
      ...(body === undefined ? {} : { body, headers: { 'content-type': 'application/json' } }),
    });

  it('has columns and endpoints to try', () => {
    expect(columns.length).toBeGreaterThan(50);
    expect(servedEndpoints.filter(ours).length).toBeGreaterThan(20);
  });

  it('posted as every column to every endpoint changes nothing and is refused by name', async () => {
    const body = JSON.stringify(Object.fromEntries(columns.map((column) => [column, 1])));
    for (const endpoint of servedEndpoints.filter((one) => ours(one) && one.method !== 'GET')) {
      const before = await logged();
      const said = await send(endpoint.method, pathOf(endpoint), body);
      expect(said.status, `${endpoint.method} ${endpoint.path}: ${said.text.slice(0, 200)}`).toBeGreaterThanOrEqual(
        400,
      );
      expect(said.status, `${endpoint.method} ${endpoint.path}: ${said.text.slice(0, 200)}`).toBeLessThan(500);
      expect(said.headers.get('content-type'), endpoint.path).toContain('application/problem+json');
      expect(await logged(), `${endpoint.method} ${endpoint.path}`).toBe(before);
    }
  });

  it('as a query of every column is refused by every endpoint that does not declare it', async () => {
    for (const endpoint of servedEndpoints.filter((one) => ours(one) && one.method === 'GET' && !isEventStream(one))) {
      const known = new Set(Object.keys(listSpecOf(endpoint.query)?.fields ?? {}));
      const hostile = columns.filter((column) => !known.has(column)).slice(0, 40);
      const said = await send('GET', `${pathOf(endpoint)}?${hostile.map((column) => `${column}=1`).join('&')}`);
      expect(said.status, `${endpoint.path}: ${said.text.slice(0, 200)}`).toBe(400);
    }
  });

  it('in paths never reaches a fault of ours', async () => {
    const hostile = [
      '0',
      '-1',
      '1;select 1',
      '../../etc/passwd',
      '%00',
      '%ff',
      "'",
      'a'.repeat(250),
      '1e9',
      '9'.repeat(30),
      'NaN',
      '__proto__',
    ];
    for (const endpoint of servedEndpoints.filter((one) => ours(one) && one.path.includes(':') && !isEventStream(one)))
      for (const value of hostile) {
        const path = endpoint.path.replace(/:([a-zA-Z]+)/g, () =>
          value.startsWith('%') ? value : encodeURIComponent(value),
        );
        const said = await send(
          endpoint.method,
          path,
          endpoint.method === 'GET' || endpoint.method === 'DELETE' ? undefined : '{}',
        );
        expect(said.status, `${endpoint.method} ${path}: ${said.text.slice(0, 200)}`).toBeLessThan(500);
      }
  });

  it('of any JSON shape never reaches a fault of ours', async () => {
    const writes = servedEndpoints.filter((one) => ours(one) && one.method !== 'GET');
    await fc.assert(
      fc.asyncProperty(fc.nat(writes.length - 1), fc.jsonValue({ maxDepth: 3 }), async (at, value) => {
        const endpoint = writes[at];
        if (!endpoint) return;
        const said = await send(endpoint.method, pathOf(endpoint), JSON.stringify(value));
        expect(
          said.status,
          `${endpoint.method} ${endpoint.path} ${JSON.stringify(value)}: ${said.text.slice(0, 200)}`,
        ).toBeLessThan(500);
      }),
      { numRuns: 300 },
    );
  });

  it('in list queries of any text never reaches a fault of ours', async () => {
    const lists = servedEndpoints.filter(
      (one) => ours(one) && listSpecOf(one.query) && one.produces === 'application/json',
    );
    await fc.assert(
      fc.asyncProperty(
        fc.nat(lists.length - 1),
        fc.string({ unit: 'binary', maxLength: 30 }),
        fc.constantFrom('q', 'sort', 'page', 'limit', 'name', 'name.in', 'tag'),
        async (at, text, key) => {
          const endpoint = lists[at];
          if (!endpoint) return;
          const said = await send('GET', `${endpoint.path}?${new URLSearchParams({ [key]: text })}`);
          expect(
            said.status,
            `${endpoint.path} ${key}=${JSON.stringify(text)}: ${said.text.slice(0, 200)}`,
          ).toBeLessThan(500);
        },
      ),
      { numRuns: 300 },
    );
  });
});
