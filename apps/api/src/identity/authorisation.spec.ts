import { apiPrefix, type Endpoint, type Problem, permissionsOf, type RoleFlags, roleFlags } from '@cerebrate/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type House, roleKinds, startHouse } from '../../test/house.js';
import { buildWorld, keyOf, userNames } from '../../test/world.js';
import { servedEndpoints } from '../kernel/index.js';

/**
 * Every served endpoint asked by every kind of role: let through or refused exactly as the grants table says. What is
 * sent refers to nothing that exists, so that whoever is let through changes nothing.
 */
describe('the gate', () => {
  let house: House;
  beforeAll(async () => {
    house = await startHouse();
    await buildWorld(house);
  });
  afterAll(() => house.stop());

  const own = (): Endpoint[] => servedEndpoints.filter((endpoint) => endpoint.path.startsWith(`${apiPrefix}/`));
  const named = (endpoint: Endpoint): string => `${endpoint.method} ${endpoint.path}`;

  /** The answer without its body: some replies stream on. */
  async function ask(endpoint: Endpoint, key?: string): Promise<{ status: number; problem: Problem | undefined }> {
    const path = endpoint.path.replace(/:[a-zA-Z]+/g, '999999999');
    const given = new AbortController();
    const response = await fetch(house.url + path, {
      method: endpoint.method,
      headers: key ? { authorization: key } : {},
      redirect: 'manual',
      signal: given.signal,
    });
    const isProblem = response.headers.get('content-type')?.includes('problem+json') ?? false;
    const problem = isProblem ? ((await response.json()) as Problem) : undefined;
    given.abort();
    return { status: response.status, problem };
  }

  it('has something to guard', () => {
    expect(own().length).toBeGreaterThan(20);
    expect(new Set(servedEndpoints.map(named)).size).toBe(servedEndpoints.length);
  });

  it('sends strangers away from everything that is not for anyone', async () => {
    for (const endpoint of own()) {
      const { status } = await ask(endpoint);
      if (endpoint.allow === 'anyone') expect([named(endpoint), status]).not.toEqual([named(endpoint), 401]);
      else expect([named(endpoint), status]).toEqual([named(endpoint), 401]);
    }
  });

  it.each(userNames)('lets the role kind %s through where the grants table says so, and nowhere else', async (kind) => {
    const held = permissionsOf(
      Object.fromEntries(roleFlags.map((flag) => [flag, (roleKinds[kind] ?? []).includes(flag)])) as RoleFlags,
    );
    for (const endpoint of own()) {
      const { status, problem } = await ask(endpoint, keyOf(kind));
      const { allow } = endpoint;
      const isGranted = allow === 'anyone' || allow === 'signed-in' || held.has(allow);
      const isRefused = status === 403 && problem?.detail === `your role lacks the permission ${allow}`;
      expect([named(endpoint), status, isRefused]).toEqual([named(endpoint), isGranted ? status : 403, !isGranted]);
      expect([named(endpoint), status]).not.toEqual([named(endpoint), 500]);
    }
  });
});
