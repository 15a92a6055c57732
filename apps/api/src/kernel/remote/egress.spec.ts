import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fetch } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type House, startHouse } from '../../../test/house.js';
import { RemoteFailed } from '../errors.js';
import { agentFor } from './agents.js';
import { Egress, EgressRefused, isNetwork, plainAddress } from './egress.js';
import { Remote } from './remote.js';

describe('where this node may connect', () => {
  const closed = new Egress([]);
  const open = new Egress(['127.0.0.0/8', '::1', '10.1.0.0/16']);

  it('is the internet over https, and nothing private', () => {
    expect(closed.refusal('8.8.8.8', false)).toBeNull();
    expect(closed.refusal('8.8.8.8', true)).toContain('https only');
    for (const address of ['127.0.0.1', '10.1.2.3', '172.31.0.1', '192.168.1.1', '100.64.1.1', '::1', 'fd12::1'])
      expect(closed.refusal(address, false), address).toContain('EGRESS_ALLOW');
  });

  it('is what the operator lists, over http, too', () => {
    for (const address of ['127.0.0.1', '10.1.2.3', '::1']) expect(open.refusal(address, true), address).toBeNull();
    expect(open.refusal('10.2.0.1', false)).toContain('EGRESS_ALLOW');
  });

  it('is never the metadata of a cloud or a link-local address, however it is written or listed', () => {
    const wide = new Egress(['0.0.0.0/0', '::/0']);
    for (const address of [
      '169.254.169.254',
      '::ffff:169.254.169.254',
      '::ffff:a9fe:a9fe',
      '64:ff9b::a9fe:a9fe',
      '2002:a9fe:a9fe::1',
      '[fe80::1%eth0]',
      'fd00:ec2::254',
      '0.0.0.0',
      '::',
      '224.0.0.1',
      '255.255.255.255',
    ])
      expect(wide.refusal(address, false), address).toContain('never asked');
  });

  it('sees the address of IPv4 inside one of IPv6', () => {
    expect(plainAddress('::ffff:127.0.0.1')).toBe('127.0.0.1');
    expect(plainAddress('::ffff:7f00:1')).toBe('127.0.0.1');
    expect(plainAddress('::127.0.0.1')).toBe('127.0.0.1');
    expect(plainAddress('2606:4700::1111')).toBe('2606:4700::1111');
    expect(closed.refusal('::ffff:10.0.0.1', false)).toContain('EGRESS_ALLOW');
  });

  it('is judged by what a name resolves to, and connects to just that address', async () => {
    await expect(closed.addressOf('localhost', false)).rejects.toBeInstanceOf(EgressRefused);
    expect(['127.0.0.1', '::1']).toContain(await open.addressOf('localhost', true));
    await expect(closed.addressOf('[::1]', false)).rejects.toBeInstanceOf(EgressRefused);
  });

  it('is an address that was judged, whatever the name leads to a moment later', async () => {
    const server = createServer((_request, response) => response.end('{}'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const answers = [['127.0.0.1'], ['169.254.169.254'], ['127.0.0.1', '10.9.9.9']];
    let asked = 0;
    const names = ((_name: string, _options: object, done: (error: null, found: object[]) => void) =>
      done(
        null,
        (answers[asked++] ?? []).map((address) => ({ address, family: 4 })),
      )) as never;
    const agent = (egress: Egress) => agentFor({ proxy: '', token: '', rejectUnauthorized: true, tls: {} }, egress);
    const egress = new Egress(['127.0.0.0/8'], names);
    const get = () => fetch(`http://rebound.example:${port}/`, { dispatcher: agent(egress) });
    expect((await get()).status).toBe(200);
    // resolved once for a connection: the second answer is judged by the next one, and refused
    expect(asked).toBe(1);
    for (const told of ['never asked', 'EGRESS_ALLOW'])
      await expect(get()).rejects.toMatchObject({ cause: { message: expect.stringContaining(told) } });
    expect(asked).toBe(3);
    server.closeAllConnections();
    server.close();
  });

  it('is listed as addresses and networks, and nothing else', () => {
    for (const text of ['10.0.0.0/8', '127.0.0.1', '::1/128']) expect(isNetwork(text), text).toBe(true);
    for (const text of ['10.0.0.0/33', 'localhost', '10.0.0/8', '10.0.0.0/8/8', ''])
      expect(isNetwork(text)).toBe(false);
  });
});

describe('every connection', () => {
  let house: House;
  let server: Server;
  let port: number;
  let asked = 0;
  beforeAll(async () => {
    // nothing is listed here: as an instance that nobody told of private networks
    house = await startHouse({ EGRESS_ALLOW: '192.0.2.0/24' }, false);
    server = createServer((_request, response) => {
      asked++;
      response.end('{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  });
  afterAll(async () => {
    server.close();
    await house.stop();
  });

  it('passes the guard: by address, by name, by library, by pinned certificate, and for SMTP', async () => {
    const remote = house.app.get(Remote);
    const acts: (() => Promise<unknown>)[] = [
      () => remote.ask({ name: 'Peer' }, { url: `http://127.0.0.1:${port}/` }),
      () => remote.ask({ name: 'Peer' }, { url: `http://localhost:${port}/` }),
      () => remote.ask({ name: 'Peer' }, { url: `http://[::ffff:127.0.0.1]:${port}/` }),
      () => remote.ask({ name: 'Peer' }, { url: `http://2130706433:${port}/` }),
      () => remote.ask({ name: 'Peer' }, { url: 'http://169.254.169.254/latest/meta-data/' }),
      () => remote.ask({ name: 'Peer', tls: { pinned: 'a'.repeat(64) } }, { url: `https://127.0.0.1:${port}/` }),
      () => remote.fetchFor({ name: 'Peer' })(`http://127.0.0.1:${port}/`),
      () => remote.addressOf({ name: 'Peer' }, '127.0.0.1'),
    ];
    for (const act of acts) {
      const error: unknown = await act().then(
        () => 'it connected',
        (one: unknown) => one,
      );
      expect(error).toBeInstanceOf(RemoteFailed);
      expect((error as RemoteFailed).code).toBe('EGRESS_REFUSED');
    }
    expect(asked).toBe(0);
  });
});
