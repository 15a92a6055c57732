import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Kept {
  readonly list_id: string;
  readonly fqdn_listname: string;
  readonly members: Map<string, string>;
  /** Its administrators approve whoever comes. */
  isModerated?: boolean;
}

type Answer = readonly [status: number, body?: unknown];

const fault = (status: number, title: string, description: string): Answer => [
  status,
  { title: `${status} ${title}`, description },
];

/**
 * Mailman Core's REST API 3.1 as far as the connector asks it: lists, rosters in pages, subscribing, unsubscribing. It
 * remembers, answers errors in Mailman's forms, and wants the administrator's name and password.
 */
export async function startMailman({ user = 'restadmin', password = 'restpass-of-a-test' } = {}) {
  const lists = new Map<string, Kept>();
  const calls: string[] = [];
  const create = (address: string): Kept => {
    const made = { list_id: address.replace('@', '.'), fqdn_listname: address, members: new Map<string, string>() };
    lists.set(made.list_id, made);
    return made;
  };
  const server = createServer((request, response) => {
    void received(request).then((body) => {
      calls.push(`${request.method} ${request.url}`);
      const isKnown =
        request.headers.authorization === `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
      const [status, answer] = isKnown
        ? answerTo(lists, create, request, body)
        : fault(401, 'Unauthorized', 'REST API authorization failed');
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(answer === undefined ? '' : JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ user, password, lists, calls, create },
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function received(request: IncomingMessage): Promise<Record<string, unknown>> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const text = Buffer.concat(parts).toString('utf8');
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
}

/** A page; `entries` is left out when there are none. */
function page(url: URL, entries: readonly unknown[]): Answer {
  const count = Number(url.searchParams.get('count') ?? entries.length);
  const start = (Number(url.searchParams.get('page') ?? 1) - 1) * count;
  const shown = entries.slice(start, start + count);
  return [
    200,
    { start, total_size: entries.length, http_etag: '"1"', ...(shown.length > 0 ? { entries: shown } : {}) },
  ];
}

function answerTo(
  lists: Map<string, Kept>,
  create: (address: string) => Kept,
  request: IncomingMessage,
  body: Record<string, unknown>,
): Answer {
  const url = new URL(request.url ?? '/', 'http://mailman');
  const [version, noun, id = '', part = '', name = ''] = url.pathname.slice(1).split('/').map(decodeURIComponent);
  const route = `${request.method} ${noun}${id ? '/id' : ''}${part ? `/${part}` : ''}`;
  if (version !== '3.1') return fault(404, 'Not Found', '');
  if (url.pathname === '/3.1/system/versions')
    return [200, { mailman_version: 'GNU Mailman 3.3.9 (Tom Sawyer)', python_version: '3.11.2', api_version: '3.1' }];
  if (route === 'GET lists') return page(url, [...lists.values()].map(listed));
  if (route === 'POST lists') {
    if (lists.has(String(body['fqdn_listname']).replace('@', '.')))
      return fault(400, 'Bad Request', 'Mailing list exists');
    create(String(body['fqdn_listname']));
    return [201];
  }
  if (route === 'POST members') return subscribed(lists.get(String(body['list_id'])), body);
  const list = lists.get(id);
  if (!list) return fault(404, 'Not Found', '');
  // as Mailman 3.3.8: it reads content where a type of content is told
  if (route === 'GET lists/id/roster' && request.headers['content-type'] !== undefined)
    return fault(400, 'Bad Request', 'Could not parse an empty JSON body');
  if (route === 'GET lists/id/roster')
    return page(
      url,
      [...list.members].map(([email, display_name]) => ({
        email,
        display_name,
        role: 'member',
        delivery_mode: 'regular',
      })),
    );
  if (route === 'DELETE lists/id/member')
    return list.members.delete(name.toLowerCase()) ? [204] : fault(404, 'Not Found', '');
  return fault(404, 'Not Found', '');
}

const listed = ({ list_id, fqdn_listname, members }: Kept) => ({
  ...{ list_id, fqdn_listname, member_count: members.size, display_name: fqdn_listname.split('@')[0], description: '' },
});

function subscribed(list: Kept | undefined, body: Record<string, unknown>): Answer {
  const email = String(body['subscriber'] ?? '').toLowerCase();
  if (!list) return fault(400, 'Bad Request', 'No such list');
  if (!email.includes('@')) return fault(400, 'Bad Request', 'Cannot convert parameters: subscriber');
  // It reads truth from texts: anything else is an error of its own.
  const flags = ['pre_verified', 'pre_confirmed', 'pre_approved', 'send_welcome_message'].map((name) => body[name]);
  if (flags.some((flag) => flag !== undefined && typeof flag !== 'string'))
    return fault(500, 'Internal Server Error', '');
  if (list.members.has(email)) return fault(409, 'Conflict', 'Member already subscribed');
  // Without all three Mailman asks by mail first.
  if (list.isModerated || flags.slice(0, 3).some((flag) => flag !== 'true')) return [202, { token: 'abc' }];
  list.members.set(email, String(body['display_name'] ?? ''));
  return [201];
}
