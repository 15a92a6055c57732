import { mkdtempSync, readFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { tags } from '@cerebrate/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type House, startHouse } from '../../../test/house.js';
import type { ChangeEvent } from '../audit/change-event.js';
import { AuditForwarder } from './forwarder.js';
import { syslogLine } from './syslog.js';

const event: ChangeEvent = {
  type: 'user.login fail',
  timestamp: '2026-11-29T01:02:03.004Z',
  data: {
    seq: 7,
    kind: 'user',
    action: 'login_fail',
    id: 3,
    uuid: null,
    title: 'x',
    actor: { id: null, name: 'a"b]\\c\nd' },
    channel: 'browser',
    message: null,
    before: null,
    after: null,
  },
};

describe('the audit log, forwarded', () => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'forwarding-')), 'audit.ndjson');
  let server: net.Server;
  let got = '';
  let house: House;
  beforeAll(async () => {
    server = net.createServer((socket) => socket.on('data', (part) => (got += part.toString('utf8'))));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as net.AddressInfo;
    house = await startHouse({ AUDIT_SYSLOG: `tcp://127.0.0.1:${port}`, AUDIT_NDJSON: file });
  });
  afterAll(async () => {
    await house.stop();
    server.close();
  });

  it('is one message of RFC 5424 a change, whatever a name holds', () => {
    const line = syslogLine(event, 'nod e');
    expect(line).toMatch(
      /^<108>1 2026-11-29T01:02:03\.004Z nod_e cerebrate \d+ user\.login_fail \[cerebrate@32473 seq="7" kind="user" action="login_fail" id="3" actor="a\\"b\\\]\\\\c d" channel="browser"\] \uFEFF\{/,
    );
    expect(JSON.parse(line.slice(line.indexOf('\uFEFF') + 1))).toEqual(event);
  });

  it('reaches syslog with counted octets, and the file line by line, each change once and in order', async () => {
    const forwarder = house.app.get(AuditForwarder);
    for (const name of ['first:tag', 'second:tag'])
      expect((await house.call(tags.create, { body: { name, colour: '#112233' } })).status).toBe(201);
    await expect.poll(async () => (await forwarder.standing()).map(({ behind }) => behind)).toEqual([0, 0]);
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    const told = lines.map((line) => (JSON.parse(line) as ChangeEvent).data).filter(({ kind }) => kind === 'tag');
    expect(told.map(({ title }) => title)).toEqual(['first:tag', 'second:tag']);
    await expect.poll(() => unpacked(got).filter((line) => line.includes('kind="tag"')).length).toBe(2);
    expect(unpacked(got).map((line) => /seq="(\d+)"/.exec(line)?.[1])).toEqual(
      lines.map((line) => String((JSON.parse(line) as ChangeEvent).data.seq)),
    );
  });
});

/** Messages of a stream in which each says its length before. */
function unpacked(text: string): string[] {
  const found: string[] = [];
  for (let bytes = Buffer.from(text); bytes.length > 0; ) {
    const space = bytes.indexOf(' ');
    const end = space + 1 + Number(bytes.subarray(0, space));
    found.push(bytes.subarray(space + 1, end).toString('utf8'));
    bytes = bytes.subarray(end);
  }
  return found;
}
