import { lendHost } from '@cerebrate/connector-sdk/conformance';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Acting, bare, cerbOne, one, theirs, two } from '../../test/acting.js';

let acting: Acting;
beforeEach(async () => {
  acting = await Acting.start();
});
afterEach(() => acting.misp.stop());

describe('organisations', () => {
  beforeEach(() => {
    acting.misp.state.addOrganisation({
      uuid: theirs,
      name: 'Misp Only',
      nationality: 'Belgium',
      sector: 'Health',
      type: 'CERT',
      contacts: 'x@x',
    });
    acting.misp.state.addOrganisation({
      uuid: one,
      name: 'Cerb One',
      nationality: 'France',
      sector: 'Banking',
      type: 'CSIRT',
    });
    acting.misp.state.addOrganisation({ name: 'A remote one', local: false });
  });
  const host = () => lendHost({ organisations: [cerbOne, bare] });

  it('are compared with ours: same, different with the fields, only there, only here', async () => {
    const { rows } = await acting.table('organisations', { scope: 'all' }, {}, host());
    expect(rows.map(({ name, standing }) => [name, standing])).toEqual([
      ['A remote one', 'only there'],
      ['Cerb One', 'different'],
      ['Misp Only', 'only there'],
      ['ORGNAME', 'only there'],
    ]);
    expect(rows[1]).toMatchObject({ differences: ['sector: Finance here, Banking there'] });
    expect((await acting.table('organisations', { show: 'only here' }, {}, host())).rows).toMatchObject([
      { uuid: two, standing: 'only here' },
    ]);
    expect((await acting.table('organisations', {}, { q: 'misp' }, host())).rows).toHaveLength(1);
    expect(acting.misp.lines()).toContain('GET /organisations/index/searchall:misp');
  });

  it('that MISP lists none of are an empty table, not a failure', async () => {
    expect(await acting.table('organisations', {}, { q: 'nothing like it' }, host())).toEqual({ rows: [], total: 0 });
  });

  it('are fetched one by one, chosen or all, and an unknown one stops no other', async () => {
    const directory = host();
    const done = await acting.act('fetch-organisations', { uuids: [theirs, two] }, directory);
    expect(acting.misp.lines()).toEqual([`GET /organisations/view/${theirs}`, `GET /organisations/view/${two}`]);
    expect(done).toMatchObject({
      isDone: false,
      items: [{ outcome: 'done' }, { outcome: 'failed', message: 'MISP does not know it' }],
    });
    expect(directory.offered).toEqual([
      {
        kind: 'organisation',
        uuid: theirs,
        name: 'Misp Only',
        nationality: 'Belgium',
        sector: 'Health',
        type: 'CERT',
        contacts: 'x@x',
      },
    ]);

    await acting.act('fetch-all-organisations', {}, directory);
    expect(acting.misp.lines().at(-1)).toBe('GET /organisations/index/scope:all');
    expect(directory.offered).toHaveLength(5);
  });

  it('are pushed as recorded: a known one is edited, an unknown one added, nothing as null that MISP cannot take', async () => {
    const done = await acting.act(
      'push-organisations',
      { local: '0', type: 'ALL', sector: 'ALL', nationality: 'ALL' },
      host(),
    );

    expect(done).toMatchObject({ isDone: true, message: '2 of 2 organisations pushed.' });
    expect(acting.bodies()).toEqual([
      [`GET /organisations/view/${one}`],
      [`POST /admin/organisations/edit/${one}`, { ...cerbOne }],
      [`GET /organisations/view/${two}`],
      ['POST /admin/organisations/add', { ...bare, nationality: '', sector: '', type: '' }],
    ]);
    expect((await acting.table('organisations', {}, {}, host())).rows).toContainEqual(
      expect.objectContaining({ uuid: two, standing: 'same' }),
    );
  });

  it('whose name is taken there are told with the words of MISP, and the others go on', async () => {
    acting.misp.state.addOrganisation({ name: 'Cerb Two' });

    const { items } = await acting.act('push-selected-organisations', { uuids: [two, one] }, host());

    expect(items).toMatchObject([
      { title: 'Cerb One', outcome: 'done' },
      {
        title: 'Cerb Two',
        outcome: 'failed',
        message: expect.stringContaining('with this name already exists') as string,
      },
    ]);
  });

  it('stop at once when MISP no longer answers', async () => {
    acting.misp.fail('cut', { times: 99 });
    await expect(acting.act('push-organisations', {}, host())).rejects.toMatchObject({ status: null });
    expect(acting.misp.calls).toHaveLength(1);
  });
});
