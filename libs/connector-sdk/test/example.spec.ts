import { expect, it } from 'vitest';
import { describeConnector, lendHost, lendTool } from './conformance.js';
import connector from './example.js';
import { startNotes } from './notes.js';

const token = 'a-token-of-the-notes';

describeConnector(connector, {
  at: (url) => ({ url, token }),
  params: { 'write-note': { title: 'A note' } },
  async start() {
    const { url, stop } = await startNotes(token);
    return { settings: { url, token }, stop };
  },
});

it('writes a note, which its table shows then', async () => {
  const { url, stop } = await startNotes(token);
  const tool = lendTool(connector, { url, token });
  const [table, form] = connector.actions;
  if (table?.kind !== 'table' || form?.kind !== 'form') throw new Error('the example changed');
  expect(await form.run(tool, { title: 'Buy milk' }, lendHost())).toEqual({
    isDone: true,
    message: '"Buy milk" is written.',
  });
  const page = { page: 1, limit: 50, q: '', sort: '', descending: false };
  expect(await table.run(tool, {}, page, lendHost())).toMatchObject({ total: 2, rows: [{}, { title: 'Buy milk' }] });
  expect(tool.changes).toEqual(['POST /notes']);
  await stop();
});
