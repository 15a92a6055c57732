import dgram from 'node:dgram';
import { mkdtempSync, readFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import tls from 'node:tls';
import { diagnostics, tags } from '@cerebrate/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestAuthority } from '../../../test/certificates.js';
import { type House, startHouse } from '../../../test/house.js';
import type { ChangeEvent } from '../audit/change-event.js';
import { AuditForwarder } from './forwarder.js';
import { syslogLine, syslogOutlet } from './syslog.js';

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
  const sockets = new Set<net.Socket>();
  beforeAll(async () => {
    server = net.createServer((socket) => {
      sockets.add(socket);
      socket.on('data', (part) => (got += part.toString('utf8')));
    });
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

  it('tells in the diagnostics of a receiver that takes nothing any more', async () => {
    const said = async () =>
      (await house.call(diagnostics.checks)).body.find(({ id }) => id.startsWith('forwarding.tcp'));
    expect(await said()).toMatchObject({ value: 'all of it', severity: null });
    server.close();
    for (const socket of sockets) socket.destroy();
    await house.rows(`select audit_append((select jsonb_agg(jsonb_build_object('at', now(), 'actor_name', 'x', 'channel', 'job',
      'action', 'add', 'kind', 'tag', 'title', n, 'related', '[]'::jsonb)) from generate_series(1, 1200) n))`);
    await house.app.get(AuditForwarder).look();
    expect(await said()).toMatchObject({
      value: expect.stringMatching(/^1\d{3} changes behind$/),
      severity: 'warning',
      remedy: expect.stringContaining('log of the worker'),
    });
  });

  it('reaches a receiver by TLS whose certificate holds, and no other', async () => {
    const authority = await TestAuthority.make('of the receiver');
    const { certificate: cert, key } = await authority.sign();
    let heard = '';
    const receiver = tls.createServer({ cert, key }, (socket) =>
      socket.on('data', (part) => (heard += part.toString())),
    );
    receiver.on('tlsClientError', () => undefined);
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    const address = `tls://127.0.0.1:${(receiver.address() as net.AddressInfo).port}`;
    const stranger = syslogOutlet(address);
    await expect(stranger.send([event])).rejects.toThrow(/certificate/);
    const outlet = syslogOutlet(address, authority.certificate);
    await outlet.send([event, event]);
    await expect.poll(() => unpacked(heard).length).toBe(2);
    expect(unpacked(heard)[1]).toBe(syslogLine(event));
    await Promise.all([outlet.close(), stranger.close()]);
    await new Promise((resolve) => receiver.close(resolve));
  });

  it('reaches a receiver by UDP, a change a datagram, long ones without what changed', async () => {
    const receiver = dgram.createSocket('udp4');
    const heard: string[] = [];
    receiver.on('message', (bytes) => heard.push(bytes.toString('utf8')));
    await new Promise<void>((resolve) => receiver.bind(0, '127.0.0.1', resolve));
    const outlet = syslogOutlet(`udp://127.0.0.1:${receiver.address().port}`);
    const long = { ...event, data: { ...event.data, after: { notes: 'long '.repeat(1000) } } };
    await outlet.send([event, long]);
    await expect.poll(() => heard.length).toBe(2);
    expect(heard[0]).toBe(syslogLine(event));
    expect(heard[1]).toBe(syslogLine(event));
    await outlet.close();
    await new Promise<void>((resolve) => receiver.close(() => resolve()));
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
