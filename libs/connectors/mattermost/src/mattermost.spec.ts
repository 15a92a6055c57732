import type { Desired } from '@cerebrate/connector-sdk';
import { describeConnector, lendHost, lendTool } from '@cerebrate/connector-sdk/conformance';
import { describe, expect, it } from 'vitest';
import { idOf, startMattermost } from '../test/mattermost.js';
import connector from './index.js';

const channel = idOf('incidents');
const team = idOf('community');
const uuid = '11111111-1111-4111-8111-111111111111';
const person = (name: string, perm: string) => ({
  uuid,
  name,
  email: `${name}@x.example`,
  fields: { perm_mattermost: perm },
});
const desired: Desired = {
  uuid,
  name: 'Circle',
  members: [
    person('anna', '1'),
    person('bert', 'true'),
    person('forbidden', '0'),
    person('without-account', '1'),
    person('closed', '1'),
  ],
};

async function start() {
  const mattermost = await startMattermost();
  const root = mattermost.add('root');
  const bot = mattermost.add('bot', { is_bot: true, email: '' });
  const [bert, forbidden] = [mattermost.add('bert'), mattermost.add('forbidden')];
  mattermost.add('anna');
  mattermost.add('closed', { delete_at: 5 });
  const inside = new Set([root.id, bot.id, bert.id, forbidden.id]);
  mattermost.teams.set(team, { display_name: 'Community', members: new Set(inside) });
  mattermost.channels.set(channel, { team_id: team, name: 'incidents', display_name: 'Incidents', members: inside });
  return { mattermost, settings: { url: mattermost.url, token: mattermost.token }, stop: mattermost.stop };
}

describeConnector(connector, {
  at: (url) => ({ url, token: 'a-token-of-mattermost-tests' }),
  params: {
    members: { channel },
    'add-member': { channel, email: 'anna@x.example' },
    'remove-member': { channel, email: 'anna@x.example' },
    'create-channel': { team, name: 'new', title: 'New' },
  },
  start,
  mirrored: { target: channel, desired },
});

describe('a channel that follows a sharing group', () => {
  it('has exactly the people who may use Mattermost and have an account, besides bots and the token', async () => {
    const { mattermost, settings, stop } = await start();
    const tool = lendTool(connector, settings);
    const steps = (await connector.mirror?.plan(tool, channel, desired)) ?? [];
    expect(steps.map(({ kind, title }) => [kind, title])).toEqual([
      ['add', 'Add anna (anna)'],
      ['remove', 'Remove forbidden'],
    ]);
    for (const step of steps) await connector.mirror?.apply(tool, channel, step);
    expect([...(mattermost.channels.get(channel)?.members ?? [])].sort()).toEqual(
      ['anna', 'bert', 'bot', 'root'].map(idOf).sort(),
    );
    expect(mattermost.teams.get(team)?.members.has(idOf('anna'))).toBe(true);
    expect(tool.logged).toHaveLength(2);
    await stop();
  });
});

it('offers no channel to follow that Mattermost lets nobody leave', async () => {
  const { mattermost, settings, stop } = await start();
  const square = { team_id: team, name: 'town-square', display_name: 'Town Square', members: new Set<string>() };
  mattermost.channels.set(idOf('square'), square);
  expect(await connector.mirror?.targets(lendTool(connector, settings))).toEqual([
    { id: channel, title: 'Community / Incidents' },
  ]);
  await stop();
});

it('removes nobody when Mattermost does not show whose accounts they are', async () => {
  const { mattermost, settings, stop } = await start();
  mattermost.privacy.showsAddresses = false;
  const plan = connector.mirror?.plan(lendTool(connector, settings), channel, { ...desired, members: [] });
  await expect(plan).rejects.toThrow('does not show the addresses of accounts');
  await stop();
});

it('passes over addresses that no account can have, and takes one person twice for one', async () => {
  const { settings, stop } = await start();
  const twice = { ...person('anna', '1'), name: 'Anna again', email: 'ANNA@x.example' };
  const strange = { ...person('bert', '1'), name: 'Strange', email: '"a b"@x.example' };
  const members = [...desired.members, twice, strange];
  const steps = await connector.mirror?.plan(lendTool(connector, settings), channel, { ...desired, members });
  expect(steps?.map(({ title }) => title)).toEqual(['Add anna (anna)', 'Remove forbidden']);
  await stop();
});

it('adds somebody to a channel by address, and says when nobody has it', async () => {
  const { settings, stop } = await start();
  const tool = lendTool(connector, settings);
  const action = connector.actions.find(({ id }) => id === 'add-member');
  if (action?.kind !== 'form') throw new Error('add-member is no form');
  const act = (email: string) => action.run(tool, action.params.parse({ channel, email }), lendHost());
  expect(await act('anna@x.example')).toEqual({ isDone: true, message: 'anna is in Incidents.' });
  expect(await act('none@x.example')).toMatchObject({ isDone: false });
  await stop();
});
