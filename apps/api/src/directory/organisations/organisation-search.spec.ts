import { randomUUID } from 'node:crypto';
import { reverseDomain } from '@cerebrate/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../../../test/database.js';
import { entities } from '../../entities.js';
import { MetaFieldEntity, MetaTemplateDirectoryEntity } from '../../fields/index.js';
import { Store, sql, systemPrincipal, type Work } from '../../kernel/index.js';
import { migrations } from '../../migrations/index.js';
import { AlignmentEntity } from '../individuals/alignment.entity.js';
import { IndividualEntity } from '../individuals/individual.entity.js';
import { OrganisationEntity } from './organisation.entity.js';
import { organisationSearchCondition, type Sight } from './organisation-search.js';

const circlUuid = '55f6ea5e-2c60-40e5-964f-47a8950d210f';

type Values = Partial<Record<'net' | 'asn' | 'domain' | 'text', readonly string[]>>;

async function add(
  work: Work,
  directoryId: number,
  facts: Partial<OrganisationEntity>,
  values: Values = {},
): Promise<OrganisationEntity> {
  const row = await work.insert(OrganisationEntity, { uuid: randomUUID(), ...facts });
  const base = { organisationId: row.id, directoryId };
  const rows = [
    ...(values.net ?? []).map((value) => ({ ...base, uuid: randomUUID(), field: 'network', value, net: value })),
    ...(values.asn ?? []).map((value) => ({ ...base, uuid: randomUUID(), field: 'AS Number', value, asn: value })),
    ...(values.domain ?? []).map((value) => ({
      ...base,
      uuid: randomUUID(),
      field: 'Domain',
      value,
      domain: reverseDomain(value),
    })),
    ...(values.text ?? []).map((value) => ({ ...base, uuid: randomUUID(), field: 'note', value })),
  ];
  await work.insertMany(MetaFieldEntity, rows);
  return row;
}

async function fill(work: Work): Promise<void> {
  const { id: directory } = await work.insert(MetaTemplateDirectoryEntity, {
    uuid: randomUUID(),
    templateVersion: '1',
    name: 'x',
    namespace: 'y',
  });
  const circl = await add(
    work,
    directory,
    {
      uuid: circlUuid,
      name: 'CIRCL',
      url: 'https://www.circl.lu/',
      country: 'LU',
      sector: 'Private',
      type: 'CSIRT',
      contacts: 'Write to info@circl.lu',
    },
    {
      net: ['185.194.92.0/22', '2a00:5980::/32'],
      asn: ['197869'],
      domain: ['circl.lu'],
      text: ['accredited since 2010'],
    },
  );
  await add(
    work,
    directory,
    { name: 'RESTENA', country: 'LU' },
    { net: ['158.64.0.0/16', '158.64.1.0/24'], domain: ['lu'] },
  );
  await add(work, directory, { name: 'CSIRT Łódź' }, { net: ['158.64.1.128/25'] });
  await add(work, directory, { name: 'Deutsche Telekom 100% CERT', sector: 'Telecom' });
  await add(work, directory, { name: 'Government of Luxembourg' });
  await add(work, directory, { name: 'Gone with CIRCL', deletedAt: new Date() });
  const person = await work.insert(IndividualEntity, {
    uuid: randomUUID(),
    email: 'Ada@team.example',
    firstName: 'Ada',
    lastName: 'Lovelace',
  });
  await work.insert(AlignmentEntity, { individualId: person.id, organisationId: circl.id, type: 'Member' });
}

const everything: Sight = {
  organisations: sql`x.deleted_at is null`,
  people: sql`i.deleted_at is null`,
  values: sql`true`,
};

describe('searching organisations', () => {
  let database: FreshDatabase;
  let store: Store;
  beforeAll(async () => {
    database = await freshDatabase();
    store = new Store({ databaseUrl: database.url }, entities, migrations);
    await store.open();
    await store.work(systemPrincipal('spec'), fill);
  });
  afterAll(async () => {
    await store.close();
    await database.drop();
  });

  async function found(q: string): Promise<string[]> {
    const rows = await store.readPrepared<{ name: string }>(
      sql`select o.name from organisations o where o.deleted_at is null and ${organisationSearchCondition(q, everything)} order by o.name`,
    );
    return rows.map(({ name }) => name);
  }

  it.each([
    ['an address', '185.194.93.14', ['CIRCL']],
    ['a defanged address', '185.194.93[.]14', ['CIRCL']],
    ['an IPv6 address', '2a00:5980:93::1', ['CIRCL']],
    ['an address in nested networks', '158.64.1.129', ['CSIRT Łódź', 'RESTENA']],
    ['an address nobody answers for', '8.8.8.8', []],
    ['a network inside a constituency', '185.194.93.0/24', ['CIRCL']],
    ['a network around constituencies', '158.0.0.0/8', ['CSIRT Łódź', 'RESTENA']],
    ['a network written with host bits', '158.64.1.77/24', ['CSIRT Łódź', 'RESTENA']],
    ['a range', '158.64.1.1-158.64.1.2', ['RESTENA']],
    ['an AS number', 'AS197869', ['CIRCL']],
    ['a bare AS number', '197869', ['CIRCL']],
    ['a domain', 'circl.lu', ['CIRCL', 'RESTENA']],
    ['a name under a domain', 'www.circl.lu', ['CIRCL', 'RESTENA']],
    ['a web address', 'https://www.circl.lu/pub/', ['CIRCL', 'RESTENA']],
    ['a top-level domain', '.lu', ['CIRCL', 'RESTENA']],
    ['a domain that only begins alike', 'circl.lux.example', []],
    ['an e-mail address in the contacts', 'info@circl.lu', ['CIRCL', 'RESTENA']],
    ['the e-mail address of a member', 'ADA@team.example', ['CIRCL']],
    ['a uuid', circlUuid.toUpperCase(), ['CIRCL']],
    ['a uuid of nobody', randomUUID(), []],
    ['part of a name', 'irc', ['CIRCL']],
    ['a name without its accents', 'lodz', ['CSIRT Łódź']],
    ['a name in another case', 'łÓDŹ', ['CSIRT Łódź']],
    ['words in another order', 'luxembourg government', ['Government of Luxembourg']],
    ['two letters that begin a word', 'te', ['Deutsche Telekom 100% CERT']],
    ['two letters inside a word only', 'ut', []],
    ['a country by its name', 'luxembourg', ['CIRCL', 'Government of Luxembourg', 'RESTENA']],
    ['a sector', 'telecom', ['Deutsche Telekom 100% CERT']],
    ['part of a sector', 'privat', []],
    ['a type', 'csirt', ['CIRCL', 'CSIRT Łódź']],
    ['part of a value', 'ACCREDITED SINCE', ['CIRCL']],
    ['a slip of the finger', 'Telekmo', ['Deutsche Telekom 100% CERT']],
    ['a missing letter', 'goverment', ['Government of Luxembourg']],
    ['a slip in a short word', 'cicrl', []],
    ['nothing', '  ', ['CIRCL', 'CSIRT Łódź', 'Deutsche Telekom 100% CERT', 'Government of Luxembourg', 'RESTENA']],
    ['a wildcard', '%', []],
    ['a wildcard between digits', '1_0', []],
    ['a percent sign that is meant', '100%', ['Deutsche Telekom 100% CERT']],
    ['a look-alike of a wildcard', '10０％', ['Deutsche Telekom 100% CERT']],
    ['a look-alike of the escape character', 'abc＼', []],
    ['an endless text', 'x'.repeat(400), []],
  ])('by %s: %s', async (_, q, names) => {
    expect(await found(q)).toEqual(names);
  });

  it('looks for slips of the finger only when nothing the caller sees holds the words', async () => {
    const q = 'circl lodz';
    const search = async (organisations: ReturnType<typeof sql>) =>
      store.read<{ name: string }>(
        sql`select o.name from organisations o where o.deleted_at is null and ${organisationSearchCondition(q, { ...everything, organisations })}`,
      );
    expect(await search(sql`x.deleted_at is null`)).toEqual([]);
    const typo = (organisations: ReturnType<typeof sql>) =>
      store.read<{ name: string }>(
        sql`select o.name from organisations o where ${organisationSearchCondition('telecom', { ...everything, organisations })}`,
      );
    expect((await typo(sql`x.sector is null`)).map(({ name }) => name)).toContain('Deutsche Telekom 100% CERT');
  });
});
