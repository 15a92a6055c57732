import * as z from 'zod';
import { defineAction, defineConnector, RemoteFailed, sealed } from '../src/index.js';

const Settings = z.object({
  url: z.url().meta({ title: 'Address' }),
  token: sealed(z.string().min(1, 'is needed')).meta({ title: 'Token', sealed: true }),
});
type Settings = z.infer<typeof Settings>;

const notes = defineAction<Settings>()({
  id: 'notes',
  kind: 'table',
  risk: 'read',
  title: 'Notes',
  params: z.object({}),
  columns: [{ path: 'title', label: 'Title', type: 'text' }],
  async run(tool, _params, page) {
    const reply = await tool.http.get(`/notes?page=${page.page}`);
    if (reply.status !== 200) throw new RemoteFailed(tool.name, reply.status, 'did not list its notes');
    const rows = z.array(z.object({ title: z.string() })).parse(reply.json());
    return { rows, total: null };
  },
});

const write = defineAction<Settings>()({
  id: 'write-note',
  kind: 'form',
  risk: 'act',
  title: 'Write a note',
  params: z.object({ title: z.string().min(1, 'is needed') }),
  shows: 'notes',
  async run(tool, { title }) {
    const reply = await tool.http.send('POST', '/notes', { title });
    if (reply.status >= 300) throw new RemoteFailed(tool.name, reply.status, 'did not take the note');
    return { isDone: true, message: `"${title}" was written` };
  },
});

/** The smallest honest connector: a tool that keeps notes. */
export default defineConnector<Settings>({
  id: 'notes',
  title: 'Notes',
  description: 'A tool that keeps notes.',
  version: '1.0.0',
  sdk: '^1.0.0',
  settings: Settings,
  address: ({ url, token }) => ({ url, headers: { authorization: `Bearer ${token}` } }),
  async health(tool) {
    const { status } = await tool.http.get('/');
    return status === 200 ? { state: 'ok', message: 'OK' } : { state: 'error', message: `It answers ${status}` };
  },
  actions: [notes, write],
});
