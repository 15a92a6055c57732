import type { Desired } from '@cerebrate/connector-sdk';
import { describeConnector, lendHost, lendTool } from '@cerebrate/connector-sdk/conformance';
import { describe, expect, it } from 'vitest';
import { startMailman } from '../test/mailman.js';
import connector from './index.js';

const person = (name: string, email: string | null) => ({
  uuid: '11111111-1111-4111-8111-111111111111',
  name,
  email,
  fields: {},
});
const desired: Desired = {
  uuid: '22222222-2222-4222-8222-222222222222',
  name: 'Incident responders',
  members: [person('Anna', 'Anna@one.example'), person('Bert', 'bert@two.example'), person('Nobody', null)],
};
const list = 'all.lists.example.org';

async function start() {
  const mailman = await startMailman();
  mailman.create('all@lists.example.org').members.set('gone@old.example', 'Gone');
  const { url, user, password } = mailman;
  return { mailman, settings: { url, user, password }, stop: mailman.stop };
}

describeConnector(connector, {
  at: (url) => ({ url, user: 'restadmin', password: 'restpass-of-a-test' }),
  params: {
    members: { list },
    subscribe: { list, email: 'anna@one.example' },
    unsubscribe: { list, email: 'anna@one.example' },
    'create-list': { address: 'new@lists.example.org' },
  },
  start,
  mirrored: { target: list, desired },
});

describe('a list of Mailman that follows one of ours', () => {
  it('shows the difference first, then has exactly the members with an address', async () => {
    const { mailman, settings, stop } = await start();
    const tool = lendTool(connector, settings);
    const steps = (await connector.mirror?.plan(tool, list, desired)) ?? [];
    expect(steps.map(({ kind, title }) => [kind, title])).toEqual([
      ['add', 'Subscribe Anna <Anna@one.example>'],
      ['add', 'Subscribe Bert <bert@two.example>'],
      ['remove', 'Unsubscribe gone@old.example'],
    ]);
    for (const step of steps) await connector.mirror?.apply(tool, list, step);
    expect([...(mailman.lists.get(list)?.members.keys() ?? [])]).toEqual(['anna@one.example', 'bert@two.example']);
    await stop();
  });

  it('is read page by page', async () => {
    const { mailman, settings, stop } = await start();
    for (let at = 0; at < 450; at++) mailman.lists.get(list)?.members.set(`p${at}@x.example`, '');
    expect(await connector.mirror?.plan(lendTool(connector, settings), list, { ...desired, members: [] })).toHaveLength(
      451,
    );
    expect(mailman.calls.filter((call) => call.includes('/roster/'))).toHaveLength(3);
    await stop();
  });
});

it('subscribes somebody at once, and says when they were there already', async () => {
  const { settings, stop } = await start();
  const tool = lendTool(connector, settings);
  const action = connector.actions.find(({ id }) => id === 'subscribe');
  if (action?.kind !== 'form') throw new Error('subscribe is no form');
  const params = action.params.parse({ list, email: 'anna@one.example' });
  expect((await action.run(tool, params, lendHost())).message).toBe(`anna@one.example is on ${list} now.`);
  expect((await action.run(tool, params, lendHost())).message).toBe(`anna@one.example was on ${list} already.`);
  await stop();
});

it('does not call somebody a member who still waits for approval', async () => {
  const { mailman, settings, stop } = await start();
  Object.assign(mailman.lists.get(list) ?? {}, { isModerated: true });
  const step = { kind: 'add', title: 'Subscribe', subject: { email: 'new@one.example', name: 'New' } } as const;
  await expect(connector.mirror?.apply(lendTool(connector, settings), list, step)).rejects.toThrow(
    /waits for somebody/,
  );
  await stop();
});
