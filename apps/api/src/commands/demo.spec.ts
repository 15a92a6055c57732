import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { notifications, organisations } from '@cerebrate/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type House, startHouse } from '../../test/house.js';
import { NoticeWatcher } from '../platform/notifications/watcher.js';
import { datasetFile, readSystems } from './internet-dataset.js';
import { runCommand } from './run-command.js';

describe('the command demo', () => {
  let house: House;
  beforeAll(async () => {
    house = await startHouse();
  });
  afterAll(() => house.stop());

  async function run(...words: string[]) {
    const out: string[] = [];
    const faults: string[] = [];
    const terminal = {
      config: () => house.config,
      say: (line: string) => out.push(line),
      tell: (line: string) => faults.push(line),
    };
    const code = await runCommand(['demo', ...words], terminal);
    return { code, out: out.join('\n'), faults: faults.join('\n') };
  }
  const counts = async () =>
    (
      await house.rows(`select (select count(*)::int from organisations) as organisations, (select count(*)::int from individuals) as people,
        (select count(*)::int from alignments) as alignments, (select count(*)::int from org_groups) as groups, (select count(*)::int from users) as users,
        (select count(*)::int from tags) as tags, (select count(*)::int from enumeration_collections) as enumerations,
        (select count(*)::int from meta_fields) as values, (select count(*)::int from audit_log) as changes`)
    )[0];

  it('fills every screen with an invented community', async () => {
    const { code, out, faults } = await run();
    expect([code, faults]).toEqual([0, 'Organisations …\nPeople, groups and accounts …']);
    expect(out).toContain('62 organisations, 117 people, 3 groups and 5 disabled accounts');
    expect(await counts()).toMatchObject({ organisations: 63, people: 118, groups: 3, users: 6, enumerations: 2 });
    expect(
      await house.rows(`select (select count(*)::int from encryption_keys where individual_id is not null) as keys,
        (select count(*)::int from mailing_list_members) > 10 as listed, (select max(members) > 2 from sharing_group_blueprint_runs) as made`),
    ).toEqual([{ keys: 9, listed: true, made: true }]);
    expect(
      await house.rows(`select (select count(*)::int from public_consents where organisation_id is not null) as teams,
        (select count(*)::int from public_consents where individual_id is not null) as people`),
    ).toEqual([{ teams: 24, people: 18 }]);
    expect(await house.rows(`select value from settings where name = 'openDirectory.enabled'`)).toEqual([
      { value: true },
    ]);
    await house.app.get(NoticeWatcher).look();
    expect((await house.call(notifications.list)).body.unread).toBeGreaterThan(1);
    expect(await house.rows('select 1 from users where disabled and password_hash is null')).toHaveLength(5);
    const { body } = await house.call(organisations.list, { query: { name: 'CERT Aurelia' } });
    const { body: whole } = await house.call(organisations.get, { params: { ref: String(body.items[0]?.id) } });
    expect(whole).toMatchObject({ country: 'LU', version: 2 });
    expect(whole.metaFields.length).toBeGreaterThan(4);
    expect(whole.alignments.length).toBeGreaterThan(0);
  });

  it('changes nothing the second time, and leaves what somebody edited', async () => {
    await house.rows("update organisations set url = 'https://edited.example' where name = 'CERT Aurelia'");
    const before = await counts();
    expect((await run()).code).toBe(0);
    expect(await counts()).toEqual(before);
    expect(await house.rows("select url from organisations where name = 'CERT Aurelia'")).toEqual([
      { url: 'https://edited.example' },
    ]);
  });

  it('holds only addresses that are reserved for documentation', async () => {
    const odd = await house.rows(`select value from meta_fields where v_net is not null
      and not (v_net <<= any (array['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24', '2001:db8::/32']::inet[]))`);
    expect(odd).toEqual([]);
    expect(
      await house.rows(
        "select 1 from organisations where url not like '%.example' and name not like 'ORG%' and url is not null",
      ),
    ).toEqual([]);
    expect(
      await house.rows(
        'select value from meta_fields where v_asn is not null and v_asn not between 64496 and 64511 and v_asn not between 65536 and 65551',
      ),
    ).toEqual([]);
  });

  it('loads autonomous systems from the dataset, saying whose it is', async () => {
    const folder = path.join(house.config.dataDir, 'internet');
    await mkdir(folder, { recursive: true });
    await writeFile(
      path.join(folder, datasetFile),
      '{"uuid":"5f0c1de2-5b8a-4a2e-9d5c-000000000001","name":"Example AS","asn":64499,"ipv4":["192.0.2.0-192.0.2.191"],"ipv6":[]}\n',
    );
    const { code, out } = await run('--internet');
    expect([code, out]).toEqual([0, expect.stringMatching(/CC BY 4\.0.*\nImport \d+: 1 new/)]);
    const [row] = await house.rows<{ tag: string }>(
      "select t.name::text as tag from organisations o join organisation_tags x on x.organisation_id = o.id join tags t on t.id = x.tag_id where o.name = 'Example AS'",
    );
    expect(row?.tag).toBe('source:ip-location-db="RouteViews, DB-IP, NRO (CC BY 4.0)"');
  });
});

describe('the dataset', () => {
  it('becomes one organisation for each AS number, with the same uuid each time', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'cerebrate-spec-'));
    await writeFile(
      path.join(folder, 'asn-ipv4.csv'),
      '192.0.2.0,192.0.2.63,64500,"Example, Inc."\n192.0.2.128,192.0.2.255,64500,"Example, Inc."\n198.51.100.0,198.51.100.255,64501,\n',
    );
    await writeFile(path.join(folder, 'asn-ipv6.csv'), '2001:db8::,2001:db8::ffff,64500,"Example, Inc."\n');
    const systems = [...(await readSystems(folder)).values()];
    await rm(folder, { recursive: true });
    expect(systems).toEqual([
      {
        uuid: expect.stringMatching(/^[0-9a-f-]{36}$/),
        name: 'Example, Inc.',
        asn: 64500,
        ipv4: ['192.0.2.0-192.0.2.63', '192.0.2.128-192.0.2.255'],
        ipv6: ['2001:db8::-2001:db8::ffff'],
      },
      { uuid: expect.any(String), name: 'AS64501', asn: 64501, ipv4: ['198.51.100.0-198.51.100.255'], ipv6: [] },
    ]);
  });
});
