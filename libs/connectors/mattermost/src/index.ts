import { defineAction, defineConnector, type Health, type Tool } from '@cerebrate/connector-sdk';
import * as z from 'zod';
import { MattermostClient } from './client.js';
import { mirror } from './mirror.js';
import { MattermostSettings } from './settings.js';

const action = defineAction<MattermostSettings>();
const Id = (title: string) =>
  z
    .string()
    .trim()
    .regex(/^[a-z0-9]{26}$/, 'must be an id of 26 letters and digits')
    .meta({ title });

const kinds = { O: 'public', P: 'private' } as const;
const kindOf = (type: string): string => kinds[type as keyof typeof kinds] ?? type;

const sliced = (rows: readonly Record<string, unknown>[], { page, limit }: { page: number; limit: number }) => ({
  rows: rows.slice((page - 1) * limit, page * limit),
  total: rows.length,
});
const holds = (q: string, ...texts: string[]): boolean => texts.join(' ').toLowerCase().includes(q.toLowerCase());

const teams = action({
  id: 'teams',
  kind: 'table',
  risk: 'read',
  title: 'Teams',
  params: z.object({}),
  columns: [
    { path: 'title', label: 'Team', type: 'text' },
    { path: 'name', label: 'Name', type: 'text' },
    { path: 'id', label: 'Id', type: 'text' },
  ],
  rowActions: [{ action: 'create-channel', params: { team: 'id' } }],
  async run(tool, _params, page) {
    const all = (await new MattermostClient(tool).teams()).map(({ id, name, display_name }) => ({
      id,
      name,
      title: display_name,
    }));
    return sliced(
      all.filter(({ name, title }) => holds(page.q, name, title)),
      page,
    );
  },
});

const channels = action({
  id: 'channels',
  kind: 'table',
  risk: 'read',
  title: 'Channels',
  params: z.object({}),
  columns: [
    { path: 'team', label: 'Team', type: 'text' },
    { path: 'title', label: 'Channel', type: 'text' },
    { path: 'kind', label: 'Kind', type: 'badge', tones: { public: 'info', private: 'neutral' } },
    { path: 'id', label: 'Id', type: 'text' },
  ],
  async run(tool, _params, page) {
    const all = (await new MattermostClient(tool).channels()).map((one) => ({
      id: one.id,
      team: one.team_display_name ?? '',
      title: one.display_name,
      kind: kindOf(one.type),
    }));
    return sliced(
      all.filter(({ team, title }) => holds(page.q, team, title)),
      page,
    );
  },
});

const members = action({
  id: 'members',
  kind: 'table',
  risk: 'read',
  title: 'Members',
  params: z.object({ channel: Id('Channel') }),
  columns: [
    { path: 'username', label: 'User name', type: 'text' },
    { path: 'email', label: 'E-mail', type: 'text' },
    { path: 'isBot', label: 'Bot', type: 'boolean' },
  ],
  rowActions: [
    { action: 'remove-member', params: { channel: 'channel', email: 'email' }, when: { path: 'isBot', is: [false] } },
  ],
  async run(tool, { channel }, page) {
    const all = (await new MattermostClient(tool).members(channel)).map(({ username, email, is_bot }) => ({
      ...{ channel, username, email, isBot: is_bot },
    }));
    return sliced(
      all.filter(({ username, email }) => holds(page.q, username, email)),
      page,
    );
  },
});

const Person = z.object({
  channel: Id('Channel'),
  email: z.email('must be an e-mail address').max(255).meta({ title: 'E-mail' }),
});

const moved = (id: 'add-member' | 'remove-member', title: string, isJoining: boolean) =>
  action({
    id,
    kind: 'form',
    risk: 'act',
    title,
    params: Person,
    async run(tool, { channel, email }) {
      const mattermost = new MattermostClient(tool);
      const user = await mattermost.userOf(email);
      if (!user) return { isDone: false, message: `Nobody at Mattermost has the address ${email}.` };
      const place = await mattermost.channel(channel);
      if (isJoining) await mattermost.join(place, user.id);
      else await mattermost.leave(place, user.id);
      return {
        isDone: true,
        message: `${user.username} is ${isJoining ? 'in' : 'no longer in'} ${place.display_name}.`,
      };
    },
    shows: 'members',
  });

const createChannel = action({
  id: 'create-channel',
  kind: 'form',
  risk: 'administer',
  title: 'Create private channel',
  params: z.object({
    team: Id('Team'),
    name: z
      .string()
      .trim()
      .regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, 'must be lower case letters, digits, dashes')
      .meta({ title: 'Name' }),
    title: z.string().trim().min(1, 'is needed').max(64).meta({ title: 'Title' }),
  }),
  async run(tool, { team, name, title }) {
    const { display_name } = await new MattermostClient(tool).createChannel(team, name, title);
    return { isDone: true, message: `${display_name} is created.` };
  },
  shows: 'channels',
});

async function health(tool: Tool<MattermostSettings>): Promise<Health> {
  try {
    const { version } = await new MattermostClient(tool).me();
    return { state: 'ok', message: 'OK', ...(version ? { version } : {}) };
  } catch (error) {
    const { status } = error as { status?: number | null };
    if (status === 401) return { state: 'error', message: 'It refuses the token.' };
    return { state: 'unknown', message: status ? `It answers ${status}.` : 'It does not answer.' };
  }
}

export default defineConnector<MattermostSettings>({
  id: 'mattermost',
  title: 'Mattermost',
  description:
    'Teams, channels and their members of Mattermost; its channels can follow the sharing groups of this node.',
  version: '1.0.0',
  sdk: '^1.0.0',
  settings: MattermostSettings,
  placeholders: { url: 'https://chat.example.org' },
  address: ({ url, token }) => ({ url: url.replace(/\/+$/, ''), headers: { authorization: `Bearer ${token}` } }),
  health,
  actions: [
    teams,
    channels,
    members,
    moved('add-member', 'Add to channel', true),
    moved('remove-member', 'Remove from channel', false),
    createChannel,
  ],
  mirror,
});
