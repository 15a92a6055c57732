import { constituencyTemplateUuid, imports, metaTargetOf, organisations } from '@cerebrate/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type House, startHouse } from '../../../test/house.js';
import { configure, imported, report, upload, work } from './imports.fixture.js';

const csv = `name,uuid,website,country,asn,networks,tags
Example One,1f0c1de2-5b8a-4a2e-9d5c-000000000001,https://one.example,Luxembourg,AS64500,192.0.2.0/25;2001:db8:1::/48,tlp:clear; member
Example Two,1f0c1de2-5b8a-4a2e-9d5c-000000000002,https://two.example,EE,64501,198.51.100.0-198.51.100.191,member
`;

describe('imports', () => {
  let house: House;
  beforeAll(async () => {
    house = await startHouse();
  });
  afterAll(() => house.stop());

  it('guesses how a file is read and mapped when it is uploaded', async () => {
    const one = await upload(house, 'teams.csv', csv);
    expect(one).toMatchObject({ state: 'draft', name: 'teams.csv', match: 'uuid', reading: { format: 'csv', delimiter: ',', header: true, encoding: 'utf-8' } });
    expect(one.mapping.map(({ target, from }) => [target, from[0]])).toEqual([
      ['name', 'name'],
      ['uuid', 'uuid'],
      ['url', 'website'],
      ['nationality', 'country'],
      [metaTargetOf(constituencyTemplateUuid, 'AS Number'), 'asn'],
      [metaTargetOf(constituencyTemplateUuid, 'IPv4 address'), 'networks'],
      [metaTargetOf(constituencyTemplateUuid, 'IPv6 address'), 'networks'],
      ['tags', 'tags'],
    ]);
  });

  it('rehearses and writes nothing, then imports', async () => {
    const { id } = await upload(house, 'teams.csv', csv);
    const checked = await work(house, id, 'check');
    expect(checked).toMatchObject({ state: 'checked', rehearsed: true, rows: 2, totalRows: 2, counts: { create: 2, update: 0, unchanged: 0, refused: 0 } });
    expect(await house.rows('select 1 from organisations where name like $1', ['Example %'])).toHaveLength(0);
    const done = await work(house, id, 'run');
    expect(done).toMatchObject({ state: 'done', rehearsed: false, counts: { create: 2 } });
    const [row] = await report(house, id);
    const { body } = await house.call(organisations.get, { params: { ref: String(row?.entityId) } });
    expect(body).toMatchObject({ name: 'Example One', country: 'LU', url: 'https://one.example' });
    expect(body.tags.map(({ name }) => name)).toEqual(['member', 'tlp:clear']);
    expect(body.metaFields.map(({ field, value }) => `${field} ${value}`).sort()).toEqual(['AS Number 64500', 'IPv4 address 192.0.2.0/25', 'IPv6 address 2001:db8:1::/48']);
  });

  it('changes nothing the second time', async () => {
    const [before] = await house.rows<{ seq: string; last: Date }>("select max(seq) as seq, (select max(modified) from organisations) as last from audit_log where kind = 'organisation'");
    const again = await imported(house, 'again.csv', csv);
    expect(again.counts).toEqual({ create: 0, update: 0, unchanged: 2, refused: 0 });
    const [after] = await house.rows<{ seq: string; last: Date }>("select max(seq) as seq, (select max(modified) from organisations) as last from audit_log where kind = 'organisation'");
    expect(after).toEqual(before);
  });
});
