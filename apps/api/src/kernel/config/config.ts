import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { isNetwork } from '../remote/egress.js';

const port = z.coerce.number().int().min(0).max(65_535);
const blankIsAbsent = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema);

/** What comes with the program. */
const shippedConnectors = ['misp', 'mailman', 'mattermost'].map((name) => `@cerebrate/connector-${name}`).join(',');

const Environment = z.object({
  PORT: blankIsAbsent(port.default(3000)),
  HOST: blankIsAbsent(z.string().default('127.0.0.1')),
  BASE_URL: blankIsAbsent(z.url({ protocol: /^https?$/, error: 'must start with http:// or https://' }).optional()),
  DATA_DIR: blankIsAbsent(z.string().default('.data')),
  DATABASE_URL: blankIsAbsent(
    z.url({ protocol: /^postgres(ql)?$/, error: 'must look like postgres://user:password@host:5432/database' }),
  ),
  DATABASE_READ_URL: blankIsAbsent(
    z
      .url({ protocol: /^postgres(ql)?$/, error: 'must look like postgres://user:password@host:5432/database' })
      .optional(),
  ),
  SECRET_KEY: blankIsAbsent(z.string().min(32, 'must have at least 32 characters').optional()),
  FORMER_SECRET_KEYS: blankIsAbsent(z.string().default('')),
  ADMIN_USERNAME: blankIsAbsent(
    z.string().trim().toLowerCase().min(5, 'must have 5 to 50 characters').max(50).optional(),
  ),
  ADMIN_PASSWORD: blankIsAbsent(z.string().min(12, 'must have at least 12 characters').max(200).optional()),
  ADMIN_AUTHKEY: blankIsAbsent(
    z
      .string()
      .regex(/^[0-9a-f]{40}$/, 'must be 40 lower-case hexadecimal digits')
      .optional(),
  ),
  LOG_LEVEL: blankIsAbsent(z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info')),
  TRUSTED_PROXIES: blankIsAbsent(z.string().default('')),
  EGRESS_ALLOW: blankIsAbsent(
    z
      .string()
      .default('')
      .refine(
        (text) => listed(text).every(isNetwork),
        'must be addresses or networks such as 10.1.0.0/16, with commas',
      ),
  ),
  AUDIT_SYSLOG: blankIsAbsent(
    z.url({ protocol: /^(tls|tcp|udp)$/, error: 'must look like tls://log.example:6514' }).optional(),
  ),
  AUDIT_SYSLOG_CA: blankIsAbsent(
    z
      .string()
      .refine((file) => existsSync(file), 'must name a file that is there')
      .optional(),
  ),
  AUDIT_NDJSON: blankIsAbsent(z.string().optional()),
  OTEL_EXPORTER_OTLP_ENDPOINT: blankIsAbsent(
    z.url({ protocol: /^https?$/, error: 'must start with http:// or https://' }).optional(),
  ),
  WEB_DIR: blankIsAbsent(z.string().optional()),
  CONNECTORS: blankIsAbsent(z.string().default(shippedConnectors)),
  WORKS_JOBS: blankIsAbsent(z.enum(['true', 'false']).default('true')),
  CHECK_REPLIES: blankIsAbsent(z.enum(['true', 'false']).default('false')),
});

/** Everything the process was told by its environment; frozen after start. */
export interface Config {
  readonly port: number;
  readonly host: string;
  /** What peers call us, without a trailing slash. */
  readonly baseUrl: string;
  /** Whether the operator said so, rather than the program made it of host and port. */
  readonly isBaseUrlGiven: boolean;
  /** Whether peers and browsers reach us over https (decides cookie names and HSTS). */
  readonly isHttps: boolean;
  /** Absolute path of this instance's own files. */
  readonly dataDir: string;
  readonly databaseUrl: string;
  /** A replica of it, for lists and look-ups; absent where there is none. */
  readonly databaseReadUrl: string | undefined;
  /** Seals stored secrets and keys the hashes of auth keys; never logged. */
  readonly secretKey: string;
  /** Secret keys of before, newest first: what they sealed is still opened. */
  readonly formerSecretKeys: readonly string[];
  readonly admin: { readonly username?: string; readonly password?: string; readonly authKey?: string };
  readonly logLevel: string;
  /** Addresses or networks whose `X-Forwarded-*` headers are believed. */
  readonly trustedProxies: readonly string[];
  /** Private networks this node may connect to, which may then be asked over http, too. */
  readonly egressAllow: readonly string[];
  /** Receiver of the audit log by RFC 5424, and a file of lines for it (`-`: standard output). */
  readonly auditSyslog: string | undefined;
  /** A file with the authority, PEM, that signs the receiver's certificate. */
  readonly auditSyslogCa: string | undefined;
  readonly auditNdjson: string | undefined;
  /** Receiver of traces by OTLP over HTTP; absent: none are made. */
  readonly tracesEndpoint: string | undefined;
  /** Folder of the built SPA; absent in tests. */
  readonly webDir?: string;
  /** Packages whose connectors this node hosts; `none` in the environment is none. */
  readonly connectors: readonly string[];
  /** Whether this process runs jobs besides answering; a worker of its own runs them otherwise. */
  readonly worksJobs: boolean;
  /** Parse every reply by its contract and fail loudly: on in tests. */
  readonly checkReplies: boolean;
}

/** Nest's token for the Config. */
export const CONFIG = Symbol('config');

/** The environment was refused; `message` lists every fault, one a line. */
export class ConfigRefused extends Error {}

/**
 * Reads the environment. Throws `ConfigRefused` listing all faults at once. When `SECRET_KEY` is absent a random one is
 * generated into `DATA_DIR/secret.key` (mode 0600) and used from then on.
 */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const parsed = Environment.safeParse(environment);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new ConfigRefused(
      `The environment cannot be used:\n${faults.join('\n')}\nSee .env.example for every variable.`,
    );
  }
  const env = parsed.data;
  const dataDir = path.resolve(env.DATA_DIR);
  const baseUrl = (env.BASE_URL ?? `http://${env.HOST === '0.0.0.0' ? '127.0.0.1' : env.HOST}:${env.PORT}`).replace(
    /\/+$/,
    '',
  );
  return Object.freeze({
    port: env.PORT,
    host: env.HOST,
    baseUrl,
    isBaseUrlGiven: env.BASE_URL !== undefined,
    isHttps: baseUrl.startsWith('https://'),
    dataDir,
    databaseUrl: env.DATABASE_URL,
    databaseReadUrl: env.DATABASE_READ_URL,
    formerSecretKeys: listed(env.FORMER_SECRET_KEYS),
    secretKey: env.SECRET_KEY ?? storedSecretKey(dataDir),
    admin: { username: env.ADMIN_USERNAME, password: env.ADMIN_PASSWORD, authKey: env.ADMIN_AUTHKEY },
    logLevel: env.LOG_LEVEL,
    trustedProxies: listed(env.TRUSTED_PROXIES),
    egressAllow: listed(env.EGRESS_ALLOW),
    auditSyslog: env.AUDIT_SYSLOG,
    auditSyslogCa: env.AUDIT_SYSLOG_CA,
    auditNdjson: env.AUDIT_NDJSON,
    tracesEndpoint: env.OTEL_EXPORTER_OTLP_ENDPOINT,
    webDir: env.WEB_DIR,
    connectors: listed(env.CONNECTORS).filter((name) => name !== 'none'),
    worksJobs: env.WORKS_JOBS === 'true',
    checkReplies: env.CHECK_REPLIES === 'true',
  });
}

const listed = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');

function storedSecretKey(dataDir: string): string {
  const file = path.join(dataDir, 'secret.key');
  if (!existsSync(file)) {
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(file, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
    chmodSync(file, 0o600);
  }
  return readFileSync(file, 'utf8').trim();
}
