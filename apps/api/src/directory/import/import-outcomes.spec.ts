import { constituencyTemplateUuid, organisations } from '@cerebrate/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type House, startHouse } from '../../../test/house.js';
import {
  asNumber,
  byNames,
  configure,
  csv,
  domain,
  fill,
  imported,
  ndjson,
  network,
  options,
  organisationNamed,
  report,
  upload,
  work,
} from './imports.fixture.js';

describe('what becomes of records', () => {
  let house: House;
  beforeAll(async () => {
    house = await startHouse();
    await imported(house, 'teams.csv', csv);
  });
  afterAll(() => house.stop());

  const values = async (name: string, field: string) =>
    (await organisationNamed(house, name)).metaFields.filter((one) => one.field === field).map(({ value }) => value);

  it('updates with the difference of each field, in one change of the history that names the import', async () => {
    const { version } = await organisationNamed(house, 'Example Two');
    const changed = csv
      .replace('https://two.example', 'https://new.example')
      .replace('198.51.100.0-198.51.100.191', '198.51.100.0/24')
      .replace(/member\n$/, 'member;extra\n');
    const done = await imported(house, 'changed.csv', changed);
    expect(done.counts).toEqual({ create: 0, update: 1, unchanged: 1, refused: 0 });
    const [row] = await report(house, done.id, { outcome: 'update' });
    expect(row?.changes).toEqual([
      { field: 'url', before: 'https://two.example', after: 'https://new.example' },
      {
        field: `metaFields.${constituencyTemplateUuid}/IPv4 address`,
        before: ['198.51.100.0/25', '198.51.100.128/26'],
        after: ['198.51.100.0/24'],
      },
      { field: 'tags', before: ['member'], after: ['extra', 'member'] },
    ]);
    expect((await organisationNamed(house, 'Example Two')).version).toBe(version + 1);
    const { body } = await house.call(organisations.history, { params: { ref: String(row?.entityId) } });
    expect(body.entries[0]).toMatchObject({
      action: 'edit',
      message: `import ${done.id}: changed.csv`,
      channel: 'job',
      actor: { name: 'admin-of-tests' },
    });
    expect(body.entries[0]?.changes.map(({ field }) => field).sort()).toEqual([
      `metaFields.${constituencyTemplateUuid}/IPv4 address`,
      'tags',
      'url',
    ]);
  });

  it('refuses one record and takes the others, naming column and value', async () => {
    const done = await byNames(
      house,
      'faults',
      [
        { name: 'Taken' },
        { name: '' },
        { name: 'Bad url', url: 'ftp://x' },
        { name: 'Bad network', net: ['192.0.2.0/24', '192.0.2.1/24'] },
        { name: 'Bad country', country: 'Atlantis' },
        { name: 'x'.repeat(192) },
        { name: 'Nul\0l' },
        { name: 'Half \ud800' },
        { name: { first: 'object' } },
        { name: ['two', 'names'] },
        7,
      ] as object[],
      [fill('url', 'url'), fill('country', 'country'), fill(network, 'net.{n}')],
    );
    expect(done.counts).toEqual({ create: 1, update: 0, unchanged: 0, refused: 10 });
    const rows = await report(house, done.id, { outcome: 'refused' });
    expect(Object.fromEntries(rows.map(({ row, reason }) => [row, reason]))).toEqual({
      2: 'name: is empty, and organisations are found by it',
      3: "url: 'ftp://x' must be a web address that starts with http:// or https://",
      4: 'net.{n}: IPv4 address: 192.0.2.1/24 has host bits set; the network is 192.0.2.0/24',
      5: "country: 'Atlantis' must be an ISO 3166 alpha-2 code such as LU",
      6: expect.stringContaining('Too big'),
      7: expect.stringContaining('has control characters'),
      8: expect.stringContaining('broken Unicode'),
      9: "'name' leads to an object; name one of its members",
      10: "name: gives 2 values for 'name', which takes one",
      11: 'is no JSON object',
    });
  });

  it('takes the second record of an organisation for a repetition when it says the same, and refuses it otherwise', async () => {
    const records = [
      { name: 'Twice', url: 'https://a.example' },
      { name: 'TWICE', url: 'https://a.example' },
      { name: 'Twice', url: 'https://a.example' },
    ];
    const { id } = await upload(house, 'twice.ndjson', ndjson(...records));
    await configure(house, id, { mapping: [fill('name', 'name'), fill('url', 'url')], match: 'name' });
    for (const how of ['check', 'run'] as const) {
      const done = await work(house, id, how);
      expect(done.counts).toEqual({ create: 1, update: 0, unchanged: 1, refused: 1 });
      expect((await report(house, id)).map(({ reason }) => reason)).toEqual([
        null,
        'means the same organisation as row 1 but says something else; put both into one record',
        'says the same as row 1',
      ]);
    }
  });

  it('takes a later record of an organisation whose first record was refused', async () => {
    const done = await byNames(
      house,
      'second chance',
      [
        { name: 'Second chance', url: 'ftp://x' },
        { name: 'Second chance', url: 'https://x.example' },
      ],
      [fill('url', 'url')],
    );
    expect(done.counts).toMatchObject({ create: 1, refused: 1 });
  });

  describe('matching', () => {
    it('by name knows neither case nor accents', async () => {
      await byNames(house, 'lodz', [{ name: 'Łódź Crème' }]);
      expect((await byNames(house, 'lodz again', [{ name: 'lodz CREME' }])).counts).toMatchObject({
        create: 0,
        update: 1,
      });
    });

    it('by name refuses what fits several organisations', async () => {
      for (const name of ['Double', 'double']) await house.call(organisations.create, { body: { name } });
      const done = await byNames(house, 'double', [{ name: 'Double' }]);
      expect((await report(house, done.id))[0]?.reason).toMatch(/^2 organisations \(ids \d+, \d+\) fit 'Double'/);
    });

    it('by a meta-field finds numbers however they are written', async () => {
      const settings = { mapping: [fill('name', 'name'), fill(asNumber, 'asn')], match: asNumber };
      await imported(house, 'asn', ndjson({ name: 'Numbered', asn: 65001 }), settings);
      const done = await imported(house, 'asn again', ndjson({ name: 'Numbered anew', asn: 'AS65001' }), settings);
      expect(done.counts).toMatchObject({ create: 0, update: 1 });
      expect((await report(house, done.id))[0]?.changes[0]).toEqual({
        field: 'name',
        before: 'Numbered',
        after: 'Numbered anew',
      });
    });

    it('by a meta-field finds text without case', async () => {
      const settings = { mapping: [fill('name', 'name'), fill(domain, 'domain')], match: domain };
      await imported(house, 'domain', ndjson({ name: 'By domain', domain: 'first.example' }), settings);
      expect(
        (await imported(house, 'domain again', ndjson({ name: 'By domain', domain: 'FIRST.example' }), settings))
          .counts,
      ).toMatchObject({ update: 1 });
    });

    it('refuses two records that mean one organisation by different values', async () => {
      const settings = { mapping: [fill('name', 'name'), fill(asNumber, 'asn.{n}')], match: asNumber };
      await imported(house, 'pair', ndjson({ name: 'Pair', asn: [65011, 65012] }), settings);
      const done = await imported(
        house,
        'pair again',
        ndjson({ name: 'Pair', asn: [65011] }, { name: 'Pair', asn: [65012] }),
        { ...settings, options: options({ metaFields: 'merge' }) },
      );
      expect((await report(house, done.id)).map(({ reason }) => reason)).toEqual([
        null,
        'means the same organisation as row 1 (Pair); put both into one record',
      ]);
    });

    it('by name can bring the uuid of another node, but not one that is taken', async () => {
      const [mine, taken] = ['2f0c1de2-5b8a-4a2e-9d5c-000000000001', '1f0c1de2-5b8a-4a2e-9d5c-000000000001'];
      const done = await byNames(
        house,
        'uuids',
        [
          { name: 'Lodz creme', uuid: mine },
          { name: 'Twice', uuid: taken },
          { name: 'Thrice', uuid: mine },
        ],
        [fill('uuid', 'uuid')],
      );
      expect(
        (await report(house, done.id)).map(({ outcome, reason }) => [outcome, reason?.replace(/\(id \d+\)/, '(id …)')]),
      ).toEqual([
        ['update', undefined],
        ['refused', `the uuid ${taken} is that of Example One (id …)`],
        ['refused', `the uuid ${mine} is that of an earlier record of this file`],
      ]);
    });

    it('does not find deleted organisations', async () => {
      const made = await byNames(house, 'gone', [{ name: 'Gone' }]);
      const [row] = await report(house, made.id);
      await house.call(organisations.remove, { params: { ref: String(row?.entityId) } });
      expect((await byNames(house, 'gone again', [{ name: 'Gone' }])).counts).toMatchObject({ create: 1 });
    });
  });

  describe('options', () => {
    it('update only refuses what is not there, create only leaves what is', async () => {
      const records = [{ name: 'Example One', url: 'https://only.example' }, { name: 'Brand new' }];
      const updated = await byNames(house, 'update only', records, [fill('url', 'url')], {
        options: options({ mode: 'update' }),
      });
      expect((await report(house, updated.id)).map(({ outcome, reason }) => [outcome, reason])).toEqual([
        ['update', null],
        ['refused', "there is no organisation with name 'Brand new', and only existing ones are updated"],
      ]);
      const created = await byNames(
        house,
        'create only',
        [{ name: 'Example One', url: 'https://x.example' }, records[1] as object],
        [fill('url', 'url')],
        { options: options({ mode: 'create' }) },
      );
      expect((await report(house, created.id)).map(({ outcome }) => outcome)).toEqual(['unchanged', 'create']);
      expect((await organisationNamed(house, 'Example One')).url).toBe('https://only.example');
    });

    it('an empty column keeps the value unless it is to overwrite', async () => {
      await byNames(
        house,
        'full',
        [{ name: 'Full', url: 'https://full.example', sector: 'Energy', domain: ['a.example'], country: 'LU' }],
        [fill('url', 'url'), fill('sector', 'sector'), fill(domain, 'domain'), fill('nationality', 'country')],
      );
      const columns = [fill('url', 'url'), fill(domain, 'domain'), fill('nationality', 'country')];
      expect(
        (await byNames(house, 'empty', [{ name: 'Full', url: ' ', domain: [], country: '' }], columns)).counts
          .unchanged,
      ).toBe(1);
      expect(
        (
          await byNames(house, 'emptied', [{ name: 'Full', url: '', domain: [] }], columns, {
            options: options({ overwriteEmpty: true }),
          })
        ).counts.update,
      ).toBe(1);
      expect(await organisationNamed(house, 'Full')).toMatchObject({
        url: null,
        sector: 'Energy',
        country: null,
        metaFields: [],
      });
    });

    it('merges values of a field with many, and replaces them otherwise', async () => {
      const columns = [fill(domain, 'domain')];
      await byNames(house, 'one', [{ name: 'Merged', domain: ['a.example', 'b.example'] }], columns);
      await byNames(house, 'two', [{ name: 'Merged', domain: ['b.example', 'c.example'] }], columns, {
        options: options({ metaFields: 'merge' }),
      });
      expect(await values('Merged', 'Domain')).toEqual(['a.example', 'b.example', 'c.example']);
      expect(
        (
          await byNames(house, 'three', [{ name: 'Merged', domain: ['a.example'] }], columns, {
            options: options({ metaFields: 'merge' }),
          })
        ).counts.unchanged,
      ).toBe(1);
      await byNames(house, 'four', [{ name: 'Merged', domain: ['d.example'] }], columns);
      expect(await values('Merged', 'Domain')).toEqual(['d.example']);
    });

    it('a column that is only to fill what is empty leaves stored values', async () => {
      const columns = [
        fill('url', 'url', { keep: true }),
        fill('sector', 'sector', { keep: true }),
        fill(domain, 'domain', { keep: true }),
        fill('nationality', 'country', { keep: true }),
      ];
      await byNames(
        house,
        'keep',
        [{ name: 'Kept', url: 'https://kept.example', domain: 'kept.example', country: 'Neverland' }],
        columns,
      );
      const done = await byNames(
        house,
        'keep again',
        [{ name: 'Kept', url: 'https://other.example', domain: 'other.example', country: 'LU', sector: 'Energy' }],
        columns,
      );
      expect((await report(house, done.id))[0]?.changes).toEqual([{ field: 'sector', before: null, after: 'Energy' }]);
      expect(await organisationNamed(house, 'Kept')).toMatchObject({
        url: 'https://kept.example',
        nationalityText: 'Neverland',
        country: null,
      });
    });

    it('gives tags to every organisation, also to those that stay otherwise', async () => {
      const first = await byNames(house, 'tags', [{ name: 'Kept' }, { name: 'Tagged' }], [], {
        options: options({ tags: ['source:list'] }),
      });
      expect(first.counts).toEqual({ create: 1, update: 1, unchanged: 0, refused: 0 });
      expect(
        (await byNames(house, 'tags again', [{ name: 'Kept' }], [], { options: options({ tags: ['source:list'] }) }))
          .counts.unchanged,
      ).toBe(1);
    });
  });

  it('aligns a contact person, and knows them the next time', async () => {
    const columns = [
      fill('contact.email', 'mail'),
      fill('contact.firstName', 'first'),
      fill('contact.lastName', 'last'),
      fill('contact.alignment', 'role'),
    ];
    const records = [
      { name: 'With people', mail: 'Ada@people.example', first: 'Ada', last: 'Example', role: 'CISO' },
      { name: 'Also with people', mail: 'ada@people.example' },
      { name: 'Bad people', mail: 'nobody' },
    ];
    const done = await byNames(house, 'people', records, columns);
    expect(done.counts).toMatchObject({ create: 2, refused: 1 });
    const { alignments } = await organisationNamed(house, 'With people');
    expect(alignments.map(({ type, individual }) => [type, individual.email, individual.name])).toEqual([
      ['CISO', 'Ada@people.example', 'Ada Example'],
    ]);
    expect((await byNames(house, 'people again', records, columns)).counts).toMatchObject({
      create: 0,
      update: 0,
      unchanged: 2,
    });
    const moved = await byNames(house, 'people moved', [{ name: 'With people', mail: 'eve@people.example' }], columns);
    expect((await report(house, moved.id))[0]?.changes).toEqual([
      { field: 'people', before: null, after: 'eve@people.example (Member)' },
    ]);
  });

  it('keeps a nationality that is no country, and honours the time a new organisation was made elsewhere', async () => {
    await byNames(
      house,
      'elsewhere',
      [{ name: 'Elsewhere', nationality: 'International', made: '2019-05-06 07:08:09' }],
      [fill('nationality', 'nationality'), fill('created', 'made')],
    );
    expect(await organisationNamed(house, 'Elsewhere')).toMatchObject({
      country: null,
      nationalityText: 'International',
      created: '2019-05-06T07:08:09.000Z',
    });
    const done = await byNames(
      house,
      'elsewhere again',
      [
        { name: 'Elsewhere', nationality: 'lux', made: 'soon' },
        { name: 'Elsewhere', nationality: 'lux', made: '2020-01-01' },
      ],
      [fill('nationality', 'nationality'), fill('created', 'made')],
    );
    expect((await report(house, done.id)).map(({ outcome, reason }) => [outcome, reason])).toEqual([
      ['refused', "made: 'soon' is no date; write it as 2026-01-31T12:00:00Z"],
      ['update', null],
    ]);
    expect(await organisationNamed(house, 'Elsewhere')).toMatchObject({
      country: 'LU',
      nationalityText: null,
      created: '2019-05-06T07:08:09.000Z',
    });
  });
});
