import { lendTool } from '@cerebrate/connector-sdk/conformance';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Acting } from '../../test/acting.js';
import connector from '../index.js';

let acting: Acting;
beforeEach(async () => {
  acting = await Acting.start();
});
afterEach(() => acting.misp.stop());

describe('health', () => {
  it('asks who the key is, then for diagnostics, as recorded', async () => {
    const found = await connector.health(acting.tool);

    expect(acting.misp.lines()).toEqual(['POST /users/view/me.json', 'GET /servers/serverSettings']);
    expect(found).toMatchObject({ state: 'ok', message: 'OK', version: '2.5.1' });
    expect(found.findings?.map(({ id }) => id)).toEqual(['innodb_buffer_pool_size']);
  });

  it('names the queues that are down, and takes supervisord_status for none', async () => {
    Object.assign(acting.misp.state.workers, { default: { ok: false, jobCount: 0 }, supervisord_status: false });
    Object.assign(acting.misp.state.workers, { email: { ok: true, jobCount: 250 } });

    const { findings } = await connector.health(acting.tool);

    expect(findings).toContainEqual(
      expect.objectContaining({ id: 'workers_down', message: 'Worker(s) down: default' }),
    );
    expect(findings).toContainEqual(
      expect.objectContaining({ id: 'workers_stalled', message: 'Worker(s) stalled: email (250)' }),
    );
  });

  it.each([
    ['a wrong key', () => ({ authkey: 'w'.repeat(40) }), { state: 'error', message: 'Unauthorized' }],
    [
      'a key that may not administer',
      () => ({ authkey: acting.misp.keyOf('3') }),
      { state: 'ok', message: 'OK', findings: [] },
    ],
    [
      'a path that is none',
      () => ({ url: `${acting.misp.url}/nope` }),
      { state: 'unknown', message: 'Something went wrong.' },
    ],
    [
      'an address without MISP',
      () => ({ url: 'http://127.0.0.1:9' }),
      { state: 'unknown', message: 'Connection issue.' },
    ],
  ])('says what is the matter with %s', async (_what, wrong, health) => {
    const settings = { url: acting.misp.url, authkey: acting.misp.key, ...wrong() };

    expect(await connector.health(lendTool(connector, settings))).toMatchObject(health);
  });
});

describe('settings', () => {
  it('are listed with their severity, searched by name, and shown in error alone', async () => {
    const all = await acting.table('server-settings');
    expect(all.total).toBe(acting.misp.state.settings.length);
    expect((await acting.table('server-settings', {}, { q: 'WELCOME' })).rows).toMatchObject([
      { setting: 'MISP.welcome_text_top', level: 'Optional', changeable: 'yes' },
      { setting: 'MISP.welcome_text_bottom' },
    ]);
    const wrong = await acting.table('server-settings', { level: 'Critical', errors: true });
    expect(wrong.rows.map(({ setting }) => setting)).toEqual(['MISP.external_baseurl', 'MISP.host_org_id']);
    expect((await acting.table('server-settings', {}, { sort: 'setting', limit: 2, page: 2 })).rows).toHaveLength(2);
  });

  it('are changed as recorded, with the value they had told', async () => {
    expect(await acting.prefill('modify-setting', { setting: 'MISP.welcome_text_top' })).toMatchObject({
      value: 'Initial Install, please configure',
    });
    acting.misp.forget();
    const done = await acting.act('modify-setting', { setting: 'MISP.welcome_text_top', value: 'Set by us' });

    expect(done.message).toBe(
      'MISP.welcome_text_top is changed from "Initial Install, please configure" to "Set by us".',
    );
    expect(acting.bodies()).toEqual([
      ['GET /servers/getSetting/MISP.welcome_text_top'],
      ['POST /servers/serverSettingsEdit/MISP.welcome_text_top', { value: 'Set by us' }],
    ]);
  });

  it.each([
    ['MISP.showorg', 'maybe', /true or false/],
    ['Security.password_policy_length', 'long', /whole number/],
    ['MISP.default_event_distribution', '9', /one of 0, 1, 2, 3/],
  ])('refuse what MISP would take although it is nonsense: %s', async (setting, value, said) => {
    await expect(acting.act('modify-setting', { setting, value })).rejects.toThrow(said);
    expect(acting.tool.changes).toEqual([]);
  });

  it('that only the shell of MISP may change fail with its words', async () => {
    await expect(acting.act('modify-setting', { setting: 'MISP.python_bin', value: '/bin/x' })).rejects.toMatchObject({
      status: 405,
      message: expect.stringContaining('can only be edited via the CLI') as string,
    });
    await expect(acting.act('modify-setting', { setting: 'Security.salt', value: 'x' })).rejects.toMatchObject({
      status: 403,
    });
  });

  it('show in diagnostics how many are in error, and the workers are restarted', async () => {
    Object.assign(acting.misp.state.workers, { default: { ok: false, jobCount: 0 } });
    const found = await acting.table('diagnostics');
    expect(found.facts).toContainEqual({ label: 'Workers', value: 'Worker(s) down: default', tone: 'danger' });
    expect(found.rows).toContainEqual(
      expect.objectContaining({ group: 'Settings in error', label: 'Critical', value: '2' }),
    );

    acting.misp.forget();
    await acting.act('restart-workers');
    expect(acting.bodies()).toEqual([['POST /servers/restartWorkers', null]]);
    expect((await connector.health(acting.tool)).findings?.map(({ id }) => id)).not.toContain('workers_down');
  });
});
