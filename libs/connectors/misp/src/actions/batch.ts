import * as z from 'zod';
import { action } from './shared.js';

/** A path below the address of the tool, never another machine. */
const RelativePath = z
  .string()
  .trim()
  .min(1, 'is needed')
  .max(2000)
  .transform((path) => (path.startsWith('/') ? path : `/${path}`))
  .refine(
    (path) => !path.startsWith('//') && !/[\s\\@#]/.test(path) && !path.split('/').includes('..'),
    'must be a path of MISP, such as /servers/getVersion',
  );

const Body = z
  .string()
  .max(1_000_000)
  .optional()
  .refine((text) => isJson(text), 'must be JSON')
  .meta({ title: 'Body', description: 'JSON, for POST.', long: true });

function isJson(text: string | undefined): boolean {
  if (text === undefined || text.trim() === '') return true;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const parsed = (text: string | undefined): unknown =>
  text === undefined || text.trim() === '' ? null : (JSON.parse(text) as unknown);

/** One call of MISP's API on many instances; the answer of each is shown as it came. */
export const apiCall = action({
  id: 'api-call',
  wireName: 'batchAPIAction',
  kind: 'batch',
  risk: 'administer',
  title: 'Execute API request',
  params: z.object({
    method: z.enum(['GET', 'POST']).default('GET').meta({ title: 'Method' }),
    url: RelativePath.meta({ title: 'Path' }),
    body: Body,
  }),
  plan: (_tool, { method, url, body }) =>
    `${method} ${url}${method === 'POST' && body?.trim() ? ` with ${body.trim().slice(0, 200)}` : ''}`,
  async run(tool, { method, url, body }) {
    const reply = method === 'GET' ? await tool.http.get(url) : await tool.http.send('POST', url, parsed(body));
    if (reply.status === 200) return { isDone: true, message: 'API query successful', answer: reply.json() };
    const verb = method === 'GET' ? 'GET from' : 'post to';
    const words = `Could not ${verb} the requested resource for \`${url}\`. Remote returned:\n${reply.text.replaceAll(tool.settings.authkey, '•••').slice(0, 2000)}`;
    return { isDone: false, message: words };
  },
});
