import type { Desired } from '@cerebrate/connector-sdk';
import { lendHost, lendTool } from '@cerebrate/connector-sdk/conformance';
import { describe, expect, it } from 'vitest';
import connector from '../src/index.js';

const settings = {
  url: process.env['MAILMAN_URL'] ?? 'http://127.0.0.1:8001',
  user: process.env['MAILMAN_USER'] ?? 'restadmin',
  password: process.env['MAILMAN_PASSWORD'] ?? 'restpass',
};
const domain = process.env['MAILMAN_DOMAIN'] ?? 'lists.example.org';
const name = `cerebrate-${Date.now()}`;
const list = `${name}.${domain}`;
const tool = lendTool(connector, settings);

const person = (given: string, email: string | null) => ({
  uuid: '11111111-1111-4111-8111-111111111111',
  name: given,
  email,
  fields: {},
});
const desired = (members: Desired['members']): Desired => ({
  uuid: '22222222-2222-4222-8222-222222222222',
  name: 'Incident responders',
  members,
});

function actionOf(id: string) {
  const action = connector.actions.find((one) => one.id === id);
  if (!action) throw new Error(`there is no action ${id}`);
  return action;
}
async function act(id: string, params: object) {
  const action = actionOf(id);
  if (action.kind === 'table') throw new Error(`${id} is a table`);
  return action.run(tool, action.params.parse(params), lendHost());
}
async function table(id: string, params: object = {}, page = 1, limit = 50) {
  const action = actionOf(id);
  if (action.kind !== 'table') throw new Error(`${id} is no table`);
  return action.run(tool, action.params.parse(params), { page, limit, q: '', sort: '', descending: false }, lendHost());
}
async function rest(method: string, path: string, body?: object): Promise<number> {
  const answer = await fetch(`${settings.url}/3.1${path}`, {
    method,
    headers: {
      authorization: `Basic ${Buffer.from(`${settings.user}:${settings.password}`).toString('base64')}`,
      'content-type': 'application/json',
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return answer.status;
}

/** Against a Mailman 3 that runs: `MAILMAN_URL=… npm run test:mailman`. It makes a list of its own and takes it away. */
describe('a real Mailman', () => {
  it('is well, and tells a wrong password', async () => {
    expect(await connector.health(tool)).toMatchObject({ state: 'ok', version: expect.stringMatching(/^3\.\d/) });
    const wrong = lendTool(connector, { ...settings, password: 'wrong' });
    expect(await connector.health(wrong)).toEqual({ state: 'error', message: 'It refuses user and password.' });
  });

  it('makes a list, refuses it twice and in a domain it does not serve', async () => {
    await rest('POST', '/domains', { mail_host: domain });
    expect((await act('create-list', { address: `${name}@${domain}` })).isDone).toBe(true);
    await expect(act('create-list', { address: `${name}@${domain}` })).rejects.toThrow(/exists/i);
    await expect(act('create-list', { address: `${name}@elsewhere.example` })).rejects.toThrow(/domain/i);
    expect((await table('lists', {}, 1, 500)).rows).toContainEqual(
      expect.objectContaining({ id: list, address: `${name}@${domain}`, members: 0 }),
    );
  });

  it('subscribes and unsubscribes at once, and says what was so already', async () => {
    const who = { list, email: 'Anna@One.example' };
    expect(await act('subscribe', { ...who, name: 'Änna' })).toMatchObject({
      message: `${who.email} is on ${list} now.`,
    });
    expect((await act('subscribe', who)).message).toBe(`${who.email} was on ${list} already.`);
    expect((await act('subscribe', { list, email: 'anna@one.example' })).message).toContain('already');
    expect((await table('members', { list })).rows).toEqual([
      { list, email: expect.stringMatching(/^anna@one\.example$/i), name: 'Änna', delivery: 'regular' },
    ]);
    expect((await act('unsubscribe', who)).message).toBe(`${who.email} is no longer on ${list}.`);
    expect((await act('unsubscribe', who)).message).toBe(`${who.email} was not on ${list}.`);
    await expect(act('subscribe', { list: `none.${domain}`, email: who.email })).rejects.toThrow(/list/i);
    await expect(table('members', { list: `none.${domain}` })).rejects.toThrow('404');
  });

  it('follows one of our lists, moderated or not, and is in line afterwards', async () => {
    expect(await connector.mirror?.targets(tool)).toContainEqual({ id: list, title: `${name}@${domain}` });
    await rest('PATCH', `/lists/${list}/config`, {
      subscription_policy: 'confirm_then_moderate',
      unsubscription_policy: 'confirm_then_moderate',
    });
    await act('subscribe', { list, email: 'gone@old.example' });
    const wanted = desired([
      person('Anna', 'Anna@One.example'),
      person("Bert O'Neil", "bert.o'neil+cert@two.example"),
      person('Nobody', null),
    ]);
    const steps = (await connector.mirror?.plan(tool, list, wanted)) ?? [];
    expect(steps.map(({ kind }) => kind)).toEqual(['add', 'add', 'remove']);
    for (const step of steps) await connector.mirror?.apply(tool, list, step);
    expect(await connector.mirror?.plan(tool, list, wanted)).toEqual([]);
    // delivered twice
    for (const step of steps) await connector.mirror?.apply(tool, list, step);
    expect(await connector.mirror?.plan(tool, list, wanted)).toEqual([]);
  });

  it('is read page by page', async () => {
    const many = desired(Array.from({ length: 210 }, (_, at) => person(`P ${at}`, `p${at}@many.example`)));
    for (const step of (await connector.mirror?.plan(tool, list, many)) ?? [])
      await connector.mirror?.apply(tool, list, step);
    expect(await connector.mirror?.plan(tool, list, many)).toEqual([]);
    expect((await table('members', { list }, 2, 200)).rows).toHaveLength(10);
    expect((await table('members', { list }, 2, 200)).total).toBe(210);
  }, 300_000);

  it('is left as it was', async () => {
    expect(await rest('DELETE', `/lists/${list}`)).toBe(204);
  });
});
