import { createHash } from 'node:crypto';
import { consents, home, openDirectory } from '@cerebrate/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type House, startHouse } from '../../../test/house.js';
import { buildWorld, type World } from '../../../test/world.js';
import { Settings, systemPrincipal } from '../../kernel/index.js';
import { openLimits } from './open-directory.service.js';

const stranger = { key: '' };
const operator = systemPrincipal('operator');

describe('the open directory', () => {
  let house: House;
  let world: World;
  const open = (isOpen: boolean) => house.app.get(Settings).change(operator, 'openDirectory.enabled', isOpen);
  beforeAll(async () => {
    house = await startHouse();
    world = await buildWorld(house);
    for (const [ref, fields] of [
      [world.organisations.circl.id, ['country', 'sector', 'url']],
      [world.organisations.acme.id, ['contacts', 'type']],
    ] as const)
      await house.call(consents.put, {
        params: { kind: 'organisation', ref: String(ref) },
        body: { fields: [...fields], agreedBy: 'Team lead' },
      });
    await house.call(consents.put, {
      params: { kind: 'individual', ref: String(world.people.alice.id) },
      body: { fields: ['email'], agreedBy: 'Alice Adams' },
    });
  });
  beforeEach(async () => {
    await house.rows('delete from attempts');
    await open(true);
  });
  afterAll(() => house.stop());

  const everyCall = () => [
    house.call(openDirectory.summary, stranger),
    house.call(openDirectory.organisations, stranger),
    house.call(openDirectory.organisationsCsv, stranger),
    house.call(openDirectory.individuals, stranger),
    house.call(openDirectory.teams, stranger),
    house.call(openDirectory.challenge, stranger),
    house.call(openDirectory.entry, {
      ...stranger,
      params: { kind: 'organisation', uuid: world.organisations.circl.uuid },
    }),
    house.call(openDirectory.reveal, {
      ...stranger,
      body: { kind: 'individual', uuid: world.people.alice.uuid, field: 'email', challenge: 'x', answer: 'x' },
    }),
  ];

  it('is closed at first and tells nothing then, whatever was agreed', async () => {
    await open(false);
    for (const said of await Promise.all(everyCall())) {
      expect(said.status).toBe(404);
      expect(said.text).not.toContain('CIRCL');
    }
    expect((await house.call(home.welcome, stranger)).body.openDirectory).toBe(false);
  });

  it('shows strangers only who agreed, and of them only what they agreed to, in every shape', async () => {
    const { body } = await house.call(openDirectory.organisations, stranger);
    expect(body).toMatchObject({
      total: 2,
      items: [
        { name: 'Acme', country: null, type: 'Company' },
        { name: 'CIRCL', country: 'LU', type: null },
      ],
    });
    for (const said of await Promise.all(everyCall())) {
      expect(said.text).not.toContain('CERT-EE');
      expect(said.text).not.toContain('@');
      expect(said.text).not.toContain('Finance');
    }
    expect((await house.call(openDirectory.summary, stranger)).body).toMatchObject({
      organisations: 2,
      individuals: 1,
      countries: [{ code: 'LU', organisations: 1 }],
      sectors: ['Government'],
    });
    const csv = await house.call(openDirectory.organisationsCsv, stranger);
    expect(csv.text.trim().split('\n')).toHaveLength(3);
    expect(
      (
        await house.call(openDirectory.entry, {
          ...stranger,
          params: { kind: 'organisation', uuid: world.organisations['cert-ee'].uuid },
        })
      ).status,
    ).toBe(404);
  });

  it('tells teams in the shape of FIRST', async () => {
    const body = (await house.ask('/api/v1/open/teams.json')).body as { data: unknown[] };
    expect(body).toMatchObject({ status: 'OK', 'status-code': 200, total: 2, offset: 0 });
    expect(body.data[1]).toEqual({
      id: world.organisations.circl.uuid,
      team: 'CIRCL',
      'team-full': 'CIRCL',
      country: 'Luxembourg',
      website: 'https://circl.example',
    });
  });

  const solve = async () => {
    const { challenge, bits } = (await house.call(openDirectory.challenge, stranger)).body;
    for (let answer = 0; ; answer++) {
      const hash = createHash('sha256').update(`${challenge}:${answer}`).digest();
      if (hash.readUInt32BE() >>> (32 - bits) === 0) return { challenge, answer: String(answer) };
    }
  };
  const reveal = (solved: { challenge: string; answer: string }, field = 'email') =>
    house.call(openDirectory.reveal, {
      ...stranger,
      body: { kind: 'individual', uuid: world.people.alice.uuid, field, ...solved },
    });

  it('tells an address for a solved riddle, once', async () => {
    const solved = await solve();
    expect((await reveal({ ...solved, answer: 'guess' })).body.issues?.[0]?.path).toEqual(['answer']);
    expect((await reveal(solved)).body).toEqual({ value: 'alice@people.example' });
    expect((await reveal(solved)).status).toBe(400);
    const [expires, ...rest] = (await solve()).challenge.split('.');
    expect((await reveal({ challenge: [Number(expires) + 9, ...rest].join('.'), answer: '1' })).status).toBe(400);
    expect((await reveal(await solve(), 'position')).status).toBe(404);
  });

  it('counts by address: who asks too much is held up, and told for how long', async () => {
    await house.rows(`insert into attempts values ('open addresses 127.0.0.1', date_trunc('minute', now()), $1)`, [
      openLimits.addresses,
    ]);
    const said = await reveal(await solve());
    expect(said.status).toBe(429);
    expect(Number(said.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await house.call(openDirectory.summary, stranger)).status).toBe(200);
  });

  it('refuses a query it does not know', async () => {
    expect((await house.ask('/api/v1/open/organisations?contacts=a')).status).toBe(400);
    expect((await house.ask('/api/v1/open/organisations?country=Luxembourg')).status).toBe(400);
    expect((await house.ask('/api/v1/open/organisations?limit=5000')).status).toBe(400);
  });
});

describe('messages of administrators', () => {
  let house: House;
  beforeAll(async () => {
    house = await startHouse();
  });
  afterAll(() => house.stop());

  it('are for whom they are meant', async () => {
    const settings = house.app.get(Settings);
    await settings.change(operator, 'misc.admin_message', '**Exercise** today');
    await settings.change(operator, 'misc.sign_in_message', 'Ask the desk for an account');
    expect((await house.call(home.welcome, stranger)).body).toEqual({
      signIn: 'Ask the desk for an account',
      home: null,
      openDirectory: false,
    });
    expect((await house.call(home.welcome)).body.home).toBe('**Exercise** today');
  });
});
