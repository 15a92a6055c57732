import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from './connected-nodes.js';
import { type FreshDatabase, freshDatabase } from './database.js';
import { adminKey, testSecret } from './house.js';

const dist = path.join(import.meta.dirname, '../dist');
const rows = 300;

/** Two replicas of the API and a worker, as built, on one database: `npm run chaos` does this for longer. */
describe('the node as several processes', () => {
  let database: FreshDatabase;
  let client: pg.Client;
  const dataDir = mkdtempSync(path.join(tmpdir(), 'processes-'));
  const replicas: { child: ChildProcess; url: string }[] = [];
  const started: ChildProcess[] = [];
  let worker: ChildProcess;

  async function start(program: 'main' | 'worker', port: number): Promise<ChildProcess> {
    const child = spawn(process.execPath, [path.join(dist, `${program}.js`)], {
      env: {
        PATH: process.env['PATH'],
        PORT: String(port),
        DATA_DIR: dataDir,
        DATABASE_URL: database.url,
        SECRET_KEY: testSecret,
        ADMIN_USERNAME: 'admin-of-tests',
        ADMIN_PASSWORD: 'correct horse battery staple',
        ADMIN_AUTHKEY: adminKey,
        LOG_LEVEL: 'silent',
        WORKS_JOBS: 'false',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    started.push(child);
    await new Promise<void>((resolve, reject) => {
      child.stdout?.on('data', (text: Buffer) => /is ready|works on its jobs/.test(String(text)) && resolve());
      child.once('exit', (code) => reject(new Error(`${program} ended with ${code} before it was ready`)));
    });
    return child;
  }

  beforeAll(async () => {
    database = await freshDatabase();
    client = new pg.Client({ connectionString: database.url });
    await client.connect();
    // all at once: the steps of the schema run once, there is one first administrator
    const ports = [await freePort(), await freePort()];
    const children = await Promise.all([...ports.map((port) => start('main', port)), start('worker', 0)]);
    for (const [at, port] of ports.entries())
      replicas.push({ child: children[at] as ChildProcess, url: `http://127.0.0.1:${port}` });
    worker = children[2] as ChildProcess;
  }, 240_000);
  afterAll(async () => {
    for (const child of started) child.kill('SIGKILL');
    await client.end();
    await database.drop();
  });

  /** As a proxy does: the next replica is asked when one is gone. What changes something may then have been done already. */
  async function ask(
    at: number,
    method: string,
    place: string,
    body?: string | FormData,
  ): Promise<{ status: number; body: { id: number; state: string } }> {
    for (let tries = 0; tries < 50; tries++) {
      const headers = {
        authorization: adminKey,
        ...(typeof body === 'string' ? { 'content-type': 'application/json' } : {}),
      };
      const url = replicas[(at + tries) % replicas.length]?.url;
      const said = await fetch(`${url}/api/v1/${place}`, { method, headers, ...(body ? { body } : {}) }).catch(
        () => null,
      );
      if (said) return { status: said.status, body: (await said.json().catch(() => ({}))) as never };
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`${method} ${place} was never answered`);
  }

  it('loses no answered write and no job when a replica and the worker are killed under load', async () => {
    const form = new FormData();
    const lines = Array.from({ length: rows }, (_, row) => `Import ${row},DE`);
    form.set('file', new Blob([`name,nationality\n${lines.join('\n')}\n`], { type: 'text/csv' }), 'rows.csv');
    const { body: made } = await ask(0, 'POST', 'imports/upload', form);
    expect((await ask(1, 'POST', `imports/${made.id}/run`)).status).toBeLessThan(300);
    const answered: string[] = [];
    const write = async (lane: number): Promise<void> => {
      for (let at = 0; at < 25; at++) {
        const name = `Write ${lane}-${at}`;
        const { status } = await ask(
          lane,
          'POST',
          'organisations',
          JSON.stringify({ name, uuid: crypto.randomUUID() }),
        );
        if (status === 201 || status === 409) answered.push(name);
      }
    };
    const load = Promise.all([write(0), write(1)]);
    await expect.poll(() => answered.length, { timeout: 60_000 }).toBeGreaterThan(9);
    replicas[0]?.child.kill('SIGKILL');
    worker.kill('SIGKILL');
    await once(worker, 'exit');
    worker = await start('worker', 0);
    // the lease would run on: whoever starts knows that its holder is dead
    await client.query("update imports set lease_until = now() + interval '1 hour' where state = 'running'");
    await load;
    expect(answered).toHaveLength(50);
    await expect
      .poll(async () => (await ask(1, 'GET', `imports/${made.id}`)).body.state, { timeout: 120_000, interval: 500 })
      .toBe('done');
    const count = async (query: string) => (await client.query<{ n: number }>(query, [])).rows[0]?.n;
    expect(await count("select count(distinct name)::int as n from organisations where name like 'Write %'")).toBe(50);
    expect(await count("select count(*)::int as n from organisations where name like 'Import %'")).toBe(rows);
    expect(await count("select count(*)::int as n from pgboss.job where state = 'failed'")).toBe(0);
    expect(await count('select count(*)::int as n from users')).toBe(1);
  }, 240_000);
});
