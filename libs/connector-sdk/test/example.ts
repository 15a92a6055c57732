import * as z from 'zod';
import { defineAction, defineConnector, RemoteFailed, type Reply, sealed, type Tool } from '../src/index.js';

// 1. What an operator enters. The form is drawn from it; what is marked with `sealed` is encrypted and never shown.
const Settings = z.object({
  url: z.url().meta({ title: 'Address', description: 'Where the notes are kept.' }),
  token: sealed(z.string().min(1, 'is needed')).meta({ title: 'Token', sealed: true }),
});
type Settings = z.infer<typeof Settings>;

// 2. What the tool sends. Look at the status before the body, and read the body with a schema: a tool may answer anything.
const Notes = z.array(z.object({ title: z.string() }));

function read<T>(tool: Tool<Settings>, reply: Reply, schema: z.ZodType<T>): T {
  if (reply.status >= 300) throw new RemoteFailed(tool.name, reply.status, 'it refuses to show its notes');
  const parsed = schema.safeParse(reply.json());
  if (!parsed.success) throw new RemoteFailed(tool.name, reply.status, 'its answer holds no notes');
  return parsed.data;
}

// 3. What people can do. A table is drawn from its columns and may only `get`; a form is drawn from its parameters.
const notes = defineAction<Settings>()({
  id: 'notes',
  kind: 'table',
  risk: 'read',
  title: 'Notes',
  params: z.object({}),
  columns: [{ path: 'title', label: 'Title', type: 'text' }],
  tableActions: ['write-note'],
  async run(tool, _params, page) {
    const all = read(tool, await tool.http.get('/notes'), Notes);
    const rows = all.slice((page.page - 1) * page.limit, page.page * page.limit);
    return { rows, total: all.length };
  },
});

const write = defineAction<Settings>()({
  id: 'write-note',
  kind: 'form',
  risk: 'act',
  title: 'Write a note',
  params: z.object({ title: z.string().min(1, 'is needed').meta({ title: 'Title' }) }),
  shows: 'notes',
  async run(tool, { title }) {
    read(tool, await tool.http.send('POST', '/notes', { title }), z.object({ title: z.string() }));
    return { isDone: true, message: `"${title}" is written.` };
  },
});

/** The smallest honest connector: a tool that keeps notes. Copy it, put it into a package, name that in `CONNECTORS`. */
export default defineConnector<Settings>({
  id: 'notes',
  title: 'Notes',
  description: 'A tool that keeps notes.',
  version: '1.0.0',
  sdk: '^1.0.0',
  settings: Settings,
  placeholders: { url: 'https://notes.example.org' },
  address: ({ url, token }) => ({ url: url.replace(/\/$/, ''), headers: { authorization: `Bearer ${token}` } }),
  // 4. How it is. Health never fails: what cannot be found out is `unknown`.
  async health(tool) {
    try {
      const { status } = await tool.http.get('/notes');
      if (status === 401) return { state: 'error', message: 'It refuses the token.' };
      return status === 200 ? { state: 'ok', message: 'OK' } : { state: 'unknown', message: `It answers ${status}.` };
    } catch {
      return { state: 'unknown', message: 'It does not answer.' };
    }
  },
  actions: [notes, write],
});
