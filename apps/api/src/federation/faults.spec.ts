import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { syncRecordings } from '@cerebrate/cerebrate-wire/fixtures';
import { type Brood, broodRuns, broods, organisations } from '@cerebrate/contract';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Node135 } from '../../../../scripts/parts/node-135.mjs';
import { TestAuthority } from '../../test/certificates.js';
import { type House, startHouse } from '../../test/house.js';
import { RunJobs } from './runs/run-jobs.js';

const old = new Node135();
let house: House;
let owner: number;
let brood: Brood;

const done = async <T extends { status: number; text: string; body: unknown }>(
  said: Promise<T>,
): Promise<T['body']> => {
  const answer = await said;
  expect(answer.status, answer.text).toBeLessThan(300);
  return answer.body;
};
const introduce = (name: string, body: object) =>
  done(
    house.call(broods.create, {
      body: { name, ownerId: owner, authKey: old.key, strategy: 'trusted', timeoutSeconds: 20, ...body } as never,
    }),
  );
const runOf = (id: number, broodId = brood.id) =>
  done(house.call(broodRuns.get, { params: { ref: String(broodId), run: String(id) } as never }));
const start = (broodId = brood.id) =>
  done(
    house.call(broodRuns.start, {
      params: { ref: String(broodId) },
      body: { kinds: ['organisations'], isRehearsal: false, isFull: false },
    }),
  );
/** Works a run off, or on; answers how it stands then. */
async function goOn(id: number, broodId = brood.id) {
  await house.app
    .get(RunJobs)
    .run(id, new AbortController().signal)
    .catch(() => undefined);
  return runOf(id, broodId);
}
const pull = async (broodId = brood.id) => goOn((await start(broodId)).id, broodId);
const outcomes = async (runId: number, broodId = brood.id) =>
  (
    await done(house.call(broodRuns.records, { params: { ref: String(broodId), run: String(runId) } as never }))
  ).items.map(({ title, outcome, reason }) => ({ title, outcome, reason }));
const test = async (one: Brood = brood) => done(house.call(broods.test, { params: { ref: String(one.id) } }));
const patience = (timeoutSeconds: number) =>
  done(house.call(broods.update, { params: { ref: String(brood.id) }, body: { timeoutSeconds } }));
const held = () =>
  house.rows(`select o.uuid, o.name, o.modified, r.taken, r.seen_run from organisations o
    left join record_origins r on r.kind = 'organisation' and r.record_id = o.id where o.deleted_at is null order by o.id`);

/** Fails every question but the handshake. */
const onLists = (act: (response: ServerResponse, request: IncomingMessage) => void) => {
  old.fault = (request, response) => {
    if (request.url?.startsWith('/instance')) return false;
    act(response, request);
    return true;
  };
};

beforeAll(async () => {
  await old.start();
  house = await startHouse({}, false);
  owner = (await done(house.call(organisations.create, { body: { name: 'Who runs the peer' } }))).id;
  brood = await introduce('The old one', { url: old.url });
  for (const name of ['One', 'Two', 'Three']) old.addOrganisation({ name });
  await pull();
}, 240_000);
afterAll(async () => {
  await house.stop();
  await old.stop();
});
afterEach(() => {
  old.fault = null;
  old.ahead = 0;
});

describe('a fault on the wire', () => {
  const json = { 'content-type': 'application/json' };
  const faults: readonly (readonly [string, (response: ServerResponse, request: IncomingMessage) => void, RegExp])[] = [
    [
      'a body cut in the middle',
      (response) => {
        response.writeHead(200, { ...json, 'content-length': '5000' });
        response.write('[{"id": 1, "uuid": "', () => response.destroy());
      },
      /The connection broke/,
    ],
    [
      'a body cut by a proxy that ends it well',
      (response) => response.writeHead(200, json).end('[{"id": 1, "na'),
      /cut on the way/,
    ],
    ['an answer that never comes', () => undefined, /did not answer in time.*allow more seconds/],
    [
      'another type than JSON',
      (response) => response.writeHead(200, { 'content-type': 'text/csv' }).end('id,name\n1,One\n'),
      /no data/,
    ],
    [
      'a page',
      (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><p>Welcome'),
      /A web page came instead of data/,
    ],
    [
      'a body that grows beyond all bounds when it is unpacked',
      (response) => response.writeHead(200, { ...json, 'content-encoding': 'gzip' }).end(huge),
      /larger than any a Cerebrate gives/,
    ],
    [
      'a redirect that leads to itself',
      (response, request) => response.writeHead(302, { location: request.url }).end(),
      /sends us elsewhere/,
    ],
    ['a disabled user', (response) => response.writeHead(302, { location: '/users/login' }).end(), /is disabled there/],
    ['a list of something else', (response) => response.writeHead(200, json).end('{"items":[]}'), /not the form/],
    ['a fault of its own', (response) => response.writeHead(500, json).end('{}'), /has a fault of its own \(500\)/],
  ];
  const huge = gzipSync(Buffer.alloc(66 * 1024 * 1024, ' '));

  for (const [name, act, sentence] of faults)
    it(`is told in a sentence and changes nothing: ${name}`, async () => {
      const isSlow = name.includes('never comes');
      await patience(isSlow ? 1 : 20);
      const before = await held();
      const extra = old.addOrganisation({ name: `Missed by ${name}` });
      onLists(act);
      old.asked.length = 0;
      const run = await pull();
      expect(run.fault).toMatch(sentence);
      expect(run.state).toBe('running');
      expect(old.asked.filter((line) => line.includes('/organisations/'))).toHaveLength(1);
      expect(await held()).toEqual(before);
      // the same run goes on when the remote is well again, and nothing is lost
      old.fault = null;
      await patience(20);
      expect(await goOn(run.id)).toMatchObject({ state: 'done', fault: null, counts: { created: 1, removed: 0 } });
      expect((await held()).map(({ uuid }) => uuid)).toContain(extra.uuid);
    });

  it('ends the run after eight failures, and the next one takes what is there', async () => {
    const { id } = await start();
    onLists((response) => response.writeHead(503).end());
    for (let tries = 0; tries < 8; tries++) await goOn(id);
    expect(await runOf(id)).toMatchObject({ state: 'failed', fault: expect.stringContaining('fault of its own') });
    old.fault = null;
    expect(await pull()).toMatchObject({ state: 'done', counts: { removed: 0 } });
  });

  it('is a clock that goes wrong: it is told, and what is edited after it was set right is taken', async () => {
    old.ahead = 3600;
    expect(await test()).toMatchObject({
      outcome: 'limited',
      advice: expect.stringMatching(/clocks are 3\d{3} seconds apart \(theirs is ahead\).*NTP/),
    });
    const row = old.addOrganisation({ name: 'Of tomorrow', sector: 'Energy' });
    await pull();
    old.ahead = 0;
    old.edit(row, { sector: 'Water' });
    expect((await pull()).counts).toMatchObject({ updated: 1 });
    const [here] = await house.rows(`select sector from organisations where uuid = $1`, [row.uuid]);
    expect(here).toEqual({ sector: 'Water' });
    old.ahead = -3600;
    expect((await test()).advice).toContain('theirs is behind');
    old.edit(row, { sector: 'Gas' });
    expect((await pull()).counts).toMatchObject({ updated: 0 });
  });

  it('is no second origin of the same uuid: whoever gave it first changes it, the other is told why not', async () => {
    const other = await new Node135().start();
    const second = await introduce('Another', { url: other.url, authKey: other.key });
    const row = old.addOrganisation({ name: 'Shared', sector: 'Energy' });
    const twin = other.addOrganisation({ uuid: row.uuid, name: 'Shared', sector: 'Energy' });
    await pull();
    expect((await pull(second.id)).counts).toMatchObject({ unchanged: 1, refused: 0 });
    other.edit(twin, { name: 'Taken over', sector: 'Water' });
    const run = await pull(second.id);
    expect(await outcomes(run.id, second.id)).toEqual([
      { title: 'Taken over', outcome: 'refused', reason: expect.stringContaining('came from another node') },
    ]);
    other.remove('organisations', twin);
    await pull(second.id);
    const [here] = await house.rows(`select name, sector from organisations where uuid = $1 and deleted_at is null`, [
      row.uuid,
    ]);
    expect(here).toEqual({ name: 'Shared', sector: 'Energy' });
    await other.stop();
  });
});

describe('the node of 1.35 these sentences play with', () => {
  it('answers with the keys that were recorded, and none besides', async () => {
    const [one] = old.organisations;
    old.addGroup({ name: 'A circle', organisation_id: one?.id }, [{ organisationId: one?.id ?? 0, extend: true }]);
    for (const [file, path] of [
      ['testConnection-ok', '/instance/status.json'],
      ['previewIndex-organisations', '/organisations/index.json?page=1&limit=20&full=1'],
      ['previewIndex-sharingGroups-page2', '/sharingGroups/index.json?page=1&limit=2&full=1'],
    ] as const) {
      const recorded = syncRecordings().find(({ name }) => name === file)?.wire[0]?.response.body ?? '{}';
      const said = await fetch(`${old.url}${path}`, { headers: { authorization: old.key } });
      const keys = (body: unknown): string[] => [
        ...new Set(
          JSON.stringify(body, null, 1)
            .match(/^ *"[a-zA-Z_]+":/gm)
            ?.map((line) => line.trim()),
        ),
      ];
      const known = new Set(keys(JSON.parse(recorded)));
      expect(
        keys(await said.json()).filter((key) => !known.has(key)),
        path,
      ).toEqual([]);
    }
  });
});

describe('a brood asked over https', () => {
  let authority: TestAuthority;
  let stranger: TestAuthority;
  const nodes: Node135[] = [];
  const openNode = async (options: ConstructorParameters<typeof Node135>[0]) => {
    const node = await new Node135(options).start();
    nodes.push(node);
    return node;
  };
  const outcome = async (name: string, node: Node135, body: object = {}) =>
    test(await introduce(name, { url: node.url, ...body }));
  beforeAll(async () => {
    [authority, stranger] = [await TestAuthority.make('Authority'), await TestAuthority.make('Stranger')];
  });
  afterAll(() => Promise.all(nodes.map((node) => node.stop())));

  it('is believed by its own authority or its pinned certificate, and by nothing else', async () => {
    const shown = await authority.sign();
    const node = await openNode({ cert: shown.certificate, key: shown.key });
    expect(await outcome('nobody', node)).toMatchObject({ outcome: 'tls', advice: expect.stringContaining('vouches') });
    expect(await outcome('stranger', node, { authority: stranger.certificate })).toMatchObject({
      outcome: 'tls',
      advice: expect.stringContaining('vouches'),
    });
    expect(node.asked).toEqual([]);
    expect(await outcome('authority', node, { authority: authority.certificate })).toMatchObject({ outcome: 'ok' });
    expect(await outcome('pin', node, { pinnedCertificate: shown.fingerprint })).toMatchObject({ outcome: 'ok' });
    node.asked.length = 0;
    const other = await authority.sign();
    for (const more of [{}, { authority: authority.certificate }])
      expect(
        await outcome(`pin ${Object.keys(more)}`, node, { pinnedCertificate: other.fingerprint, ...more }),
      ).toMatchObject({ outcome: 'tls', advice: expect.stringContaining('another certificate than the pinned one') });
    expect(node.asked).toEqual([]);
  });

  it('is told of a certificate that is over, or for another address', async () => {
    const over = await authority.sign({ expired: true });
    const elsewhere = await authority.sign({ address: '127.0.0.9' });
    const vouched = { authority: authority.certificate };
    const late = await openNode({ cert: over.certificate, key: over.key });
    expect(await outcome('late', late, vouched)).toMatchObject({
      outcome: 'tls',
      advice: expect.stringContaining('not valid today'),
    });
    const away = await openNode({ cert: elsewhere.certificate, key: elsewhere.key });
    expect(await outcome('away', away, vouched)).toMatchObject({
      outcome: 'tls',
      advice: expect.stringContaining('another name'),
    });
  });

  it('is shown our certificate where it asks for one', async () => {
    const [shown, ours, alien] = [await authority.sign(), await authority.sign(), await stranger.sign()];
    const node = await openNode({
      cert: shown.certificate,
      key: shown.key,
      ca: authority.certificate,
      requestCert: true,
      rejectUnauthorized: true,
    });
    const vouched = { authority: authority.certificate };
    const showing = (one: typeof ours) => ({ ...vouched, clientCertificate: one.certificate, clientKey: one.key });
    for (const [name, body] of [
      ['none', vouched],
      ['alien', showing(alien)],
    ] as const)
      expect(await outcome(name, node, body)).toMatchObject({
        outcome: expect.stringMatching(/tls|network/),
        advice: expect.stringContaining('client certificate'),
      });
    expect(node.asked).toEqual([]);
    expect(await outcome('mutual', node, showing(ours))).toMatchObject({ outcome: 'ok' });
    const [sealed] = await house.rows<{ sealed_client_key: string }>(
      `select sealed_client_key from broods where name = 'mutual'`,
    );
    expect(sealed?.sealed_client_key).not.toContain('PRIVATE');
  });
});
