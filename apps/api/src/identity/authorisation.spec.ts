import {
  apiPrefix,
  authKeys,
  type Endpoint,
  listSpecOf,
  type Permission,
  type Problem,
  permissionsOf,
  type RoleFlags,
  roleFlags,
} from '@cerebrate/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DialectOperation, dialectOperation, isKnownController } from '../../test/authorisation/dialect-routes.js';
import {
  buildGround,
  type Caller,
  callers,
  flagsOfCaller,
  type Ground,
  type Place,
} from '../../test/authorisation/ground.js';
import { faultsOfReaches, type Right, reaches, rightOf, rights } from '../../test/authorisation/reach.js';
import { type Resource, resources } from '../../test/authorisation/resources.js';
import { isKnown, nameOf, ownerless, type RowRoute, rowRoutes } from '../../test/authorisation/routes.js';
import { sampleOf } from '../../test/authorisation/sample.js';
import { notOnOneself, oneselfInstead, spokenOf } from '../../test/authorisation/scenes.js';
import { startHouse } from '../../test/house.js';
import { servedEndpoints } from '../kernel/index.js';

const permissionsOfCaller = (caller: Caller): ReadonlySet<Permission> =>
  permissionsOf(Object.fromEntries(roleFlags.map((flag) => [flag, flagsOfCaller(caller).includes(flag)])) as RoleFlags);
const isGranted = ({ allow }: Endpoint, caller: Caller): boolean =>
  allow === 'anyone' || allow === 'signed-in' || permissionsOfCaller(caller).has(allow);

const ours = (): Endpoint[] => servedEndpoints.filter(({ path }) => path.startsWith(`${apiPrefix}/`));
const theirs = (): DialectOperation[] =>
  servedEndpoints.map(dialectOperation).filter((operation) => operation !== null);

const isGuarded = ({ allow }: Endpoint): boolean => allow !== 'anyone';
/** The path of a record that does not exist. */
const anyRow = ({ path }: Endpoint): string => path.replace(/:[a-zA-Z]+/g, '999999999');
/** What lists are asked for that are no lists of the usual grammar. */
const listQueries: Readonly<Record<string, string>> = { [`${apiPrefix}/saved-views`]: '?list=users' };

interface Answer {
  readonly status: number;
  readonly said: Partial<Problem> & { message?: string; items?: unknown };
}

/** Does something with each, some at a time. */
async function eachOf<T>(items: readonly T[], act: (item: T) => Promise<void>, width = 8): Promise<void> {
  const left = [...items];
  const work = async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await act(item);
  };
  await Promise.all(Array.from({ length: width }, work));
}

/**
 * Role × route × ownership, over real HTTP: the routes are those that are served, the roles are a role without flags,
 * one for each flag alone and one with all, the rules are the grants table and the tables of `test/authorisation`. A
 * route, a resource or a flag that the tables do not know fails.
 */
describe('authorisation', { timeout: 240_000 }, () => {
  let ground: Ground;
  beforeAll(async () => {
    ground = await buildGround(await startHouse({}, false));
  });
  afterAll(() => ground.house.stop());

  const lastChange = async (): Promise<string> => JSON.stringify(await ground.house.rows('select seq from audit_head'));

  /** Sends a request and gives the answer without waiting for a body that streams on. */
  async function ask(
    method: string,
    path: string,
    { key, body, accept }: { key?: string | undefined; body?: unknown; accept?: string } = {},
  ): Promise<Answer> {
    const given = new AbortController();
    const response = await fetch(ground.house.url + path, {
      method,
      headers: {
        ...(key ? { authorization: key } : {}),
        ...(accept ? { accept } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: 'manual',
      signal: given.signal,
    });
    const isJson = /[/+]json\b/.test(response.headers.get('content-type') ?? '');
    const said = isJson ? ((await response.json()) as Answer['said']) : {};
    given.abort();
    return { status: response.status, said };
  }

  const kept = new Map<string, Promise<number | string>>();
  /** A row at that place: one that others are asked for, too, or a new one. */
  function rowOf(resource: Resource, place: Place, caller: Caller, isNew: boolean): Promise<number | string> {
    const make = () => resource.row(ground, place, ground.callers[caller]);
    if (isNew) return make();
    const name = `${resource.paths[0]} ${place} ${place === 'self' ? caller : ''}`;
    const row = kept.get(name) ?? make();
    kept.set(name, row);
    return row;
  }

  it('is asked of every route that is served, and its tables speak of no other', () => {
    expect(ours().length).toBeGreaterThan(200);
    expect(theirs().length).toBeGreaterThan(140);
    expect(new Set(servedEndpoints.map(nameOf)).size).toBe(servedEndpoints.length);
    expect(faultsOfReaches()).toEqual([]);
    const unknown = ours().filter((endpoint) => !isKnown(endpoint));
    expect(unknown.map(nameOf), 'routes without a row: see test/authorisation').toEqual([]);
    const strange = theirs().filter(({ controller }) => !isKnownController(controller));
    expect(
      strange.map(({ named }) => named),
      'operations without a row: see test/authorisation',
    ).toEqual([]);
    const routes = ours().flatMap(rowRoutes);
    expect(spokenOf.filter((name) => !routes.some(({ named }) => named === name))).toEqual([]);
    const asked = new Set([...routes, ...theirs()].map(({ resource }) => resource));
    const idle = resources.filter((resource) => !asked.has(resource));
    expect(idle.map(({ paths, controller }) => paths[0] ?? controller)).toEqual([]);
  });

  it('sends strangers away from everything that is not for anyone', async () => {
    const before = await lastChange();
    await eachOf(ours().filter(isGuarded), async (endpoint) => {
      const { status } = await ask(endpoint.method, anyRow(endpoint));
      expect([nameOf(endpoint), status]).toEqual([nameOf(endpoint), 401]);
    });
    await eachOf(theirs(), async ({ named, endpoint, path }) => {
      if (!isGuarded(endpoint)) return;
      const { status } = await ask(endpoint.method, path, { accept: 'application/json' });
      // a write without a key is first asked for the token of a session (WIRE-CONTRACT §1.3)
      expect([named, [403, 405].includes(status)]).toEqual([named, true]);
    });
    expect(await lastChange()).toEqual(before);
    for (const endpoint of ours().filter((one) => !isGuarded(one)))
      expect([nameOf(endpoint), (await ask(endpoint.method, anyRow(endpoint))).status]).not.toEqual([
        nameOf(endpoint),
        401,
      ]);
  });

  it.each(callers)('lets a role with %s through where the grants table says so, and nowhere else', async (caller) => {
    const { key } = ground.callers[caller];
    const judge = (name: string, endpoint: Endpoint, status: number, said: string | undefined, refusal: number) => {
      const isRefused = status === refusal && said === `your role lacks the permission ${endpoint.allow}`;
      expect([name, status, isRefused]).toEqual([name, status, !isGranted(endpoint, caller)]);
      expect([name, status >= 500]).toEqual([name, false]);
    };
    await eachOf(ours().filter(isGuarded), async (endpoint) => {
      const { status, said } = await ask(endpoint.method, anyRow(endpoint), { key });
      judge(nameOf(endpoint), endpoint, status, said.detail, 403);
    });
    await eachOf(theirs(), async ({ named, endpoint, path }) => {
      if (!isGuarded(endpoint)) return;
      const { status, said } = await ask(endpoint.method, path, { key, accept: 'application/json' });
      judge(named, endpoint, status, said.message, 405);
    });
  });

  /** What a caller is told at one record, and what the tables say. */
  interface Question {
    readonly place: Place;
    readonly caller: Caller;
    readonly right: Right;
    readonly need: Right;
  }
  const isLetThrough = ({ right, need }: Question): boolean => rights.indexOf(right) >= rights.indexOf(need);

  /** What is wrong with an answer; undefined when nothing is. */
  function faultOf(question: Question, status: number, refusals: readonly number[]): string | undefined {
    if (status >= 500) return 'makes the server fail';
    if (isLetThrough(question)) return refusals.includes(status) ? 'is refused' : undefined;
    if (question.right === 'none') return status === 404 ? undefined : 'is told that there is such a record';
    return [...refusals, 403].includes(status) ? undefined : 'is let through';
  }

  /** What is asked for records: a route of ours, or an operation of the dialect. */
  type Asked = Pick<RowRoute, 'named' | 'endpoint' | 'need' | 'isPrepared' | 'ask'> & { resource: Resource };

  /**
   * Asks for a record at each place as each role that passes the gate: first those who must be refused, after whom
   * nothing may have changed, then the others.
   */
  async function faultsOf(asked: Asked, refusals: readonly number[]): Promise<string[]> {
    const { named, resource, need } = asked;
    const faults: string[] = [];
    const judge = async (question: Question): Promise<void> => {
      const { place, caller } = question;
      const isNew = asked.isPrepared || (isLetThrough(question) && need === 'change');
      const row = await rowOf(resource, place, caller, isNew);
      const { key } = ground.callers[caller];
      const { method, path, body } = await asked.ask(ground, { row, place, caller: ground.callers[caller] });
      const before = asked.isPrepared ? await lastChange() : '';
      const { status, said } = await ask(method, path, { key, body, accept: 'application/json' });
      const isOneself = oneselfInstead.has(named) && (said as { id?: number }).id === ground.callers[caller].id;
      const fault = isOneself ? undefined : faultOf(question, status, refusals);
      if (fault)
        faults.push(`${named}: ${caller} ${fault}, record: ${place}; ${status} ${JSON.stringify(said).slice(0, 200)}`);
      if (asked.isPrepared && !isLetThrough(question) && (await lastChange()) !== before)
        faults.push(`${named}: ${caller} is refused and yet changes something`);
    };
    const questions = questionsOf(asked);
    const refused = questions.filter((question) => !isLetThrough(question));
    for (const { place, caller } of refused) await rowOf(resource, place, caller, asked.isPrepared);
    const before = await lastChange();
    await eachOf(refused, judge, asked.isPrepared ? 1 : 8);
    if (!asked.isPrepared && (await lastChange()) !== before)
      faults.push(`${named}: somebody refused changes something`);
    await eachOf(questions.filter(isLetThrough), judge, need === 'see' && !asked.isPrepared ? 8 : 1);
    return faults;
  }

  const reachOf = (named: string, { reach }: Resource, caller: Caller, place: Place): Right => {
    const right = rightOf(reaches[reach], caller, place);
    return place === 'self' && notOnOneself.has(named) && right === 'change' ? 'see' : right;
  };
  const questionsOf = ({ named, endpoint, resource, need }: Asked): Question[] =>
    resource.places.flatMap((place) =>
      callers
        .filter((caller) => isGranted(endpoint, caller))
        .map((caller) => ({ place, caller, need, right: reachOf(named, resource, caller, place) })),
    );

  it('lets each role at records that are theirs, of their group, foreign or about them, as far as the tables say', async () => {
    const faults: string[] = [];
    for (const route of ours().flatMap(rowRoutes)) faults.push(...(await faultsOf(route, [401, 403, 404])));
    expect(faults.join('\n')).toBe('');
  });

  it('says the same in the original’s dialect', async () => {
    const faults: string[] = [];
    // there 403 is the word of a rule, such as that of a person with an account (WIRE-CONTRACT §1.2)
    for (const { resource, ...operation } of theirs())
      if (resource) faults.push(...(await faultsOf({ ...operation, resource }, [404, 405])));
    expect(faults.join('\n')).toBe('');
  });

  it('opens SCIM to keys that name it, of roles that provision, and to nothing else', async () => {
    const scim = servedEndpoints.filter(({ path }) => path.startsWith('/scim/'));
    expect(scim.length).toBeGreaterThan(10);
    for (const caller of callers) {
      const { key } = ground.callers[caller];
      const named = (await ground.house.call(authKeys.create, { key, body: { resources: ['scim'] } })).body.key;
      await eachOf(scim, async (endpoint) => {
        expect([nameOf(endpoint), (await ask(endpoint.method, anyRow(endpoint))).status]).toEqual([
          nameOf(endpoint),
          401,
        ]);
        expect([nameOf(endpoint), (await ask(endpoint.method, anyRow(endpoint), { key })).status]).toEqual([
          nameOf(endpoint),
          403,
        ]);
        // it is switched off: whoever is let through finds nothing
        const { status } = await ask(endpoint.method, anyRow(endpoint), { key: named });
        expect([nameOf(endpoint), caller, status]).toEqual([
          nameOf(endpoint),
          caller,
          isGranted(endpoint, caller) ? 404 : 403,
        ]);
      });
    }
  });

  it('lists exactly the records that may be seen', async () => {
    const faults: string[] = [];
    for (const resource of resources) {
      const list = ours().find(
        (one) =>
          one.method === 'GET' &&
          !one.path.includes(':') &&
          resource.paths.some((path) => one.path === apiPrefix + path.replace(/\/:[a-z]+$/, '')),
      );
      if (!list) continue;
      const query = listSpecOf(list.query) ? '?limit=500' : (listQueries[list.path] ?? '');
      const granted = callers.filter((caller) => isGranted(list, caller));
      for (const caller of granted) for (const place of resource.places) await rowOf(resource, place, caller, false);
      await eachOf(granted, async (caller) => {
        const { status, said } = await ask('GET', list.path + query, { key: ground.callers[caller].key });
        if (status !== 200) return void faults.push(`${list.path}: ${caller} gets ${status}`);
        const items = (Array.isArray(said) ? said : said.items) as { id: unknown }[];
        for (const place of resource.places) {
          const row = await rowOf(resource, place, caller, false);
          const isListed = items.some(({ id }) => String(id) === String(row));
          if (isListed !== (rightOf(reaches[resource.reach], caller, place) !== 'none'))
            faults.push(`${list.path}: ${caller} ${isListed ? 'sees' : 'does not see'} a record that is ${place}`);
        }
      });
    }
    expect(faults.join('\n')).toBe('');
  });

  it('changes nothing of what many records at once name and the caller may not change', async () => {
    const faults: string[] = [];
    for (const endpoint of ours().filter(({ path }) => path.includes('/bulk/'))) {
      // nobody's more than others': the permission decides
      if (Object.keys(ownerless).some((from) => endpoint.path.startsWith(`${apiPrefix}${from}/`))) continue;
      const resource = resources.find(({ paths }) =>
        paths.some((path) => endpoint.path.startsWith(`${apiPrefix}${path.replace(/:[a-z]+$/, '')}bulk/`)),
      );
      if (!resource) throw new Error(`${nameOf(endpoint)} is of no resource`);
      for (const place of resource.places)
        for (const caller of callers) {
          if (!isGranted(endpoint, caller) || rightOf(reaches[resource.reach], caller, place) === 'change') continue;
          const ids = [await rowOf(resource, place, caller, false)];
          const before = await lastChange();
          const body = { ...(sampleOf(endpoint.body) as object), ids };
          const { status } = await ask(endpoint.method, endpoint.path, { key: ground.callers[caller].key, body });
          if (status >= 500 || (await lastChange()) !== before)
            faults.push(`${nameOf(endpoint)}: ${caller} changes a record that is ${place} (${status})`);
        }
    }
    expect(faults.join('\n')).toBe('');
  });
});
