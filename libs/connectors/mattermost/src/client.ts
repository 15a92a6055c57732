import { RemoteFailed, type Reply, type Tool } from '@cerebrate/connector-sdk';
import * as z from 'zod';
import type { MattermostSettings } from './settings.js';

const Team = z.looseObject({ id: z.string(), name: z.string(), display_name: z.string(), type: z.string().optional() });
const Channel = z.looseObject({
  id: z.string(),
  team_id: z.string(),
  name: z.string(),
  display_name: z.string(),
  type: z.string(),
  team_display_name: z.string().optional(),
});
const Membership = z.looseObject({ user_id: z.string() });
const User = z.looseObject({
  id: z.string(),
  username: z.string(),
  email: z.string().optional().default(''),
  is_bot: z.boolean().optional().default(false),
  delete_at: z.number().optional().default(0),
});
export type Channel = z.infer<typeof Channel>;
export type MattermostUser = z.infer<typeof User>;

/** Most rows Mattermost gives at once. */
const pageSize = 200;

function wordsOf({ text }: Reply, { token }: MattermostSettings): string {
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    return (typeof message === 'string' ? message : 'it did not say why').replaceAll(token, '•••').slice(0, 300);
  } catch {
    return 'the answer is no JSON';
  }
}

/** The calls of Mattermost's REST API v4 this connector makes; the status is read before the body. */
export class MattermostClient {
  constructor(private readonly tool: Tool<MattermostSettings>) {}

  me = async () => {
    const reply = await this.tool.http.get('/api/v4/users/me');
    const user = this.#read(User, 'GET /api/v4/users/me', reply);
    return { user, version: /^\d+\.\d+\.\d+/.exec(reply.headers['x-version-id'] ?? '')?.[0] };
  };

  teams = () => this.#all(Team, '/api/v4/teams');

  channels = () => this.#all(Channel, '/api/v4/channels');

  /** Those that members can be taken out of: all but the ones everybody of a team is in. */
  ownChannels = () => this.#all(Channel, '/api/v4/channels', 'exclude_default_channels=true&');

  channel = async (id: string) =>
    this.#read(
      Channel,
      `GET /api/v4/channels/${id}`,
      await this.tool.http.get(`/api/v4/channels/${encodeURIComponent(id)}`),
    );

  /** The accounts in a channel. Throws when their addresses are hidden: nobody could tell who they are. */
  async members(channelId: string): Promise<MattermostUser[]> {
    const memberships = await this.#all(Membership, `/api/v4/channels/${encodeURIComponent(channelId)}/members`);
    const ids = memberships.map(({ user_id }) => user_id);
    const users: MattermostUser[] = [];
    for (let at = 0; at < ids.length; at += pageSize) {
      const reply = await this.tool.http.ask('/api/v4/users/ids', ids.slice(at, at + pageSize));
      users.push(...this.#read(z.array(User), 'POST /api/v4/users/ids', reply));
    }
    // only bots have none
    if (users.some(({ email, is_bot }) => email === '' && !is_bot))
      throw new RemoteFailed(
        this.tool.name,
        200,
        'it does not show the addresses of accounts; the token must be of somebody who administers the system',
      );
    return users;
  }

  /** Undefined when nobody there has the address: 404, and 400 for one that Mattermost takes for none. */
  async userOf(email: string): Promise<MattermostUser | undefined> {
    const path = `/api/v4/users/email/${encodeURIComponent(email.toLowerCase())}`;
    const reply = await this.tool.http.get(path);
    return reply.status === 404 || reply.status === 400
      ? undefined
      : this.#read(User, 'GET /api/v4/users/email', reply);
  }

  /** Into the team, then into the channel; being there already is success. */
  async join({ id, team_id }: Channel, userId: string): Promise<void> {
    const body = { team_id, user_id: userId };
    this.#accepted(
      'POST /api/v4/teams/…/members',
      await this.tool.http.send('POST', `/api/v4/teams/${team_id}/members`, body),
    );
    const reply = await this.tool.http.send('POST', `/api/v4/channels/${id}/members`, { user_id: userId });
    this.#accepted('POST /api/v4/channels/…/members', reply);
  }

  /** Not being there is success. */
  async leave({ id }: Channel, userId: string): Promise<void> {
    const reply = await this.tool.http.send('DELETE', `/api/v4/channels/${id}/members/${encodeURIComponent(userId)}`);
    if (reply.status !== 404) this.#accepted('DELETE /api/v4/channels/…/members', reply);
  }

  createChannel = async (teamId: string, name: string, title: string) => {
    const body = { team_id: teamId, name, display_name: title, type: 'P' };
    return this.#read(Channel, 'POST /api/v4/channels', await this.tool.http.send('POST', '/api/v4/channels', body));
  };

  async #all<T>(entry: z.ZodType<T>, path: string, chosen = ''): Promise<T[]> {
    const found: T[] = [];
    for (let page = 0; ; page++) {
      const asked = `${path}?${chosen}page=${page}&per_page=${pageSize}`;
      const rows = this.#read(z.array(entry), `GET ${asked}`, await this.tool.http.get(asked));
      found.push(...rows);
      if (rows.length < pageSize) return found;
    }
  }

  #accepted(tried: string, reply: Reply): void {
    if (reply.status < 200 || reply.status > 299)
      throw new RemoteFailed(this.tool.name, reply.status, `${tried}: ${wordsOf(reply, this.tool.settings)}`);
  }

  #read<T>(schema: z.ZodType<T>, tried: string, reply: Reply): T {
    this.#accepted(tried, reply);
    const parsed = schema.safeParse(reply.json());
    if (parsed.success) return parsed.data;
    throw new RemoteFailed(this.tool.name, reply.status, `${tried}: its answer is not what Mattermost sends`);
  }
}
