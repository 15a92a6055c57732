import { readFileSync, writeFileSync } from 'node:fs';
import { audit, diagnostics, tags } from '@cerebrate/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type House, startHouse } from '../../../test/house.js';
import { AuditHeads, headsFile } from './signed-heads.js';

describe('the audit log', () => {
  let house: House;
  beforeAll(async () => {
    house = await startHouse();
    const { body } = await house.call(tags.create, { body: { name: 'tlp:red', colour: '#ff0000' } });
    await house.call(tags.update, { params: { ref: String(body.id) }, body: { colour: '#00ff00' } });
    await house.call(tags.remove, { params: { ref: String(body.id) } });
  });
  afterAll(() => house.stop());

  it('lists changes newest first with who, through what and from what to what', async () => {
    const { status, body } = await house.call(audit.list, { query: { kind: 'tag' } });
    expect(status).toBe(200);
    expect(body.items.map((entry) => entry.action)).toEqual(['delete', 'edit', 'add']);
    expect(body.items[1]).toMatchObject({
      kind: 'tag',
      title: 'tlp:red',
      channel: 'api',
      ip: '127.0.0.1',
      actor: { name: 'admin-of-tests' },
      changes: [{ field: 'colour', before: '#ff0000', after: '#00ff00' }],
    });
  });

  it.each([
    ['action', 'edit', 1],
    ['channel', 'api', 3],
    ['channel', 'browser', 0],
    ['title.contains', 'RED', 3],
    ['q', 'tlp:', 3],
    ['actor', 'admin-of-tests', 3],
    ['at.gte', '2000-01-01', 3],
    ['at.lte', '2000-01-01', 0],
  ])('filters by %s=%s', async (key, value, count) => {
    const { body } = await house.call(audit.list, { query: { kind: 'tag', [key]: value } });
    expect(body.items).toHaveLength(count);
    expect(body.total).toBe(count);
  });

  it('goes on from a number, so that new entries do not shift the pages', async () => {
    const newest = await house.call(audit.list, { query: { limit: '1' } });
    const [entry] = newest.body.items;
    const next = await house.call(audit.list, { query: { limit: '1', 'seq.lte': String((entry?.seq ?? 0) - 1) } });
    expect(next.body.items[0]?.seq).toBe((entry?.seq ?? 0) - 1);
    expect(newest.body.total).toBe(entry?.seq);
  });

  it('tells one entry with its hashes, and 404 for one it does not have', async () => {
    const { body } = await house.call(audit.get, { params: { seq: '2' } });
    expect(body).toMatchObject({ seq: 2, hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
    const before = await house.call(audit.get, { params: { seq: '1' } });
    expect(body.previousHash).toBe(before.body.hash);
    expect((await house.call(audit.get, { params: { seq: '999999' } })).status).toBe(404);
    expect((await house.call(audit.get, { params: { seq: 'x' } })).status).toBe(400);
  });

  it('gives the same as CSV', async () => {
    const { text, headers } = await house.call(audit.csv, { query: { kind: 'tag' } });
    expect(headers.get('content-type')).toContain('text/csv');
    expect(text.trim().split('\n')).toHaveLength(4);
  });

  it('is verified over the API', async () => {
    const { status, body } = await house.call(audit.verify, {});
    expect(status).toBe(200);
    expect(body).toMatchObject({ sound: true, fault: null });
  });

  it('tells up to which day its end is signed, whether it agrees, and hands out what was signed', async () => {
    const days = async () => (await house.call(audit.signedDays, {})).body;
    const { dataDir } = house.config;
    expect(await days()).toEqual({ days: 0, last: null, isOverdue: false, fault: null });
    const yesterday = new Date(Date.now() - 86_400_000).toISOString();
    const old = {
      at: yesterday,
      actor_name: 'x',
      channel: 'job',
      action: 'add',
      kind: 'tag',
      title: 'old',
      related: [],
    };
    await house.rows('select audit_append($1)', [JSON.stringify([old])]);
    const head = await house.app.get(AuditHeads).sign();
    expect(await days()).toMatchObject({
      days: 1,
      last: { day: yesterday.slice(0, 10), seq: head?.record.seq, hash: head?.record.hash, keyId: head?.keyId },
      isOverdue: false,
      fault: null,
    });
    const lines = await house.call(audit.signedLines, {});
    expect(lines.headers.get('content-type')).toContain('application/x-ndjson');
    expect(lines.text).toBe(readFileSync(headsFile(dataDir), 'utf8'));
    // a replica without the folder of the worker tells what the log has
    writeFileSync(headsFile(dataDir), '');
    expect((await house.call(audit.signedLines, {})).text).toBe(lines.text);
    // one that was kept elsewhere and put back, of a row that is no longer the same
    writeFileSync(headsFile(dataDir), lines.text.replace(head?.record.hash ?? '', 'f'.repeat(64)));
    expect((await days()).fault).toMatchObject({ seq: head?.record.seq });
    const { body: checks } = await house.call(diagnostics.checks, {});
    expect(checks.find(({ id }) => id === 'audit.signed')).toMatchObject({ severity: 'critical' });
    writeFileSync(headsFile(dataDir), 'no head\n');
    expect((await days()).fault).toEqual({ seq: null, reason: expect.stringContaining('line 1') });
    writeFileSync(headsFile(dataDir), '');
    await house.rows('select audit_append($1)', [
      JSON.stringify([{ ...old, at: new Date(Date.now() - 2 * 86_400_000).toISOString() }]),
    ]);
    expect(await days()).toMatchObject({ isOverdue: true, fault: null });
  });

  it('is closed to callers without a key', async () => {
    for (const endpoint of [audit.list, audit.csv, audit.verify])
      expect((await house.call(endpoint, { key: '' })).status).toBe(401);
  });
});
