import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { Call, Endpoint, Problem, ReplyOf, RoleFlag } from '@cerebrate/contract';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import pg from 'pg';
import { createApp } from '../src/app.js';
import { entities } from '../src/entities.js';
import { type Config, createLog, readConfig, Store } from '../src/kernel/index.js';
import { migrations } from '../src/migrations/index.js';
import { freshDatabase, useTemplate } from './database.js';

useTemplate(async (url) => {
  const store = new Store({ databaseUrl: url }, entities, migrations);
  await store.open();
  await store.close();
});

/** Secret of every test instance. */
export const testSecret = 'a secret for tests only, forty characters';

export interface Said<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
  readonly text: string;
}

/** A running program with its own database, and ways to ask it over real HTTP. */
export interface House {
  readonly url: string;
  readonly databaseUrl: string;
  readonly config: Config;
  readonly app: NestFastifyApplication;
  readonly store: Store;
  /** Calls an endpoint of the contract with an auth key (or none); never throws for a status. */
  call<E extends Endpoint>(
    endpoint: E,
    call?: Call<E> & { key?: string; ifMatch?: number },
  ): Promise<Said<ReplyOf<E> & Partial<Problem>>>;
  /** Any request. */
  ask(path: string, init?: RequestInit & { key?: string }): Promise<Said<unknown>>;
  /** Rows straight from the database, for what the API does not tell. */
  rows<R extends object = Record<string, unknown>>(text: string, values?: unknown[]): Promise<R[]>;
  stop(): Promise<void>;
}

/**
 * Starts the program on a fresh, migrated database on a free port. `environment` overrides the test's defaults. Without
 * `worksJobs` nothing runs beside what is asked, so that statements can be counted.
 */
export async function startHouse(environment: Record<string, string> = {}, worksJobs = true): Promise<House> {
  const database = await freshDatabase();
  const config = readConfig({
    PORT: '0',
    DATABASE_URL: database.url,
    SECRET_KEY: testSecret,
    CHECK_REPLIES: 'true',
    LOG_LEVEL: 'silent',
    EGRESS_ALLOW: '127.0.0.0/8,::1/128',
    ADMIN_USERNAME: 'admin-of-tests',
    ADMIN_PASSWORD: 'correct horse battery staple',
    ADMIN_AUTHKEY: adminKey,
    DATA_DIR: `${process.env['TMPDIR'] ?? '/tmp'}/cerebrate-spec-${randomUUID()}`,
    ...environment,
  });
  const app = await createApp(config, { log: createLog('silent'), worksJobs });
  await app.listen(config.port, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const pool = new pg.Pool({ connectionString: database.url, max: 2 });
  pool.on('error', () => undefined);
  return {
    url,
    databaseUrl: database.url,
    config,
    app,
    store: app.get(Store),
    call: (endpoint, call) => callEndpoint(url, endpoint, call),
    ask: (path, init) => ask(url + path, init),
    rows: async (text, values) => (await pool.query(text, values)).rows,
    stop: async () => {
      await app.close();
      await pool.end();
      await database.drop();
    },
  };
}

/** The auth key of the first administrator of every test house. */
export const adminKey = `${'a'.repeat(36)}0001`;

async function callEndpoint<E extends Endpoint>(
  url: string,
  endpoint: E,
  call: (Call<E> & { key?: string; ifMatch?: number }) | undefined,
): Promise<Said<ReplyOf<E> & Partial<Problem>>> {
  const params = (call?.params ?? {}) as Record<string, string | number>;
  const path = endpoint.path.replace(/:([a-zA-Z]+)/g, (_, key: string) =>
    encodeURIComponent(String(params[key] ?? '')),
  );
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries((call?.query ?? {}) as Record<string, string | string[]>))
    for (const one of Array.isArray(value) ? value : [value]) query.append(key, one);
  const said = await ask(`${url}${path}${query.size > 0 ? `?${query}` : ''}`, {
    method: endpoint.method,
    key: call && 'key' in call ? call.key : adminKey,
    headers: {
      ...(call?.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(call?.ifMatch === undefined ? {} : { 'if-match': `"${call.ifMatch}"` }),
    },
    ...(call?.body === undefined ? {} : { body: JSON.stringify(call.body) }),
  });
  return said as Said<ReplyOf<E> & Partial<Problem>>;
}

async function ask(url: string, init: RequestInit & { key?: string } = {}): Promise<Said<unknown>> {
  const { key, ...rest } = init;
  const response = await fetch(url, {
    redirect: 'manual',
    ...rest,
    headers: { ...(key ? { authorization: key } : {}), ...(rest.headers as Record<string, string> | undefined) },
  });
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '') && text !== '';
  return { status: response.status, headers: response.headers, text, body: isJson ? JSON.parse(text) : text };
}

/** The flag sets of the test world, one user each. */
export const roleKinds: Readonly<Record<string, readonly RoleFlag[]>> = {
  admin: [
    'perm_admin',
    'perm_community_admin',
    'perm_org_admin',
    'perm_group_admin',
    'perm_sync',
    'perm_meta_field_editor',
    'perm_view_all_orgs',
  ],
  instance: ['perm_admin'],
  community: ['perm_community_admin', 'perm_meta_field_editor', 'perm_view_all_orgs'],
  orgAdmin: ['perm_org_admin', 'perm_meta_field_editor'],
  groupAdmin: ['perm_group_admin'],
  sync: ['perm_sync'],
  editor: ['perm_meta_field_editor'],
  viewer: ['perm_view_all_orgs'],
  plain: [],
};
