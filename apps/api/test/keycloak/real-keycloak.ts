import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** A letter that Keycloak sent. */
export interface Letter {
  readonly to: string;
  readonly text: string;
}

/** A realm of its own in a real Keycloak, and its administrator's hands. */
export interface Realm {
  readonly url: string;
  readonly name: string;
  readonly issuer: string;
  readonly letters: readonly Letter[];
  /** Asks the admin API of the realm as the administrator. Throws for a status outside 2xx. */
  admin<T = unknown>(method: string, path: string, json?: unknown): Promise<T>;
  /** The id of our client. */
  clientUuid(): Promise<string>;
  /** Gives the service account of our client these roles of realm-management, and no others. */
  grant(...roles: string[]): Promise<void>;
  /** The account of exactly that name, whole. */
  account(username: string): Promise<Record<string, unknown> & { id: string; attributes?: Record<string, string[]> }>;
  stop(): Promise<void>;
}

export const clientId = 'cerebrate';
const url = (process.env['KEYCLOAK_URL'] ?? '').replace(/\/+$/, '');

/** Makes an empty realm that sends its letters to us. */
export async function makeRealm(): Promise<Realm> {
  const name = `cerebrate-${randomUUID().slice(0, 8)}`;
  const letters: Letter[] = [];
  const mail = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData(stream, session, done) {
      let text = '';
      stream.on('data', (part: Buffer) => (text += part.toString()));
      stream.on('end', () => {
        letters.push({ to: session.envelope.rcptTo.map(({ address }) => address).join(), text: readable(text) });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => mail.listen(0, '127.0.0.1', resolve));
  const { port } = (mail.server.address() ?? {}) as AddressInfo;
  await master('POST', '', {
    realm: name,
    enabled: true,
    sslRequired: 'none',
    smtpServer: { host: '127.0.0.1', port: String(port), from: 'keycloak@example.org' },
  });
  const admin = <T>(method: string, path: string, json?: unknown) => master<T>(method, `/${name}${path}`, json);
  const clientUuid = async () => {
    const [client] = await admin<{ id: string }[]>('GET', `/clients?clientId=${clientId}`);
    return client?.id ?? '';
  };
  return {
    url,
    name,
    issuer: `${url}/realms/${name}`,
    letters,
    admin,
    clientUuid,
    grant: async (...roles) => {
      const service = await admin<{ id: string }>('GET', `/clients/${await clientUuid()}/service-account-user`);
      const [management] = await admin<{ id: string }[]>('GET', '/clients?clientId=realm-management');
      const path = `/users/${service.id}/role-mappings/clients/${management?.id}`;
      const all = await admin<{ name: string }[]>('GET', `/clients/${management?.id}/roles`);
      await admin('DELETE', path, await admin('GET', path));
      await admin(
        'POST',
        path,
        all.filter((role) => roles.includes(role.name)),
      );
    },
    account: async (username) => {
      const query = `username=${encodeURIComponent(username)}&exact=true&briefRepresentation=false`;
      const [found] = await admin<{ id: string }[]>('GET', `/users?${query}`);
      if (!found) throw new Error(`Keycloak has no account ${username}`);
      return found;
    },
    stop: async () => {
      await admin('DELETE', '');
      await new Promise<void>((resolve) => mail.close(() => resolve()));
    },
  };
}

let kept: { token: string; until: number } | undefined;

async function master<T = unknown>(method: string, path: string, json?: unknown): Promise<T> {
  const response = await fetch(`${url}/admin/realms${path}`, {
    method,
    headers: {
      authorization: `Bearer ${await token()}`,
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(json === undefined ? {} : { body: JSON.stringify(json) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

async function token(): Promise<string> {
  if (kept && kept.until > Date.now()) return kept.token;
  if (url === '') throw new Error('KEYCLOAK_URL is not set: run npm run test:keycloak');
  const response = await fetch(`${url}/realms/master/protocol/openid-connect/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'password',
      client_id: 'admin-cli',
      username: process.env['KEYCLOAK_ADMIN'] ?? 'admin',
      password: process.env['KEYCLOAK_ADMIN_PASSWORD'] ?? 'admin',
    }),
  });
  const said = (await response.json()) as { access_token: string; expires_in: number };
  if (!response.ok) throw new Error(`Keycloak's administrator is not let in: ${JSON.stringify(said)}`);
  kept = { token: said.access_token, until: Date.now() + (said.expires_in - 20) * 1000 };
  return kept.token;
}

/** Undoes the encoding of mail (quoted-printable). */
const readable = (text: string): string =>
  text
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_all, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
