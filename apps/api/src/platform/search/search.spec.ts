import { randomUUID } from 'node:crypto';
import { constituencyTemplateUuid, responsible, reverseDomain, search, searchGroups } from '@cerebrate/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type House, startHouse } from '../../../test/house.js';
import { buildWorld, keyOf, type UserName, type World } from '../../../test/world.js';
import {
  MetaFieldEntity,
  MetaTemplateDirectoryEntity,
  MetaTemplateEntity,
  MetaTemplateFieldEntity,
} from '../../fields/index.js';
import { systemPrincipal, type Work } from '../../kernel/index.js';

/** Constituencies of the world's organisations, and the e-mail field of a template of its own. */
async function addValues(work: Work, world: World): Promise<void> {
  const { id: directoryId } = await work.insert(MetaTemplateDirectoryEntity, {
    uuid: constituencyTemplateUuid,
    templateVersion: '99',
    name: 'Constituency',
    namespace: 'tests',
  });
  const contacts = { uuid: randomUUID(), templateVersion: '1', name: 'Contacts', namespace: 'tests' };
  const { id: contactsId } = await work.insert(MetaTemplateDirectoryEntity, contacts);
  const template = await work.insert(MetaTemplateEntity, {
    uuid: contacts.uuid,
    templateVersion: 1,
    scope: 'organisation',
    name: 'Contacts',
    namespace: 'tests',
    description: null,
    source: null,
    enabled: true,
    isDefault: false,
    directoryId: contactsId,
  });
  await work.insert(MetaTemplateFieldEntity, {
    templateId: template.id,
    field: 'abuse',
    type: 'email',
    regex: null,
    multiple: true,
    enabled: true,
    saneDefault: null,
    valuesList: null,
    link: null,
    position: 0,
  });
  const { circl, acme, 'cert-ee': certEe } = world.organisations;
  const value = (organisationId: number, field: string, text: string, typed: Partial<MetaFieldEntity> = {}) => ({
    uuid: randomUUID(),
    organisationId,
    directoryId,
    field,
    value: text,
    ...typed,
  });
  const network = (organisationId: number, net: string) => value(organisationId, 'IPv4 Constituency', net, { net });
  await work.insertMany(MetaFieldEntity, [
    network(circl.id, '185.0.0.0/8'),
    network(circl.id, '185.194.92.0/22'),
    network(acme.id, '185.194.0.0/16'),
    network(certEe.id, '2001:bb8::/32'),
    value(circl.id, 'AS Number', '197869', { asn: '197869' }),
    value(acme.id, 'Domain', 'lu', { domain: 'lu' }),
    value(circl.id, 'Domain', 'circl.lu', { domain: reverseDomain('circl.lu') }),
    { ...value(acme.id, 'abuse', 'abuse@acme.example'), directoryId: contactsId },
    {
      uuid: randomUUID(),
      individualId: world.people.carla.id,
      directoryId,
      field: 'mobile',
      value: '+352 621 000 111',
    },
  ]);
}

describe('searching across the directory', () => {
  let house: House;
  let world: World;
  beforeAll(async () => {
    house = await startHouse({}, false);
    world = await buildWorld(house);
    await house.store.work(systemPrincipal('spec'), (work) => addValues(work, world));
  });
  afterAll(() => house.stop());

  async function hits(user: UserName, q: string) {
    const { body, status } = await house.call(search.overview, { query: { q }, key: keyOf(user) });
    expect(status).toBe(200);
    return Object.fromEntries(
      body.groups.map(({ group, hits: found }) => [
        group,
        found.map((hit) => ('label' in hit ? hit.label : 'username' in hit ? hit.username : hit.name)),
      ]),
    );
  }

  it('groups what answers an address, the narrowest network first, and labels the values', async () => {
    expect(await hits('community', '185.194.93.14')).toEqual({
      organisations: ['CIRCL', 'Acme'],
      values: [
        '185.194.92.0/22 (organisation::IPv4 Constituency)',
        '185.194.0.0/16 (organisation::IPv4 Constituency)',
        '185.0.0.0/8 (organisation::IPv4 Constituency)',
      ],
    });
  });

  it('finds networks inside and around a network, also in IPv6', async () => {
    expect(await hits('community', '185.194.92.0/23')).toMatchObject({ organisations: ['CIRCL', 'Acme'] });
    expect(await hits('community', '2001:bb8:1::/48')).toMatchObject({ organisations: ['CERT-EE'] });
    expect(await hits('community', '2001::/16')).toMatchObject({ organisations: ['CERT-EE'] });
  });

  it('finds people by name, by slips of the finger, by address and by what is noted of them', async () => {
    expect((await hits('community', 'carla'))['individuals']).toEqual(['Carla Conti']);
    expect((await hits('community', 'cralo conit'))['individuals']).toBeUndefined();
    expect((await hits('community', 'fatmia'))['individuals']).toEqual(['Fatima Farouk']);
    expect((await hits('community', 'deniz@people.example'))['individuals']).toEqual(['Deniz Demir']);
    expect(await hits('community', '621 000')).toMatchObject({
      individuals: ['Carla Conti'],
      values: ['+352 621 000 111 (individual::mobile)'],
    });
  });

  it('says what it took the text for', async () => {
    const ask = async (q: string) =>
      (await house.call(search.overview, { query: { q }, key: keyOf('plain') })).body.understood;
    expect(await ask('185.194.93.7/24')).toEqual({ kind: 'network', text: '185.194.93.0/24', problem: null });
    expect(await ask('as197869')).toEqual({ kind: 'asn', text: 'AS197869', problem: null });
    expect(await ask('8.8.8.256')).toMatchObject({ kind: 'text', problem: expect.stringContaining('no IPv4 address') });
  });

  it('shows nobody more than their own lists do', async () => {
    expect(await hits('plain', '185.194.93.14')).toEqual({
      organisations: ['CIRCL'],
      values: ['185.194.92.0/22 (organisation::IPv4 Constituency)', '185.0.0.0/8 (organisation::IPv4 Constituency)'],
    });
    expect(await hits('plain', 'acme')).toEqual({});
    expect(await hits('plain', world.organisations.acme.uuid)).toEqual({});
    expect(await hits('plain', 'carla')).toEqual({});
    expect(await hits('plain', '621 000')).toEqual({});
    expect((await hits('plain', 'bob'))['individuals']).toEqual(['Bob Brown']);
    expect((await hits('viewer', 'circl'))['organisations']).toEqual(['CIRCL']);
    expect((await hits('viewer', 'alice'))['individuals']).toBeUndefined();
    expect((await hits('plain', 'orgadmin'))['users']).toBeUndefined();
    expect((await hits('community', 'orgadmin'))['users']).toEqual(['orgadmin-user']);
  });

  it('pages through one kind with a total', async () => {
    const page = async (number: string) =>
      (
        await house.call(search.group, {
          params: { group: 'values' },
          query: { q: '185.194.93.14', page: number, limit: '2' },
          key: keyOf('community'),
        })
      ).body;
    expect(await page('1')).toMatchObject({ total: 3, page: 1, limit: 2, isAlike: false });
    expect((await page('2')).hits).toHaveLength(1);
    const alike = await house.call(search.group, {
      params: { group: 'individuals' },
      query: { q: 'fatmia' },
      key: keyOf('community'),
    });
    expect(alike.body).toMatchObject({ total: 1, isAlike: true, hits: [{ name: 'Fatima Farouk' }] });
  });

  it('answers each kind with one statement, and two of them with one more', async () => {
    await hits('community', 'warm');
    const before = house.store.statements;
    await hits('community', 'zzzzzz');
    expect(house.store.statements - before).toBeLessThanOrEqual(searchGroups.length + 2);
  });

  it.each([
    {},
    { q: '' },
    { q: 'x', limit: '0' },
    { q: 'x', limit: '21' },
    { q: 'x', page: '2' },
    { q: 'y'.repeat(401) },
  ])('refuses the query %j', async (query) => {
    const { status } = await house.call(search.overview, { query: query as { q: string } });
    expect(status).toBe(400);
  });

  it.each(['\\', '%', '_', "'", '\u0001', '🙂', '\ud800', '((', 'a'.repeat(400), '0.0.0.0/0', '::/0'])(
    'survives %j',
    async (q) => {
      expect((await house.call(search.overview, { query: { q } })).status).toBe(200);
    },
  );

  it('never hands a character to the database that it cannot hold', async () => {
    expect((await house.ask('/api/v1/search?q=a%00b', { key: keyOf('plain') })).status).toBeLessThan(500);
    expect((await house.ask('/api/v1/organisations?q=a%00b', { key: keyOf('plain') })).status).toBeLessThan(500);
  });
});

describe('who is responsible', () => {
  let house: House;
  let world: World;
  beforeAll(async () => {
    house = await startHouse({}, false);
    world = await buildWorld(house);
    await house.store.work(systemPrincipal('spec'), (work) => addValues(work, world));
  });
  afterAll(() => house.stop());

  const ask = (query: Record<string, string>, user: UserName = 'community') =>
    house.call(responsible, { query: query as never, key: keyOf(user) });

  it('for an address: each organisation once, by its longest prefix', async () => {
    const { body } = await ask({ ip: '185.194.93.14' });
    expect(body.query).toEqual({ kind: 'ip', value: '185.194.93.14' });
    expect(
      body.answers.map(({ organisation, matched, prefixLength }) => [organisation.name, matched.value, prefixLength]),
    ).toEqual([
      ['CIRCL', '185.194.92.0/22', 22],
      ['Acme', '185.194.0.0/16', 16],
    ]);
    expect(body.answers[0]?.matched.templateUuid).toBe(constituencyTemplateUuid);
  });

  it('with the addresses to write to, from contacts and e-mail fields', async () => {
    const { body } = await ask({ ip: '185.194.1.1' });
    expect(body.answers[0]).toMatchObject({
      organisation: { name: 'Acme' },
      contacts: { text: 'soc@acme.example', emails: ['soc@acme.example', 'abuse@acme.example'] },
    });
  });

  it('for a network: those that cover all of it', async () => {
    expect((await ask({ cidr: '185.194.92.0/23' })).body.answers.map(({ organisation }) => organisation.name)).toEqual([
      'CIRCL',
      'Acme',
    ]);
    expect((await ask({ cidr: '185.194.0.0/15' })).body.answers.map(({ matched }) => matched.value)).toEqual([
      '185.0.0.0/8',
    ]);
    expect((await ask({ cidr: '2001:bb8:1::/48' })).body.answers.map(({ prefixLength }) => prefixLength)).toEqual([32]);
  });

  it('for an AS number and for a domain, the closest first', async () => {
    expect((await ask({ asn: 'AS197869' })).body.answers.map(({ organisation }) => organisation.name)).toEqual([
      'CIRCL',
    ]);
    const { body } = await ask({ domain: 'www.circl.lu' });
    expect(body.answers.map(({ matched }) => matched.value)).toEqual(['circl.lu', 'lu']);
    expect((await ask({ domain: 'bob.lu' })).body.answers.map(({ matched }) => matched.value)).toEqual(['lu']);
  });

  it('only within the view of the caller', async () => {
    expect(
      (await ask({ ip: '185.194.93.14' }, 'plain')).body.answers.map(({ organisation }) => organisation.name),
    ).toEqual(['CIRCL']);
    expect((await ask({ ip: '185.194.93.14' }, 'sync')).body.answers).toEqual([]);
    expect((await house.call(responsible, { query: { ip: '1.1.1.1' }, key: '' })).status).toBe(401);
  });

  it('by one statement', async () => {
    await ask({ ip: '185.194.93.14' });
    const before = house.store.statements;
    await ask({ ip: '185.194.93.14' });
    expect(house.store.statements - before).toBe(1);
  });

  it.each([
    {},
    { ip: '1.1.1.1', asn: '1' },
    { ip: '1.1.1' },
    { ip: '10.0.0.0/8' },
    { cidr: '10.0.0.0/33' },
    { cidr: 'x' },
    { asn: '4294967296' },
    { asn: '-1' },
    { domain: 'no spaces.example' },
    { domain: '' },
    { ip: '1.1.1.1', limit: '201' },
    { ip: '1.1.1.1', page: '2' },
  ] as Record<string, string>[])('refuses %j', async (query) => {
    const { status, body } = await ask(query);
    expect(status).toBe(400);
    expect(body.issues?.length).toBeGreaterThan(0);
  });
});
