import { defineAction, defineConnector, type Health, type Tool } from '@cerebrate/connector-sdk';
import * as z from 'zod';
import { MailmanClient } from './client.js';
import { mirror } from './mirror.js';
import { MailmanSettings } from './settings.js';

const action = defineAction<MailmanSettings>();
const List = z
  .string()
  .trim()
  .min(1, 'is needed')
  .max(255)
  .meta({ title: 'List', description: 'Its id, such as all.lists.example.org.' });
const Email = z.email('must be an e-mail address').max(255).meta({ title: 'E-mail' });

const lists = action({
  id: 'lists',
  kind: 'table',
  risk: 'read',
  title: 'Lists',
  params: z.object({}),
  columns: [
    { path: 'address', label: 'Address', type: 'text' },
    { path: 'name', label: 'Name', type: 'text' },
    { path: 'description', label: 'Description', type: 'text' },
    { path: 'members', label: 'Members', type: 'number' },
  ],
  rowActions: [{ action: 'subscribe', params: { list: 'id' } }],
  tableActions: ['create-list'],
  async run(tool, _params, { page, limit, q }) {
    const all = (await new MailmanClient(tool).lists())
      .map((one) => ({
        id: one.list_id,
        address: one.fqdn_listname,
        name: one.display_name ?? '',
        description: one.description ?? '',
        members: one.member_count ?? null,
      }))
      .filter(({ address, name }) => `${address} ${name}`.toLowerCase().includes(q.toLowerCase()));
    return { rows: all.slice((page - 1) * limit, page * limit), total: all.length };
  },
});

const members = action({
  id: 'members',
  kind: 'table',
  risk: 'read',
  title: 'Members',
  params: z.object({ list: List }),
  columns: [
    { path: 'email', label: 'E-mail', type: 'text' },
    { path: 'name', label: 'Name', type: 'text' },
    { path: 'delivery', label: 'Delivery', type: 'text' },
  ],
  rowActions: [{ action: 'unsubscribe', params: { list: 'list', email: 'email' } }],
  async run(tool, { list }, { page, limit, q }) {
    const all = (await new MailmanClient(tool).members(list))
      .map((one) => ({ list, email: one.email, name: one.display_name ?? '', delivery: one.delivery_mode ?? '' }))
      .filter(({ email, name }) => `${email} ${name}`.toLowerCase().includes(q.toLowerCase()));
    return { rows: all.slice((page - 1) * limit, page * limit), total: all.length };
  },
});

const subscribe = action({
  id: 'subscribe',
  kind: 'form',
  risk: 'act',
  title: 'Subscribe',
  description: 'Makes somebody a member at once, without a question by mail.',
  params: z.object({ list: List, email: Email, name: z.string().trim().max(255).default('').meta({ title: 'Name' }) }),
  async run(tool, { list, email, name }) {
    const isNew = await new MailmanClient(tool).subscribe(list, email, name);
    return { isDone: true, message: isNew ? `${email} is on ${list} now.` : `${email} was on ${list} already.` };
  },
  shows: 'members',
});

const unsubscribe = action({
  id: 'unsubscribe',
  kind: 'form',
  risk: 'act',
  title: 'Unsubscribe',
  params: z.object({ list: List, email: Email }),
  async run(tool, { list, email }) {
    const wasThere = await new MailmanClient(tool).unsubscribe(list, email);
    return { isDone: true, message: wasThere ? `${email} is no longer on ${list}.` : `${email} was not on ${list}.` };
  },
  shows: 'members',
});

const createList = action({
  id: 'create-list',
  kind: 'form',
  risk: 'administer',
  title: 'Create list',
  params: z.object({ address: Email.meta({ title: 'Address', description: 'In a domain that Mailman serves.' }) }),
  async run(tool, { address }) {
    await new MailmanClient(tool).createList(address);
    return { isDone: true, message: `${address} is created.` };
  },
  shows: 'lists',
});

async function health(tool: Tool<MailmanSettings>): Promise<Health> {
  try {
    const { mailman_version } = await new MailmanClient(tool).version();
    return { state: 'ok', message: 'OK', version: /\d[\w.]*/.exec(mailman_version)?.[0] ?? mailman_version };
  } catch (error) {
    const { status } = error as { status?: number | null };
    if (status === 401) return { state: 'error', message: 'It refuses user and password.' };
    return { state: 'unknown', message: status ? `It answers ${status}.` : 'It does not answer.' };
  }
}

export default defineConnector<MailmanSettings>({
  id: 'mailman',
  title: 'Mailman 3',
  description: 'Lists and members of Mailman 3; its lists can follow the mailing lists of this node.',
  version: '1.0.0',
  sdk: '^1.0.0',
  settings: MailmanSettings,
  placeholders: { url: 'https://lists.example.org/rest', user: 'restadmin' },
  address: ({ url, user, password }) => ({
    url: url.replace(/\/+$/, ''),
    headers: { authorization: `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}` },
  }),
  health,
  actions: [lists, members, subscribe, unsubscribe, createList],
  mirror,
});
