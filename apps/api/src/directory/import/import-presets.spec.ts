import { imports, organisations } from '@cerebrate/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type House, startHouse } from '../../../test/house.js';
import { configure, report, upload, work } from './imports.fixture.js';

const firstTeams = {
  status: 'OK',
  'status-code': 200,
  version: '1.0',
  access: 'public',
  total: 2,
  data: [
    {
      id: 'example_cert',
      team: 'Example CERT',
      'team-full': 'Computer Emergency Team of Example',
      membership: 'Full Member',
      host: 'Example Ministry',
      establishment: '2003-04-01',
      country: 'LU',
      website: 'https://cert.example',
      email: 'info@cert.example',
      phone: ['+352 247 88 444', '00352 247 88 445'],
      'operating-hours': '24/7',
      constituency: ['Government', 'National'],
      'member-since': 'August 23, 2019',
    },
    {
      id: 'other_psirt',
      team: 'Other PSIRT',
      'team-full': 'Other Product Security',
      host: 'Other Inc.',
      country: 'US',
      email: 'psirt@other.example',
      'member-since': '01/02/2019',
    },
  ],
};

const introducer = [
  {
    official_name: 'Computer Emergency Team of Example',
    short_name: 'Example CERT',
    country: { code: 'LU', name: 'Luxembourg' },
    established: '2003-04-01',
    host_organisation: 'Example Ministry',
    classification: { code: 'a', name: 'Accredited', since: '2010-01-01' },
    postal_address: '1 Example Street\nExample City',
    constituency: {
      types: ['Government', 'National'],
      asns: [64510, 64511],
      domains: ['*.example'],
      ipranges: ['192.0.2.0/24', '2001:db8::/32', '198.51.100.0-198.51.100.127'],
      countries: [{ code: 'LU', name: 'Luxembourg' }],
    },
    business_hours: '09:00 to 17:00',
    business_hours_timezone: 'Europe/Luxembourg',
    pgp_keys: [{ fingerprint: '0123 4567 89AB CDEF 0123 4567 89AB CDEF 0123 4567', expires: '2030-01-01' }],
    phones: [
      { usage: ['voice'], number: '+352 247 88 444', timezone: 'Europe/Luxembourg' },
      { usage: ['fax'], number: '+352 247 88 449' },
    ],
    emails: [{ address: 'info@cert.example', usage: ['contact'] }],
    misp: { org_uuid: '3f0c1de2-5b8a-4a2e-9d5c-000000000001', org_name: 'Example CERT' },
  },
  {
    official_name: 'Tiny Team',
    short_name: 'TinyTeam',
    country: { code: 'EE', name: 'Estonia' },
    classification: { code: 'l', name: 'Listed' },
    constituency: { types: [], asns: [], domains: [], ipranges: [], countries: [] },
  },
];

const misp = [
  {
    Organisation: {
      id: '2',
      name: 'CSIRT B',
      date_created: '2026-11-22 01:16:58',
      date_modified: '2026-11-22 01:16:58',
      description: null,
      type: 'CSIRT',
      nationality: 'Luxembourg',
      sector: '',
      uuid: 'bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb',
      contacts: null,
      local: true,
    },
  },
  {
    Organisation: {
      id: '1',
      name: 'ORGNAME',
      date_created: '2026-11-22 01:13:45',
      type: 'ADMIN',
      nationality: 'International',
      uuid: 'ebd785ea-66a5-448a-9f6a-48868f3a8a4d',
      contacts: 'admin@org.example',
      local: true,
    },
  },
];

describe('a source that is known', () => {
  let house: House;
  beforeAll(async () => {
    house = await startHouse();
  });
  afterAll(() => house.stop());

  const organisation = async (id: number | null | undefined) =>
    (await house.call(organisations.get, { params: { ref: String(id) } })).body;
  const valuesOf = (whole: Awaited<ReturnType<typeof organisation>>) =>
    whole.metaFields.map(({ templateName, field, value }) => `${templateName}: ${field} = ${value}`);

  it('is listed with what it fills', async () => {
    const { body } = await house.call(imports.presets);
    expect(body.map(({ id }) => id)).toEqual(['first-teams', 'trusted-introducer', 'misp-organisations']);
  });

  it('FIRST: its API answer fills the FIRST Directory template and is found again by first-id', async () => {
    const one = await upload(house, 'teams.json', JSON.stringify(firstTeams));
    expect(one).toMatchObject({
      preset: 'first-teams',
      reading: { format: 'json', recordPath: 'data.{n}' },
      warnings: [],
    });
    expect(await work(house, one.id, 'run')).toMatchObject({ state: 'done', counts: { create: 1, refused: 1 } });
    const [first, second] = await report(house, one.id);
    expect(second?.reason).toBe(
      'member-since: member-since: "01/02/2019" is no date; write it as YYYY-MM-DD, for example 2026-11-22',
    );
    const whole = await organisation(first?.entityId);
    expect(whole).toMatchObject({
      name: 'Example CERT',
      country: 'LU',
      url: 'https://cert.example',
      contacts: 'info@cert.example',
    });
    expect(valuesOf(whole)).toEqual(
      expect.arrayContaining([
        'FIRST Directory: first-id = example_cert',
        'FIRST Directory: phone = +35224788444',
        'FIRST Directory: phone = +35224788445',
        'FIRST Directory: constituency = Government, National',
        'FIRST Directory: member-since = 2019-08-23',
      ]),
    );
    const renamed = { ...firstTeams, data: [{ ...firstTeams.data[0], team: 'Example CERT renamed' }] };
    const again = await upload(house, 'teams.json', JSON.stringify(renamed));
    expect((await work(house, again.id, 'run')).counts).toMatchObject({ create: 0, update: 1 });
    expect((await organisation(first?.entityId)).uuid).toBe(whole.uuid);
  });

  it('Trusted Introducer: its directory fills constituencies with networks of both families', async () => {
    const one = await upload(house, 'teams.json', JSON.stringify(introducer, null, 2));
    expect(one).toMatchObject({ preset: 'trusted-introducer', match: 'name' });
    const done = await work(house, one.id, 'run');
    expect(done.counts).toMatchObject({ refused: 0 });
    const whole = await organisation(
      (await report(house, one.id)).find(({ title }) => title === 'Example CERT')?.entityId,
    );
    expect(valuesOf(whole)).toEqual(
      expect.arrayContaining([
        'CSIRT Constituency: AS Number = 64510',
        'CSIRT Constituency: AS Number = 64511',
        'CSIRT Constituency: Domain = *.example',
        'CSIRT Constituency: IPv4 address = 192.0.2.0/24',
        'CSIRT Constituency: IPv4 address = 198.51.100.0/25',
        'CSIRT Constituency: IPv6 address = 2001:db8::/32',
        'CSIRT Constituency: Country Code = LU',
        'CSIRT Constituency: Sector = National',
        'CSIRT Network organisation fields: membership_type = Accredited',
      ]),
    );
    expect(
      (await work(house, (await upload(house, 'teams.json', JSON.stringify(introducer))).id, 'run')).counts,
    ).toMatchObject({ create: 0, update: 0, unchanged: 2 });
  });

  it.each([
    ['wrapped in Organisation', misp],
    ['bare', misp.map(({ Organisation }) => Organisation)],
  ])('MISP: its organisations are read %s, and matched by uuid', async (_, rows) => {
    const one = await upload(house, 'organisations.json', JSON.stringify(rows));
    expect(one).toMatchObject({ preset: 'misp-organisations', match: 'uuid' });
    const { counts } = await work(house, one.id, 'run');
    expect(counts.create + counts.unchanged).toBe(2);
    expect(await organisation((await report(house, one.id))[0]?.entityId)).toMatchObject({
      uuid: 'bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb',
      country: 'LU',
      type: 'CSIRT',
      sector: null,
      created: '2026-11-22T01:16:58.000Z',
    });
    expect(await organisation((await report(house, one.id))[1]?.entityId)).toMatchObject({
      country: null,
      nationalityText: 'International',
      contacts: 'admin@org.example',
    });
  });

  it('can be chosen by hand', async () => {
    const { id } = await upload(house, 'some.json', '[{"x":1}]');
    const { body } = await house.call(imports.update, { params: { ref: String(id) }, body: { preset: 'first-teams' } });
    expect(body).toMatchObject({ preset: 'first-teams', reading: { recordPath: 'data.{n}' } });
    expect(body.match).toBe('meta:a89c80d0-7019-422a-b45b-fe59532886c7/first-id');
  });

  it("takes an importer configuration of the original's, and refuses a function it does not have", async () => {
    const { id } = await upload(
      house,
      'inventory.json',
      JSON.stringify({
        data: [
          {
            'short-team-name': 'Inventory CERT',
            website: 'https://inventory.example',
            'country-code': 'lu',
            'is-approved': true,
          },
        ],
      }),
    );
    const configuration = {
      format: 'json',
      metaTemplateUUID: '089c68c7-d97e-4f21-a798-159cd10f7864',
      mapping: {
        name: 'data.{n}.short-team-name',
        uuid: { path: 'data.{n}.short-team-name', override: false, massage: 'genUUID' },
        url: 'data.{n}.website',
        'ISO 3166-1 Code': 'data.{n}.country-code',
        'is-approved': 'data.{n}.is-approved',
      },
    };
    await configure(house, id, { configuration, match: 'name' });
    const done = await work(house, id, 'run');
    expect(done.counts).toMatchObject({ create: 1, refused: 0 });
    expect(valuesOf(await organisation((await report(house, id))[0]?.entityId)).sort()).toEqual([
      'ENISA CSIRT Network: ISO 3166-1 Code = lu',
      'ENISA CSIRT Network: is-approved = 1',
    ]);
    const refused = await house.call(imports.update, {
      params: { ref: String(id) },
      body: { configuration: { mapping: { name: { path: 'data.{n}.x', massage: 'exec' } } } },
    });
    expect(refused.body).toMatchObject({
      status: 400,
      issues: [{ path: ['configuration', 'mapping', 'name', 'massage'] }],
    });
  });
});
