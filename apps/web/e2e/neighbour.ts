import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { MispStandIn } from '../../../libs/connectors/misp/test/stand-in/index.js';
import type { Desk, House } from './house.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/** A port nobody listens on at this moment. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A second instance, in a process and with data of its own. */
export interface Neighbour extends House {
  stop(): Promise<void>;
}

/** Starts a second instance as `npm start` does and waits until it answers. Throws with its words when it does not. */
export async function startNeighbour(): Promise<Neighbour> {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'cerebrate-neighbour-'));
  const port = await freePort();
  const at = {
    url: `http://localhost:${port}`,
    username: 'neighbour',
    password: randomBytes(12).toString('base64url'),
  };
  const child = spawn(process.execPath, ['scripts/start.mjs'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...process.env,
      PORT: String(port),
      HOST: '127.0.0.1',
      BASE_URL: at.url,
      DATA_DIR: dataDir,
      DATABASE_URL: '',
      ADMIN_USERNAME: at.username,
      ADMIN_PASSWORD: at.password,
      LOG_LEVEL: 'error',
    },
  });
  let words = '';
  child.stderr.on('data', (part: Buffer) => {
    words += part.toString();
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
    fs.rmSync(dataDir, { recursive: true, force: true });
  };
  for (let look = 0; look < 1200 && child.exitCode === null; look++) {
    const answer = await fetch(`${at.url}/api/v1/session`).catch(() => undefined);
    if (answer?.ok) return { ...at, stop };
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  await stop();
  throw new Error(`the second instance did not start: ${words}`);
}

/** A MISP that an instance has as a tool and shows to others. */
export async function ownMisp(desk: Desk, name: string): Promise<MispStandIn> {
  const misp = await new MispStandIn({ organisation: `Home of ${name}` }).start();
  await desk.ask('POST', '/tools', {
    name,
    connector: 'misp',
    exposed: true,
    description: `The MISP called ${name}`,
    settings: { url: misp.url, authkey: misp.key },
  });
  return misp;
}

/** An account by which `guest` may speak to the instance of this desk; returns its key. */
export async function admit(desk: Desk, guest: string): Promise<string> {
  const organisation = await desk.ask<{ id: number }>('POST', '/organisations', { name: `Circle of ${guest}` });
  const roles = await desk.ask<{ items: { id: number; name: string }[] }>('GET', '/roles');
  const word = guest.toLowerCase().replaceAll(' ', '-');
  const user = await desk.ask<{ id: number }>('POST', '/users', {
    username: `sync-of-${word}`,
    organisationId: organisation.id,
    individual: { email: `sync@${word}.example`, firstName: 'Sync', lastName: `of ${guest}` },
    roleId: roles.items.find(({ name }) => name === 'Sync')?.id,
  });
  const { key } = await desk.ask<{ key: string }>('POST', '/auth-keys', { userId: user.id });
  return key;
}

/** Registers another instance at this desk, run by the circle that `admit` made for it. */
export async function introduce(desk: Desk, name: string, url: string, authKey: string): Promise<void> {
  const { items } = await desk.ask<{ items: { id: number }[] }>(
    'GET',
    `/organisations?name=Circle+of+${encodeURIComponent(name)}`,
  );
  await desk.ask('POST', '/broods', { name, url, ownerId: items[0]?.id, authKey });
}
