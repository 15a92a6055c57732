import {
  broodProposals,
  broodRuns,
  broodSigners,
  broods,
  type ExchangePage,
  encryptionKeys,
  exchange,
  type NewOrganisation,
  organisations,
  provenance,
  type RunKind,
  topology,
} from '@cerebrate/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adminKey, type House, startHouse } from '../../test/house.js';
import { buildWorld, keyOf } from '../../test/world.js';
import { makeKey } from '../directory/encryption-keys/keys.fixture.js';
import { Presence } from '../kernel/index.js';
import { RunJobs } from './runs/run-jobs.js';
import { isSignedBy } from './signing/signing-keys.js';

let theirs: House;
let ours: House;
let broodId: number;
let made = 0;

const params = () => ({ ref: String(broodId) });
const done = async <T extends { status: number; text: string; body: unknown }>(
  said: Promise<T>,
): Promise<T['body']> => {
  const answer = await said;
  expect(answer.status, answer.text).toBeLessThan(300);
  return answer.body;
};
const make = (body: Partial<NewOrganisation> = {}) =>
  done(theirs.call(organisations.create, { body: { name: `Theirs ${++made}`, ...body } }));
const changeThere = (id: number, body: object) =>
  done(theirs.call(organisations.update, { params: { ref: String(id) }, body: body as never }));
const here = (uuid: string) => ours.call(organisations.get, { params: { ref: uuid } });
const brood = (body: object) => done(ours.call(broods.update, { params: params(), body: body as never }));

async function pull(kinds: RunKind[] = ['organisations'], more: object = {}) {
  const run = await done(
    ours.call(broodRuns.start, { params: params(), body: { kinds, isRehearsal: false, isFull: false, ...more } }),
  );
  await ours.app.get(RunJobs).run(run.id, new AbortController().signal);
  return runOf(run.id);
}
const runOf = (id: number) => done(ours.call(broodRuns.get, { params: { ...params(), run: String(id) } as never }));
const recordsOf = async (id: number) =>
  (await done(ours.call(broodRuns.records, { params: { ...params(), run: String(id) } as never }))).items;

beforeAll(async () => {
  theirs = await startHouse({}, false);
  ours = await startHouse({}, false);
  await buildWorld(ours);
  const owner = await done(ours.call(organisations.create, { body: { name: 'Who runs the peer' } }));
  const body = {
    name: 'The peer',
    url: theirs.url,
    ownerId: owner.id,
    authKey: adminKey,
    strategy: 'trusted' as const,
  };
  broodId = (await done(ours.call(broods.create, { body }))).id;
  await make();
  await pull(['organisations', 'individuals']);
}, 240_000);
afterAll(async () => {
  await ours.stop();
  await theirs.stop();
});

describe('a pull of a node of ours', () => {
  it('asks only for what changed, and for nothing when nothing did', async () => {
    const one = await make({ sector: 'Energy' });
    const first = await pull();
    expect(first).toMatchObject({ state: 'done', counts: { created: 1, updated: 0 } });
    await new Promise((resolve) => setTimeout(resolve, 1200));
    await pull();
    const again = await pull();
    expect(again.counts).toMatchObject({ created: 0, updated: 0, unchanged: 0 });
    await changeThere(one.id, { sector: 'Water' });
    const third = await pull();
    expect(third.counts).toMatchObject({ created: 0, updated: 1 });
    expect(third.counts.unchanged).toBeLessThan(2);
  });

  it('is told in a word that nothing changed, and holds the page it had', async () => {
    await new Promise((resolve) => setTimeout(resolve, 1200));
    for (let round = 0; round < 3; round++) await pull();
    const [{ feed_tags: tags }] = (await ours.rows(`select feed_tags from broods where id = $1`, [broodId])) as [
      { feed_tags: { organisations: { after: string; tag: string } } },
    ];
    const { after, tag } = tags.organisations;
    const path = `/api/v1/exchange/organisations?limit=500&after=${after}`;
    const said = await theirs.ask(path, { key: adminKey, headers: { 'if-none-match': tag } });
    expect([said.status, said.text, said.headers.get('etag')]).toEqual([304, '', tag]);
    await make();
    const more = await theirs.ask(path, { key: adminKey, headers: { 'if-none-match': tag } });
    expect((more.body as ExchangePage).items).toHaveLength(1);
    expect((await pull()).counts).toMatchObject({ created: 1 });
  });

  it('asks again for what was refused once the reason may be gone, although nothing changed there', async () => {
    const one = await make({ sector: 'Energy' });
    await pull();
    await done(ours.call(organisations.remove, { params: { ref: one.uuid } }));
    await changeThere(one.id, { sector: 'Water' });
    expect((await pull()).counts).toMatchObject({ refused: 1 });
    await new Promise((resolve) => setTimeout(resolve, 1200));
    await pull();
    expect((await pull()).counts).toMatchObject({ refused: 0 });
    await done(ours.call(organisations.restore, { params: { ref: one.uuid } }));
    expect((await pull()).counts).toMatchObject({ updated: 1, refused: 0 });
    expect((await here(one.uuid)).body).toMatchObject({ sector: 'Water' });
    expect(await ours.rows(`select from brood_refusals where uuid = $1`, [one.uuid])).toEqual([]);
  });

  it('follows what was deleted there, brings back what came back, and leaves its own alone', async () => {
    const [gone, stays] = [await make(), await make()];
    await pull();
    await done(theirs.call(organisations.remove, { params: { ref: String(gone.id) } }));
    const run = await pull();
    expect(run.counts).toMatchObject({ removed: 1 });
    expect((await here(gone.uuid)).status).toBe(404);
    expect((await here(stays.uuid)).status).toBe(200);
    const log = await ours.rows(`select message from audit_log where entity_uuid = $1 order by seq desc limit 1`, [
      gone.uuid,
    ]);
    expect(log).toEqual([{ message: 'gone at The peer' }]);
    await done(theirs.call(organisations.restore, { params: { ref: gone.uuid } }));
    await pull();
    expect((await here(gone.uuid)).status).toBe(200);
  });

  it('is undone record by record: new ones go, changed ones get their values back, edited ones stay', async () => {
    const changed = await make({ sector: 'Energy', type: 'CSIRT', tags: ['one'] });
    const edited = await make({ sector: 'Energy' });
    await pull();
    await changeThere(changed.id, { sector: 'Water', type: 'ISAC' });
    await changeThere(edited.id, { sector: 'Water' });
    const fresh = await make();
    const run = await pull();
    expect(run.counts).toMatchObject({ created: 1, updated: 2 });
    await done(ours.call(organisations.update, { params: { ref: edited.uuid }, body: { sector: 'Edited here' } }));
    const said = await done(ours.call(broodRuns.undo, { params: { ...params(), run: String(run.id) } as never }));
    expect(said).toEqual({ undone: 2, kept: [{ title: edited.name, reason: expect.stringContaining('edited') }] });
    expect((await here(fresh.uuid)).status).toBe(404);
    expect((await here(changed.uuid)).body).toMatchObject({ sector: 'Energy', type: 'CSIRT' });
    expect((await here(edited.uuid)).body).toMatchObject({ sector: 'Edited here' });
    const again = await done(ours.call(broodRuns.undo, { params: { ...params(), run: String(run.id) } as never }));
    expect(again.undone).toBe(0);
    expect((await recordsOf(run.id)).filter(({ undoneAt }) => undoneAt !== null)).toHaveLength(2);
  });

  it('goes on where a process died, at once, and nobody else works at it meanwhile', async () => {
    const list = [await make(), await make(), await make()];
    const { id } = await done(
      ours.call(broodRuns.start, {
        params: params(),
        body: { kinds: ['organisations'], isRehearsal: false, isFull: false },
      }),
    );
    // as a process leaves it that died after two of three records
    await pullHalf(id, list[0]?.uuid ?? '');
    await ours.app.get(RunJobs).run(id, new AbortController().signal);
    expect((await runOf(id)).state).toBe('running');
    const dead = new Presence(ours.config);
    const token = await dead.token();
    await dead.close();
    await ours.rows('update brood_runs set worker = $2 where id = $1', [id, token]);
    await ours.app.get(RunJobs).run(id, new AbortController().signal);
    const run = await runOf(id);
    expect(run).toMatchObject({ state: 'done', counts: { created: 3 } });
    const rows = await ours.rows(`select uuid from organisations where uuid = any($1::uuid[])`, [
      list.map((one) => one.uuid),
    ]);
    expect(rows).toHaveLength(3);
  });

  async function pullHalf(runId: number, uuid: string): Promise<void> {
    const page = await done(theirs.call(exchange.changes, { params: { kind: 'organisations' } }));
    const { record, id } = page.items.find((item) => item.uuid === uuid) ?? { record: null, id: 0 };
    const name = String(record?.['name']);
    const at = new Date().toISOString();
    await ours.rows(
      `update brood_runs set state = 'running', worker = gen_random_uuid(), lease_until = now() + interval '1 minute'
      where id = $1`,
      [runId],
    );
    const [made] = await ours.rows<{ id: number }>(
      `insert into organisations (uuid, name, created, modified) values ($1, $2, $3, $3) returning id`,
      [uuid, name, at],
    );
    const taken = {
      columns: { name, url: null, nationality: null, sector: null, type: null, contacts: null },
      sets: { tags: [], metaFields: [] },
    };
    await ours.rows(
      `insert into record_origins (kind, record_id, brood_id, taken_at, taken, uuid, remote_id, remote_modified)
       values ('organisation', $1, $2, $3, $4, $5, $6, $7)`,
      [made?.id, broodId, at, JSON.stringify(taken), uuid, id, record?.['modified']],
    );
    await ours.rows(
      `insert into brood_run_records (run_id, kind, remote_id, uuid, title, outcome, record_id)
       values ($1, 'organisations', $2, $3, $4, 'created', $5)`,
      [runId, id, uuid, name, made?.id],
    );
  }

  it('takes the keys of those it gave, and of nobody else', async () => {
    const { publicKey: text } = await makeKey('desk@theirs.example');
    const owner = await make();
    const twin = await done(ours.call(organisations.create, { body: { name: 'Our own' } }));
    const alien = await make({ uuid: twin.uuid, name: 'Our own' });
    for (const ownerId of [owner.id, alien.id])
      await done(
        theirs.call(encryptionKeys.create, {
          body: { ownerKind: 'organisation', ownerId, text } as never,
        }),
      );
    const run = await pull(['organisations', 'encryption-keys']);
    expect(
      (await recordsOf(run.id))
        .filter(({ kind }) => kind === 'encryption-keys')
        .map(({ outcome }) => outcome)
        .sort(),
    ).toEqual(['created', 'refused']);
    const keys = await ours.rows(`select o.uuid from encryption_keys k join organisations o on o.id = k.organisation_id
      where k.deleted_at is null`);
    expect(keys).toEqual([{ uuid: owner.uuid }]);
  }, 120_000);
});

describe('a brood taken by hand', () => {
  it('proposes, and a person accepts some of the fields or refuses; what was decided is not asked again', async () => {
    const one = await make({ sector: 'Energy', type: 'CSIRT' });
    const two = await make({ sector: 'Energy' });
    await pull();
    await brood({ strategy: 'manual' });
    await changeThere(one.id, { sector: 'Water', type: 'ISAC' });
    await changeThere(two.id, { sector: 'Water' });
    const run = await pull();
    expect(run.counts).toMatchObject({ updated: 0, proposed: 2 });
    const queue = await done(ours.call(broodProposals.list, { query: { state: 'waiting', sort: 'title' } as never }));
    expect(queue.items.map(({ title, change }) => [title, change])).toEqual([
      [one.name, 'update'],
      [two.name, 'update'],
    ]);
    const [first, second] = queue.items.map(({ id }) => ({ id: String(id) }) as never);
    const view = await done(ours.call(broodProposals.get, { params: first as never }));
    expect(
      view.compared
        .filter(({ state }) => state !== 'same')
        .map(({ field }) => field)
        .sort(),
    ).toEqual(['sector', 'type']);
    await done(ours.call(broodProposals.accept, { params: first as never, body: { fields: ['sector'] } }));
    expect((await here(one.uuid)).body).toMatchObject({ sector: 'Water', type: 'CSIRT' });
    expect((await ours.call(broodProposals.accept, { params: first as never, body: {} })).status).toBe(409);
    await done(ours.call(broodProposals.refuse, { params: second as never, body: { reason: 'not so' } }));
    await pull(['organisations'], { isFull: true });
    expect((await done(ours.call(broodProposals.list, { query: { state: 'waiting' } as never }))).items).toEqual([]);
    const told = await done(ours.call(provenance.get, { params: { kind: 'organisations', ref: one.uuid } }));
    expect(told.origin).toMatchObject({ brood: { name: 'The peer' }, isStub: false });
    expect(told.fields.filter(({ source }) => source === 'here')).toMatchObject([
      { field: 'type', here: ['CSIRT'], theirs: ['ISAC'] },
    ]);
    await changeThere(two.id, { sector: 'Gas' });
    await pull();
    const asked = await done(ours.call(broodProposals.list, { query: { state: 'waiting' } as never }));
    expect(asked.items.map(({ title }) => title)).toEqual([two.name]);
    await brood({ strategy: 'trusted' });
  });

  it('tells who sees no broods where a record came from without naming one', async () => {
    const one = await make();
    await pull();
    const call = { params: { kind: 'organisations' as const, ref: one.uuid } };
    expect((await done(ours.call(provenance.get, { ...call, key: keyOf('instance') }))).origin?.brood).toBeNull();
    expect((await ours.call(broodProposals.list, { key: keyOf('instance') })).status).toBe(403);
  });
});

describe('signed records', () => {
  it('are unknown until a person trusts the key, verified within its scope, and refused when broken', async () => {
    const one = await make({ country: 'LU' });
    await pull();
    const stateOf = async (uuid: string) =>
      (await done(ours.call(provenance.get, { params: { kind: 'organisations', ref: uuid } }))).origin?.signature
        ?.state;
    expect(await stateOf(one.uuid)).toBe('unknown');
    const [signer] = await done(ours.call(broodSigners.list, { params: params() }));
    expect(signer).toMatchObject({ isTrusted: false });
    const trust = (body: object) =>
      done(
        ours.call(broodSigners.update, {
          params: { ...params(), id: String(signer?.id) } as never,
          body: body as never,
        }),
      );
    await trust({ isTrusted: true, countries: ['LU'] });
    const abroad = await make({ country: 'FR' });
    await pull(['organisations'], { isFull: true });
    expect([await stateOf(one.uuid), await stateOf(abroad.uuid)]).toEqual(['verified', 'unknown']);
    await brood({ acceptsSignedOnly: true });
    const refused = await make({ country: 'FR' });
    const taken = await make({ country: 'LU' });
    const run = await pull();
    expect((await here(refused.uuid)).status).toBe(404);
    expect((await here(taken.uuid)).status).toBe(200);
    expect((await recordsOf(run.id)).find(({ uuid }) => uuid === refused.uuid)?.reason).toContain('not signed');
    await brood({ acceptsSignedOnly: false });
  });

  it('verify over just the content they were made for, also after the key was rotated', async () => {
    const one = await make();
    const read = async (): Promise<ExchangePage['items'][number]> => {
      const page = await done(
        theirs.call(exchange.changes, { params: { kind: 'organisations' }, query: { limit: '1000' } as never }),
      );
      const item = page.items.find(({ uuid }) => uuid === one.uuid);
      if (!item) throw new Error('not told');
      return item;
    };
    const { record, signature, uuid } = await read();
    const [former] = await done(theirs.call(exchange.keys, {}));
    const { keyId: _keyId, created: _created, retiredAt: _retiredAt, ...jwk } = former ?? ({} as never);
    const content = { kind: 'organisations', uuid, record };
    expect(await isSignedBy(signature ?? '', content, jwk)).toBe(true);
    expect(await isSignedBy(signature ?? '', { ...content, record: { ...record, name: 'Forged' } }, jwk)).toBe(false);
    expect(await isSignedBy(signature ?? '', { ...content, kind: 'individuals' }, jwk)).toBe(false);
    const keys = await done(theirs.call(exchange.rotate, {}));
    expect(keys).toHaveLength(2);
    expect(keys[1]).toMatchObject({ keyId: former?.keyId, retiredAt: expect.any(String) });
    const [sealed] = await theirs.rows(`select sealed_key from signing_keys where retired_at is not null`);
    expect(sealed).toEqual({ sealed_key: null });
    expect(await isSignedBy((await read()).signature ?? '', content, jwk)).toBe(false);
    const status = (
      await theirs.ask('/instance/status.json', {
        key: adminKey,
        headers: { accept: 'application/json', 'user-agent': 'Cerebrate' },
      })
    ).body as {
      capabilities: { signing_keys: { keyId: string }[] };
    };
    expect(status.capabilities.signing_keys.map(({ keyId }) => keyId)).toEqual(keys.map(({ keyId }) => keyId));
  });

  it('are told to callers in their own view only, and the feed refuses what is no cursor', async () => {
    const hidden = await ours.call(exchange.changes, { params: { kind: 'individuals' }, key: keyOf('plain') });
    const all = await ours.call(exchange.changes, { params: { kind: 'individuals' } });
    expect(hidden.body.items.length).toBeLessThan(all.body.items.length);
    const wrong = await ours.call(exchange.changes, {
      params: { kind: 'organisations' },
      query: { after: 'x' } as never,
    });
    expect(wrong.status).toBe(400);
    expect(wrong.body.issues?.[0]?.path).toContain('after');
  });
});

describe('the map', () => {
  it('shows this node and its broods as they were found last', async () => {
    await done(ours.call(broods.test, { params: params() }));
    const map = await done(ours.call(topology.get, {}));
    expect(map.nodes.find(({ id }) => id === `brood:${broodId}`)).toMatchObject({ state: 'ok', title: 'The peer' });
    expect(map.links).toContainEqual(expect.objectContaining({ to: `brood:${broodId}`, kind: 'knows' }));
    await brood({ pull: true });
    const [link] = (await done(ours.call(topology.get, {}))).links;
    expect(link).toMatchObject({ from: `brood:${broodId}`, to: 'instance', kind: 'pull' });
    await brood({ pull: false });
  });
});

describe('schedules', () => {
  it('start what is due, once, and wait longer after each failure', async () => {
    const jobs = ours.app.get(RunJobs);
    const waiting = () => ours.rows(`select id from brood_runs where state = 'waiting' and trigger = 'schedule'`);
    await brood({ pull: true, everyMinutes: 10 });
    await ours.rows(`update brood_runs set created = now() - interval '9 minutes' where brood_id = $1`, [broodId]);
    await jobs.schedule();
    expect(await waiting()).toEqual([]);
    await ours.rows(`update brood_runs set created = now() - interval '11 minutes' where brood_id = $1`, [broodId]);
    await Promise.all([jobs.schedule(), jobs.schedule()].map((one) => one.catch(() => undefined)));
    expect(await waiting()).toHaveLength(1);
    await ours.rows(
      `update brood_runs set state = 'failed', created = now() - interval '11 minutes' where state = 'waiting'`,
    );
    await jobs.schedule();
    expect(await waiting()).toEqual([]);
    await ours.rows(`update brood_runs set created = now() - interval '21 minutes' where brood_id = $1`, [broodId]);
    await jobs.schedule();
    expect(await waiting()).toHaveLength(1);
    await ours.rows(`update brood_runs set state = 'cancelled' where state = 'waiting'`);
    await brood({ pull: false });
  });
});
