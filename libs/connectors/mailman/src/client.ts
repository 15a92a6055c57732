import { RemoteFailed, type Reply, type Tool } from '@cerebrate/connector-sdk';
import * as z from 'zod';
import type { MailmanSettings } from './settings.js';

const MailingList = z.looseObject({
  list_id: z.string(),
  fqdn_listname: z.string(),
  display_name: z.string().optional(),
  description: z.string().optional(),
  member_count: z.number().optional(),
});
export type MailingList = z.infer<typeof MailingList>;

const Member = z.looseObject({
  email: z.string(),
  display_name: z.string().nullable().optional(),
  role: z.string().optional(),
  delivery_mode: z.string().optional(),
});
export type Member = z.infer<typeof Member>;

/** Mailman leaves `entries` out when there are none. */
const pageOf = <T>(entry: z.ZodType<T>) =>
  z.object({ total_size: z.number(), entries: z.array(entry).optional().default([]) });
const Versions = z.object({ mailman_version: z.string() });

/** How many entries are asked for at once. */
const pageSize = 200;

/** The words of Mailman's error body, never the password. */
function wordsOf({ text }: Reply, { password }: MailmanSettings): string {
  const credential = password === '' ? [] : [password];
  const said = (() => {
    try {
      const { description, title, message } = JSON.parse(text) as Record<string, unknown>;
      return String(description ?? title ?? message ?? 'it did not say why');
    } catch {
      return 'the answer is no JSON';
    }
  })();
  return credential
    .reduce((left, secret) => left.replaceAll(secret, '•••'), said)
    .replace(/Basic [\w+/=]+/g, 'Basic •••')
    .slice(0, 300);
}

/** The calls of Mailman Core's REST API 3.1 this connector makes; the status is read before the body. */
export class MailmanClient {
  constructor(private readonly tool: Tool<MailmanSettings>) {}

  version = async () =>
    this.#read(Versions, 'GET /3.1/system/versions', await this.tool.http.get('/3.1/system/versions'));

  lists = () => this.#all(MailingList, '/3.1/lists');

  members = (listId: string) => this.#all(Member, `/3.1/lists/${encodeURIComponent(listId)}/roster/member`);

  /** Subscribes without asking anybody; already being a member is success. False when it was one. */
  async subscribe(listId: string, email: string, name: string): Promise<boolean> {
    const reply = await this.tool.http.send('POST', '/3.1/members', {
      list_id: listId,
      subscriber: email,
      display_name: name,
      // Mailman reads truth from texts alone
      pre_verified: 'true',
      pre_confirmed: 'true',
      pre_approved: 'true',
      send_welcome_message: 'false',
    });
    if (reply.status === 409 && /already subscribed/i.test(wordsOf(reply, this.tool.settings))) return false;
    this.#done('POST /3.1/members', reply);
    return true;
  }

  /** Not being a member is success. False when it was none. */
  async unsubscribe(listId: string, email: string): Promise<boolean> {
    const path = `/3.1/lists/${encodeURIComponent(listId)}/member/${encodeURIComponent(email)}`;
    // a list whose leaving is moderated would keep them until somebody approves
    const reply = await this.tool.http.send('DELETE', path, { pre_confirmed: 'true', pre_approved: 'true' });
    if (reply.status === 404) return false;
    this.#done(`DELETE ${path}`, reply);
    return true;
  }

  async createList(address: string): Promise<void> {
    this.#accepted('POST /3.1/lists', await this.tool.http.send('POST', '/3.1/lists', { fqdn_listname: address }));
  }

  async #all<T>(entry: z.ZodType<T>, path: string): Promise<T[]> {
    const found: T[] = [];
    for (let page = 1; ; page++) {
      const asked = `${path}?count=${pageSize}&page=${page}`;
      const { total_size, entries } = this.#read(pageOf(entry), `GET ${asked}`, await this.tool.http.get(asked));
      found.push(...entries);
      if (entries.length === 0 || found.length >= total_size) return found;
    }
  }

  /** Done, and not merely on its way: with 202 Mailman waits for somebody to confirm or approve. */
  #done(tried: string, reply: Reply): void {
    if (reply.status === 202)
      throw new RemoteFailed(this.tool.name, 202, `${tried}: it waits for somebody to confirm or approve it there`);
    this.#accepted(tried, reply);
  }

  #accepted(tried: string, reply: Reply): void {
    if (reply.status < 200 || reply.status > 299)
      throw new RemoteFailed(this.tool.name, reply.status, `${tried}: ${wordsOf(reply, this.tool.settings)}`);
  }

  #read<T>(schema: z.ZodType<T>, tried: string, reply: Reply): T {
    this.#accepted(tried, reply);
    const parsed = schema.safeParse(reply.json());
    if (parsed.success) return parsed.data;
    throw new RemoteFailed(this.tool.name, reply.status, `${tried}: its answer is not what Mailman sends`);
  }
}
