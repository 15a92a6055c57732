import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An account as the connector sees it. */
export interface Account {
  readonly id: string;
  readonly username: string;
  readonly email: string;
  readonly is_bot: boolean;
  readonly delete_at: number;
}

interface Memory {
  /** Whether the account of the token is shown addresses, as those are who administer the system. */
  readonly privacy: { showsAddresses: boolean };
  readonly users: Account[];
  readonly teams: Map<string, { readonly display_name: string; readonly members: Set<string> }>;
  readonly channels: Map<
    string,
    { readonly team_id: string; readonly name: string; readonly display_name: string; readonly members: Set<string> }
  >;
}

type Answer = readonly [status: number, body: unknown];
const fault = (status: number, message: string): Answer => [status, { id: 'api.error', message, status_code: status }];

/** An id as Mattermost makes them: 26 letters and digits. */
export const idOf = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .padEnd(26, '0')
    .slice(0, 26);

/**
 * Mattermost's REST API v4 as far as the connector asks it: teams, channels, members in pages, accounts by address. It
 * remembers; nobody gets into a channel who is not in its team.
 */
export async function startMattermost(token = 'a-token-of-mattermost-tests') {
  const memory: Memory = { privacy: { showsAddresses: true }, users: [], teams: new Map(), channels: new Map() };
  const server = createServer((request, response) => {
    void received(request).then((body) => {
      const isKnown = request.headers.authorization === `Bearer ${token}`;
      const [status, answer] = isKnown
        ? answerTo(memory, request, body)
        : fault(401, 'Invalid or expired session, please login again.');
      response.writeHead(status, { 'content-type': 'application/json', 'x-version-id': '9.11.1.9.11.1.abc.true' });
      response.end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    ...memory,
    token,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    add(username: string, more: Partial<Account> = {}): Account {
      const account = {
        id: idOf(username),
        username,
        email: `${username}@x.example`,
        is_bot: false,
        delete_at: 0,
        ...more,
      };
      memory.users.push(account);
      return account;
    },
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function received(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const text = Buffer.concat(parts).toString('utf8');
  return text === '' ? undefined : JSON.parse(text);
}

function page(url: URL, rows: readonly unknown[]): Answer {
  const size = Number(url.searchParams.get('per_page') ?? 60);
  const at = Number(url.searchParams.get('page') ?? 0) * size;
  return [200, rows.slice(at, at + size)];
}

/** The channels every member of a team is in. */
const defaults = ['town-square', 'off-topic'];

function answerTo(memory: Memory, request: IncomingMessage, body: unknown): Answer {
  const url = new URL(request.url ?? '/', 'http://mattermost');
  const [, , noun = '', id = '', part = '', member = ''] = url.pathname.slice(1).split('/').map(decodeURIComponent);
  const { method } = request;
  if (noun === 'users') return ofUsers(memory, id, part, body);
  if (noun === 'teams' && id === '')
    return page(
      url,
      [...memory.teams].map(([one, { display_name }]) => ({
        id: one,
        name: display_name.toLowerCase(),
        display_name,
        type: 'I',
      })),
    );
  if (noun === 'teams' && part === 'members') {
    memory.teams.get(id)?.members.add((body as { user_id: string }).user_id);
    return [201, body];
  }
  if (noun !== 'channels') return fault(404, 'Sorry, we could not find the page.');
  if (id === '' && method === 'POST')
    return made(memory, body as { team_id: string; name: string; display_name: string });
  if (id === '') {
    const withoutDefaults = url.searchParams.get('exclude_default_channels') === 'true';
    const rows = [...memory.channels.keys()].map((one) => shown(memory, one));
    return page(url, withoutDefaults ? rows.filter(({ name }) => !defaults.includes(name ?? '')) : rows);
  }
  const channel = memory.channels.get(id);
  if (!channel) return fault(404, 'Unable to find the existing channel.');
  if (part === '') return [200, shown(memory, id)];
  if (method === 'GET')
    return page(
      url,
      [...channel.members].map((user_id) => ({ channel_id: id, user_id })),
    );
  if (method === 'DELETE' && defaults.includes(channel.name))
    return fault(400, `Unable to remove user from the default channel ${channel.name}.`);
  if (method === 'DELETE')
    return channel.members.delete(member) ? [200, { status: 'OK' }] : fault(404, 'No channel member found.');
  const { user_id } = body as { user_id: string };
  if (!memory.teams.get(channel.team_id)?.members.has(user_id)) return fault(403, 'The user is no member of the team.');
  channel.members.add(user_id);
  return [201, { channel_id: id, user_id }];
}

/** An address as Mattermost keeps them: in small letters, with a dot in its domain or none, but nothing strange. */
const addressShape = /^[^\s@<>"(),:;]+@[^\s@<>"(),:;]+$/;

function ofUsers({ users, privacy }: Memory, id: string, part: string, body: unknown): Answer {
  if (id === 'me') return [200, users[0]];
  if (id === 'ids') {
    const found = users.filter((user) => (body as string[]).includes(user.id));
    return [200, privacy.showsAddresses ? found : found.map((user, at) => (at === 0 ? user : { ...user, email: '' }))];
  }
  if (id === 'email' && !privacy.showsAddresses) return fault(403, 'You do not have the appropriate permissions.');
  if (id === 'email' && !addressShape.test(part))
    return fault(400, 'Invalid or missing email parameter in request URL.');
  const found = id === 'email' ? users.find(({ email }) => email.toLowerCase() === part.toLowerCase()) : undefined;
  return found ? [200, found] : fault(404, 'Unable to find the user.');
}

function shown(memory: Memory, id: string) {
  const channel = memory.channels.get(id);
  const team = memory.teams.get(channel?.team_id ?? '');
  const { team_id, name, display_name } = channel ?? {};
  return { id, team_id, name, display_name, type: 'P', team_display_name: team?.display_name };
}

function made(
  memory: Memory,
  { team_id, name, display_name }: { team_id: string; name: string; display_name: string },
): Answer {
  const id = idOf(name);
  if (memory.channels.has(id)) return fault(400, 'A channel with that name already exists on the same team.');
  memory.channels.set(id, { team_id, name, display_name, members: new Set() });
  return [201, shown(memory, id)];
}
