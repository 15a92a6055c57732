import type {
  Action,
  ActResult,
  DirectoryOrganisation,
  DirectorySharingGroup,
  Host,
  TableResult,
} from '@cerebrate/connector-sdk';
import { type LentTool, lendHost, lendTool } from '@cerebrate/connector-sdk/conformance';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type MispStandIn, startMisp } from '../../test/stand-in/index.js';
import connector from '../index.js';
import type { MispSettings } from '../settings.js';

let misp: MispStandIn;
let tool: LentTool<MispSettings>;

const firstPage = { page: 1, limit: 50, q: '', sort: '', descending: false };
const one = 'd1d1d1d1-0000-4000-8000-000000000001';
const two = 'd1d1d1d1-0000-4000-8000-000000000002';
const theirs = 'e1e1e1e1-0000-4000-8000-000000000001';
const group = 'd2d2d2d2-0000-4000-8000-000000000001';

const ours = (
  id: number,
  uuid: string,
  name: string,
  more: Partial<DirectoryOrganisation> = {},
): DirectoryOrganisation => ({
  ...{ id, uuid, name, url: null, nationality: null, sector: null, type: null, contacts: null },
  ...{ created: '2026-11-22T01:19:00+00:00', modified: '2026-11-22T01:19:00+00:00' },
  ...more,
});
const cerbOne = ours(3, one, 'Cerb One', {
  nationality: 'France',
  sector: 'Finance',
  type: 'CSIRT',
  contacts: 'one@one.example',
});
const bare = ours(4, two, 'Cerb Two');
const circle: DirectorySharingGroup = {
  id: 1,
  uuid: group,
  name: 'Cerb SG',
  releasability: 'Members',
  description: null,
  active: true,
  organisation: { uuid: one, name: 'Cerb One' },
  members: [
    { uuid: one, name: 'Cerb One', extend: true },
    { uuid: two, name: 'Cerb Two', extend: false },
  ],
};

const actionOf = (id: string): Action<MispSettings> => {
  const found = connector.actions.find((action) => action.id === id);
  if (!found) throw new Error(`there is no action ${id}`);
  return found;
};
const table = async (id: string, params: object = {}, page = {}, host: Host = lendHost()): Promise<TableResult> => {
  const action = actionOf(id);
  if (action.kind !== 'table') throw new Error(`${id} is no table`);
  return action.run(tool, action.params.parse(params), { ...firstPage, ...page }, host);
};
const act = async (id: string, params: object = {}, host: Host = lendHost()): Promise<ActResult> => {
  const action = actionOf(id);
  if (action.kind === 'table') throw new Error(`${id} is a table`);
  return action.run(tool, action.params.parse(params), host);
};
const prefill = async (id: string, params: object) => {
  const action = actionOf(id);
  if (action.kind !== 'form' || !action.prefill) throw new Error(`${id} has no prefill`);
  return action.prefill(tool, params, lendHost());
};
const bodies = () =>
  misp.calls.map(({ method, path, body }) => [`${method} ${path}`, ...(body === undefined ? [] : [body])]);

beforeEach(async () => {
  misp = await startMisp();
  tool = lendTool(connector, { url: misp.url, authkey: misp.key }, { name: 'MISP A' });
});
afterEach(() => misp.stop());

describe('health', () => {
  it('asks who the key is, then for diagnostics, as recorded', async () => {
    const found = await connector.health(tool);

    expect(misp.lines()).toEqual(['POST /users/view/me.json', 'GET /servers/serverSettings']);
    expect(found).toMatchObject({ state: 'ok', message: 'OK', version: '2.5.1' });
    expect(found.findings?.map(({ id }) => id)).toEqual(['innodb_buffer_pool_size']);
  });

  it('names the queues that are down, and takes supervisord_status for none', async () => {
    Object.assign(misp.state.workers, { default: { ok: false, jobCount: 0 }, supervisord_status: false });
    Object.assign(misp.state.workers, { email: { ok: true, jobCount: 250 } });

    const { findings } = await connector.health(tool);

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
      () => ({ authkey: misp.keyOf('3') }),
      { state: 'ok', message: 'OK', findings: [] },
    ],
    [
      'a path that is none',
      () => ({ url: `${misp.url}/nope` }),
      { state: 'unknown', message: 'Something went wrong.' },
    ],
    [
      'an address without MISP',
      () => ({ url: 'http://127.0.0.1:9' }),
      { state: 'unknown', message: 'Connection issue.' },
    ],
  ])('says what is the matter with %s', async (_what, wrong, health) => {
    const settings = { url: misp.url, authkey: misp.key, ...wrong() };

    expect(await connector.health(lendTool(connector, settings))).toMatchObject(health);
  });
});

describe('settings', () => {
  it('are listed with their severity, searched by name, and shown in error alone', async () => {
    const all = await table('server-settings');
    expect(all.total).toBe(misp.state.settings.length);
    expect((await table('server-settings', {}, { q: 'WELCOME' })).rows).toMatchObject([
      { setting: 'MISP.welcome_text_top', level: 'Optional', changeable: 'yes' },
      { setting: 'MISP.welcome_text_bottom' },
    ]);
    const wrong = await table('server-settings', { level: 'Critical', errors: true });
    expect(wrong.rows.map(({ setting }) => setting)).toEqual(['MISP.external_baseurl', 'MISP.host_org_id']);
    expect((await table('server-settings', {}, { sort: 'setting', limit: 2, page: 2 })).rows).toHaveLength(2);
  });

  it('are changed as recorded, with the value they had told', async () => {
    expect(await prefill('modify-setting', { setting: 'MISP.welcome_text_top' })).toMatchObject({
      value: 'Initial Install, please configure',
    });
    misp.forget();
    const done = await act('modify-setting', { setting: 'MISP.welcome_text_top', value: 'Set by us' });

    expect(done.message).toBe(
      'MISP.welcome_text_top is changed from "Initial Install, please configure" to "Set by us".',
    );
    expect(bodies()).toEqual([
      ['GET /servers/getSetting/MISP.welcome_text_top'],
      ['POST /servers/serverSettingsEdit/MISP.welcome_text_top', { value: 'Set by us' }],
    ]);
  });

  it.each([
    ['MISP.showorg', 'maybe', /true or false/],
    ['Security.password_policy_length', 'long', /whole number/],
    ['MISP.default_event_distribution', '9', /one of 0, 1, 2, 3/],
  ])('refuse what MISP would take although it is nonsense: %s', async (setting, value, said) => {
    await expect(act('modify-setting', { setting, value })).rejects.toThrow(said);
    expect(tool.changes).toEqual([]);
  });

  it('that only the shell of MISP may change fail with its words', async () => {
    await expect(act('modify-setting', { setting: 'MISP.python_bin', value: '/bin/x' })).rejects.toMatchObject({
      status: 405,
      message: expect.stringContaining('can only be edited via the CLI') as string,
    });
    await expect(act('modify-setting', { setting: 'Security.salt', value: 'x' })).rejects.toMatchObject({
      status: 403,
    });
  });

  it('show in diagnostics how many are in error, and the workers are restarted', async () => {
    Object.assign(misp.state.workers, { default: { ok: false, jobCount: 0 } });
    const found = await table('diagnostics');
    expect(found.facts).toContainEqual({ label: 'Workers', value: 'Worker(s) down: default', tone: 'danger' });
    expect(found.rows).toContainEqual(
      expect.objectContaining({ group: 'Settings in error', label: 'Critical', value: '2' }),
    );

    misp.forget();
    await act('restart-workers');
    expect(bodies()).toEqual([['POST /servers/restartWorkers', null]]);
    expect((await connector.health(tool)).findings?.map(({ id }) => id)).not.toContain('workers_down');
  });
});

describe('organisations', () => {
  beforeEach(() => {
    misp.state.addOrganisation({
      uuid: theirs,
      name: 'Misp Only',
      nationality: 'Belgium',
      sector: 'Health',
      type: 'CERT',
      contacts: 'x@x',
    });
    misp.state.addOrganisation({
      uuid: one,
      name: 'Cerb One',
      nationality: 'France',
      sector: 'Banking',
      type: 'CSIRT',
    });
    misp.state.addOrganisation({ name: 'A remote one', local: false });
  });
  const host = () => lendHost({ organisations: [cerbOne, bare] });

  it('are compared with ours: same, different with the fields, only there, only here', async () => {
    const { rows } = await table('organisations', { scope: 'all' }, {}, host());
    expect(rows.map(({ name, standing }) => [name, standing])).toEqual([
      ['A remote one', 'only there'],
      ['Cerb One', 'different'],
      ['Misp Only', 'only there'],
      ['ORGNAME', 'only there'],
    ]);
    expect(rows[1]).toMatchObject({ differences: ['sector: Finance here, Banking there'] });
    expect((await table('organisations', { show: 'only here' }, {}, host())).rows).toMatchObject([
      { uuid: two, standing: 'only here' },
    ]);
    expect((await table('organisations', {}, { q: 'misp' }, host())).rows).toHaveLength(1);
    expect(misp.lines()).toContain('GET /organisations/index/searchall:misp');
  });

  it('that MISP lists none of are an empty table, not a failure', async () => {
    expect(await table('organisations', {}, { q: 'nothing like it' }, host())).toEqual({ rows: [], total: 0 });
  });

  it('are fetched one by one, chosen or all, and an unknown one stops no other', async () => {
    const directory = host();
    const done = await act('fetch-organisations', { uuids: [theirs, two] }, directory);
    expect(misp.lines()).toEqual([`GET /organisations/view/${theirs}`, `GET /organisations/view/${two}`]);
    expect(done).toMatchObject({
      isDone: false,
      items: [{ outcome: 'done' }, { outcome: 'failed', message: 'MISP does not know it' }],
    });
    expect(directory.offered).toEqual([
      {
        kind: 'organisation',
        uuid: theirs,
        name: 'Misp Only',
        nationality: 'Belgium',
        sector: 'Health',
        type: 'CERT',
        contacts: 'x@x',
      },
    ]);

    await act('fetch-all-organisations', {}, directory);
    expect(misp.lines().at(-1)).toBe('GET /organisations/index/scope:all');
    expect(directory.offered).toHaveLength(5);
  });

  it('are pushed as recorded: a known one is edited, an unknown one added, nothing as null that MISP cannot take', async () => {
    const done = await act(
      'push-organisations',
      { local: '0', type: 'ALL', sector: 'ALL', nationality: 'ALL' },
      host(),
    );

    expect(done).toMatchObject({ isDone: true, message: '2 of 2 organisations pushed.' });
    expect(bodies()).toEqual([
      [`GET /organisations/view/${one}`],
      [`POST /admin/organisations/edit/${one}`, { ...cerbOne }],
      [`GET /organisations/view/${two}`],
      ['POST /admin/organisations/add', { ...bare, nationality: '', sector: '', type: '' }],
    ]);
    expect((await table('organisations', {}, {}, host())).rows).toContainEqual(
      expect.objectContaining({ uuid: two, standing: 'same' }),
    );
  });

  it('whose name is taken there are told with the words of MISP, and the others go on', async () => {
    misp.state.addOrganisation({ name: 'Cerb Two' });

    const { items } = await act('push-selected-organisations', { uuids: [two, one] }, host());

    expect(items).toMatchObject([
      { title: 'Cerb One', outcome: 'done' },
      {
        title: 'Cerb Two',
        outcome: 'failed',
        message: expect.stringContaining('with this name already exists') as string,
      },
    ]);
  });

  it('stop at once when MISP no longer answers', async () => {
    misp.fail('cut', { times: 99 });
    await expect(act('push-organisations', {}, host())).rejects.toMatchObject({ status: null });
    expect(misp.calls).toHaveLength(1);
  });
});

describe('sharing groups', () => {
  const host = () => lendHost({ organisations: [cerbOne, bare], sharingGroups: [circle] });

  it('are pushed as recorded, and a member that left here leaves there', async () => {
    await act('push-sharing-groups', { name: 'Cerb%' }, host());
    expect(bodies()).toEqual([
      [`GET /sharing_groups/view/${group}`],
      [
        'POST /sharingGroups/add',
        {
          ...{
            name: 'Cerb SG',
            uuid: group,
            releasability: 'Members',
            description: '',
            roaming: true,
            organisation_uuid: one,
          },
          Organisation: { uuid: one, name: 'Cerb One' },
          SharingGroupOrg: [
            { extend: true, uuid: one, name: 'Cerb One' },
            { extend: false, uuid: two, name: 'Cerb Two' },
          ],
        },
      ],
    ]);
    const [kept] = circle.members;
    const smaller = lendHost({ sharingGroups: [{ ...circle, members: kept ? [kept] : [] }] });
    expect((await table('sharing-groups', {}, {}, smaller)).rows).toMatchObject([
      { standing: 'different', differences: ['members only there: (none) here, Cerb Two there'] },
    ]);

    const { items } = await act('push-sharing-group', { uuid: group }, smaller);

    expect(items).toMatchObject([{ message: 'updated there; no longer members: Cerb Two' }]);
    expect((await table('sharing-groups', {}, {}, smaller)).rows).toMatchObject([{ standing: 'same' }]);
  });

  it('are fetched with their members and the right to extend; an unknown one is told, though MISP says 405', async () => {
    await act('push-sharing-group', { uuid: group }, host());
    const directory = lendHost();
    const done = await act('fetch-sharing-groups', { uuids: [group, theirs] }, directory);

    expect(done.items).toMatchObject([{ outcome: 'done' }, { outcome: 'failed' }]);
    expect(directory.offered).toEqual([
      {
        ...{
          kind: 'sharing-group',
          uuid: group,
          name: 'Cerb SG',
          releasability: 'Members',
          description: '',
          active: true,
        },
        organisation: { uuid: one, name: 'Cerb One' },
        members: circle.members,
      },
    ]);
  });

  it('say what differs: texts, members missing there, the right to extend', async () => {
    await act('push-sharing-group', { uuid: group }, host());
    const [kept] = misp.state.groups;
    if (kept)
      Object.assign(kept, {
        releasability: 'Nobody',
        members: kept.members.slice(0, 1).map((member) => ({ ...member, extend: false })),
      });

    const [row] = (await table('sharing-groups', { show: 'different' }, {}, host())).rows;
    expect(row?.['differences']).toEqual([
      'releasability: Members here, Nobody there',
      'members missing there: Cerb Two here, (none) there',
      'right to extend: Cerb One: yes here, (none) there',
    ]);
  });
});

describe('synchronisation servers', () => {
  const pem = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----';
  const full = {
    ...{
      url: 'https://other.example',
      name: 'The other',
      organisation: one,
      authkey: 's'.repeat(40),
      push: true,
      pull: true,
    },
    ...{
      self_signed: true,
      certificate: pem,
      clientCertificate: pem,
      pushTagsAllowed: ['tlp:green'],
      pullOrgsBlocked: ['Noise'],
    },
  };

  it('are added with every field of the page, listed, changed and deleted', async () => {
    const host = lendHost({ organisations: [cerbOne] });
    expect((await act('add-server', full, host)).message).toBe('The other is added as number 1.');
    expect((await table('servers')).rows).toEqual([
      expect.objectContaining({
        ...{
          id: '1',
          name: 'The other',
          url: 'https://other.example',
          remoteOrganisation: 'Cerb One',
          push: true,
          pull: true,
        },
        ...{
          selfSigned: true,
          certificates: ['1.pem', '1_client.pem'],
          rules: ['push with tag: tlp:green', 'pull not of: Noise'],
        },
      }),
    ]);
    expect(JSON.stringify((await table('servers')).rows)).not.toContain(full.authkey);

    const form = await prefill('edit-server', { id: '1' });
    expect(form).toMatchObject({ id: '1', push: true, pushTagsAllowed: ['tlp:green'] });
    await act('edit-server', { ...form, pull: false, pushTagsAllowed: [], removeCertificate: true }, host);
    expect(misp.state.servers).toMatchObject([{ pull: false, push: true, authkey: full.authkey, cert_file: null }]);
    expect(misp.state.servers[0]?.push_rules).not.toContain('tlp:green');

    await act('delete-server', { id: '1' });
    expect((await act('delete-server', { id: '1' })).message).toBe('Number 1 was gone already.');
    expect((await table('servers')).rows).toEqual([]);
  });

  it('are tested with the means of MISP, and what came of it is told', async () => {
    const other = await startMisp();
    const host = lendHost({ organisations: [cerbOne] });
    await act('add-server', { ...full, url: other.url, authkey: other.keyOf('5') }, host);
    await act('add-server', { ...full, url: other.url, authkey: other.keyOf('3') }, host);

    expect(await act('test-server', { id: '1' })).toMatchObject({
      isDone: true,
      message: 'The connection works. Versions: 2.5.1 here, 2.5.1 there.',
    });
    expect(await act('test-server', { id: '2' })).toMatchObject({ isDone: false, answer: { status: 8 } });
    await other.stop();
    expect((await act('test-server', { id: '1' })).message).toBe('The other MISP does not answer.');
  });
});

describe('users', () => {
  it('are listed, created, disabled, enabled, moved and given a new key that is shown once', async () => {
    const host = lendHost({ organisations: [cerbOne, bare] });
    const made = await act('add-user', { email: 'new@misp.test', organisation: one, role_id: '5' }, host);
    expect(misp.state.userOfKey(made.revealed?.value ?? '')?.email).toBe('new@misp.test');
    expect(made.message).not.toContain(made.revealed?.value);

    await act('disable-user', { id: '2' });
    expect((await table('users', { state: 'disabled' })).rows).toMatchObject([
      { email: 'new@misp.test', role: 'Sync user', organisation: 'Cerb One' },
    ]);
    await act('enable-user', { id: '2' });
    const reset = await act('reset-user-key', { id: '2' });
    expect(misp.state.userOfKey(made.revealed?.value ?? '')).toBeUndefined();
    expect(misp.state.userOfKey(reset.revealed?.value ?? '')?.id).toBe('2');

    await act('set-user-organisation', { id: '2', organisation: two }, host);
    expect((await table('users', {}, { q: 'new@' })).rows).toMatchObject([{ organisation: 'Cerb Two' }]);
    await expect(act('set-user-organisation', { id: '2', organisation: theirs }, host)).rejects.toThrow(
      /neither there nor here/,
    );
    expect(JSON.stringify((await table('users')).rows)).not.toMatch(/[a-zA-Z0-9]{40}/);
  });

  it('with an address that is taken are refused in the words of MISP', async () => {
    const again = act(
      'add-user',
      { email: 'ADMIN@admin.test', organisation: one },
      lendHost({ organisations: [cerbOne] }),
    );
    await expect(again).rejects.toThrow(/already exists/);
  });
});

describe('a call of the API on many instances', () => {
  it('asks, posts and tells what MISP refuses, as recorded', async () => {
    expect(await act('api-call', { method: 'GET', url: '/servers/getVersion' })).toMatchObject({
      isDone: true,
      message: 'API query successful',
      answer: { version: '2.5.1' },
    });
    expect(await act('api-call', { method: 'POST', url: '/organisations/index', body: '{}' })).toMatchObject({
      isDone: true,
    });
    expect(await act('api-call', { method: 'GET', url: '/nope/nope' })).toMatchObject({
      isDone: false,
      message: expect.stringMatching(
        /^Could not GET from the requested resource for `\/nope\/nope`. Remote returned:\n/,
      ) as string,
    });
    expect(misp.calls.map(({ body }) => body ?? null)).toEqual([null, {}, null]);
  });

  it.each(['//evil.example/x', '/a/../../b', '@evil.example', 'http://x y'])('goes to no other place: %s', (url) => {
    expect(actionOf('api-call').params.safeParse({ method: 'GET', url }).success).toBe(false);
  });

  it('says beforehand what it would do', () => {
    const action = actionOf('api-call');
    const params = action.params.parse({ method: 'POST', url: 'servers/restartWorkers', body: '{"a":1}' });
    expect(action.kind === 'batch' && action.plan(tool, params)).toBe('POST /servers/restartWorkers with {"a":1}');
  });
});
