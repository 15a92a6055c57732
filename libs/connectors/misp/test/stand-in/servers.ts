import { X509Certificate } from 'node:crypto';
import {
  type Answer,
  anybody,
  type Call,
  done,
  fieldsOf,
  internalError,
  notSaved,
  ok,
  type Route,
  refused,
  siteAdmins,
  text,
  truthy,
} from './answers.js';
import { oneSetting, runningWorkers, serverSettings } from './settings.js';
import { type MispState, roleOf, type SyncServer } from './state.js';

const noRules = { tags: { OR: [], NOT: [] }, orgs: { OR: [], NOT: [] } };
const defaultPush = JSON.stringify(noRules);
const defaultPull = JSON.stringify({
  ...noRules,
  type_attributes: { NOT: [] },
  type_objects: { NOT: [] },
  url_params: '',
});

const switches = [
  'push',
  'pull',
  'push_sightings',
  'push_galaxy_clusters',
  'push_analyst_data',
  'pull_analyst_data',
  'pull_galaxy_clusters',
  'publish_without_email',
  'unpublish_event',
  'self_signed',
  'internal',
  'skip_proxy',
  'remove_missing_tags',
  'caching_enabled',
] as const;

/** The columns in the order MISP prints them; the list hides the key. */
function row(server: SyncServer, isListed = false) {
  const { id, name, url, authkey, org_id, remote_org_id, priority, ...rest } = server;
  const { pull_rules, push_rules, cert_file, client_cert_file, ...flags } = rest;
  const { publish_without_email, unpublish_event, self_signed, ...other } = flags;
  const { internal, skip_proxy, remove_missing_tags, caching_enabled, ...directions } = other;
  return {
    ...{ id, name, url },
    ...(isListed ? {} : { authkey }),
    org_id,
    ...directions,
    lastpulledid: null,
    lastpushedid: null,
    organization: null,
    ...{ remote_org_id, publish_without_email, unpublish_event, self_signed, pull_rules, push_rules },
    ...{ cert_file, client_cert_file, internal, skip_proxy, remove_missing_tags, caching_enabled, priority },
    ...(isListed ? { cache_timestamp: false } : {}),
  };
}

/** Parameters are ignored, as recorded. */
function index(state: MispState): Answer {
  return ok(
    state.servers.map((server) => ({
      Server: row(server, true),
      Organisation: about(state, server.org_id),
      RemoteOrg: about(state, server.remote_org_id),
      User: [],
    })),
  );
}

function about(state: MispState, orgId: string) {
  const found = state.organisation(orgId);
  if (!found) return { id: null, name: null, uuid: null, nationality: null, sector: null, type: null };
  const { id, name, uuid, nationality, sector, type } = found;
  return { id, name, uuid, nationality, sector, type };
}

function faults(fields: Record<string, unknown>) {
  if (fields['authkey'] !== undefined && !/^[a-zA-Z0-9]{40}$/.test(text(fields['authkey'])))
    return { authkey: ['The authkey has to be exactly 40 characters long and consist of alphanumeric characters.'] };
  if (fields['name'] !== undefined && text(fields['name']) === '') return { name: ['This field cannot be left blank'] };
  for (const rules of ['push_rules', 'pull_rules'] as const) {
    const given = fields[rules];
    if (given === undefined || given === '') continue;
    try {
      JSON.parse(text(given));
    } catch {
      return { [rules]: `The ${rules.slice(0, 4)} filter rules must be in valid JSON format.` };
    }
  }
  return undefined;
}

const certificateFields = [
  ['cert_file', 'submitted_cert', 'delete_cert', ''],
  ['client_cert_file', 'submitted_client_cert', 'delete_client_cert', '_client'],
] as const;

function isCertificate(given: unknown): boolean {
  try {
    new X509Certificate(Buffer.from(text(given), 'base64'));
    return true;
  } catch {
    return false;
  }
}

/**
 * Certificates come as base64 of the file and are kept as files named after the link; one taken away leaves an empty
 * name. All but the certificate is saved when MISP learns that it is none. Says whether they were taken.
 */
function certificates(state: MispState, server: SyncServer, fields: Record<string, unknown>): boolean {
  for (const [key, submitted, deleted, suffix] of certificateFields) {
    if (truthy(fields[deleted])) server[key] = '';
    else if (fields[submitted] !== undefined && fields[submitted] !== null) {
      if (!isCertificate(fields[submitted])) return false;
      server[key] = `${server.id}${suffix}.pem`;
      state.files.set(server[key], Buffer.from(text(fields[submitted]), 'base64').toString());
    }
  }
  return true;
}

/** The link, or the redirection by which MISP answers programs, too, when a certificate is none. */
const savedLink = (server: SyncServer, isTaken: boolean): Answer =>
  isTaken ? ok({ Server: row(server) }) : { status: 302, body: '', location: '/servers/index' };

function change(server: SyncServer, fields: Record<string, unknown>): void {
  for (const key of ['name', 'url', 'remote_org_id'] as const)
    if (fields[key] !== undefined) server[key] = text(fields[key]);
  for (const key of ['authkey', 'push_rules', 'pull_rules'] as const)
    if (text(fields[key]) !== '') server[key] = text(fields[key]);
  for (const key of switches) if (fields[key] !== undefined) server[key] = truthy(fields[key]);
}

function add(state: MispState, call: Call): Answer {
  const fields = fieldsOf(call.body, 'Server') ?? {};
  const failed = (errors: unknown) => notSaved('add', 'Server', '/servers/add', errors);
  if (!fields['remote_org_id']) return refused(405, 'No remote org ID set. Please pass it as remote_org_id', call);
  const remote = state.organisation(text(fields['remote_org_id']));
  if (!remote) return failed({ Organisation: 'Invalid Remote Organisation' });
  if (fields['authkey'] === undefined || fields['url'] === undefined) return internalError(call);
  const wrong = faults({ name: '', ...fields });
  if (wrong) return failed(wrong);
  const server: SyncServer = {
    ...(Object.fromEntries(switches.map((key) => [key, false])) as Record<(typeof switches)[number], boolean>),
    id: state.nextId('servers'),
    name: '',
    url: '',
    authkey: '',
    org_id: call.user.org_id,
    remote_org_id: remote.id,
    pull_rules: defaultPull,
    push_rules: defaultPush,
    cert_file: null,
    client_cert_file: null,
    priority: '0',
  };
  server.priority = server.id;
  change(server, { ...fields, remote_org_id: remote.id });
  state.servers.push(server);
  return savedLink(server, certificates(state, server, fields));
}

const byId = (state: MispState, id: string) => state.servers.find((one) => one.id === id);

function edit(state: MispState, call: Call): Answer {
  const server = byId(state, call.argument);
  if (!server) return refused(404, 'Invalid server', call);
  const fields = fieldsOf(call.body, 'Server') ?? {};
  const wrong = faults(fields);
  if (wrong) return notSaved('edit', 'Server', '/servers/edit', wrong);
  change(server, fields);
  return savedLink(server, certificates(state, server, fields));
}

function remove(state: MispState, call: Call): Answer {
  const server = byId(state, call.argument);
  if (!server) return refused(404, 'Invalid server', call);
  state.servers.splice(state.servers.indexOf(server), 1);
  return done('Server deleted', '/servers/delete', server.id);
}

function getVersion(state: MispState, call: Call): Answer {
  const role = roleOf(call.user);
  return ok({
    version: state.version,
    pymisp_recommended_version: state.version,
    perm_sync: role.perm_sync,
    perm_sighting: true,
    perm_galaxy_editor: true,
    perm_analyst_data: true,
    // An account without the right to synchronise is not told which instance this is.
    uuid: role.perm_sync ? state.uuid : '-',
    request_encoding: ['gzip'],
    filter_sightings: true,
  });
}

const postTest = (_: MispState, call: Call): Answer =>
  ok({
    body: call.body,
    headers: { 'Content-type': 'application/json', Accept: 'application/json', 'Content-Encoding': false },
  });

const asMisp = (authkey: string) => ({
  authorization: authkey,
  accept: 'application/json',
  'content-type': 'application/json',
  'user-agent': 'MISP 2.5.1 - #0000000',
});

interface Version {
  readonly version: string;
  readonly perm_sync: boolean;
  readonly uuid: string;
  readonly request_encoding: readonly string[];
}

/** Asks the other MISP as MISP does: 1 works, 2 does not answer, 4 refuses the key, 8 may not synchronise. */
async function testConnection(state: MispState, call: Call): Promise<Answer> {
  const server = byId(state, call.argument);
  if (!server) return refused(404, 'Invalid server', call);
  const none = { client_certificate: null };
  const headers = asMisp(server.authkey);
  try {
    const reply = await fetch(`${server.url}/servers/getVersion`, { headers });
    if (reply.status === 403) return ok({ status: 4, ...none });
    if (!reply.ok) return ok({ status: 3, ...none });
    const info = (await reply.json()) as Version;
    if (!info.perm_sync) return ok({ status: 8, info, ...none, post: { status: 1, 'content-encoding': null } });
    const body = JSON.stringify({ testString: 'a test' });
    await fetch(`${server.url}/servers/postTest`, { method: 'POST', headers, body });
    return ok({
      status: 1,
      local_version: state.version,
      version: info.version,
      mismatch: state.version === info.version ? 'proposal' : 'minor',
      newer: state.version === info.version ? false : info.version < state.version ? 'local' : 'remote',
      post: 1,
      response_encoding: null,
      request_encoding: info.request_encoding,
      ...none,
      uuid: info.uuid,
    });
  } catch {
    return ok({ status: 2, ...none });
  }
}

const settingOf = (state: MispState, call: Call) => state.settings.find(({ setting }) => setting === call.argument);

function getSetting(state: MispState, call: Call): Answer {
  const setting = settingOf(state, call);
  if (!setting) return refused(404, `Setting ${call.argument} is invalid.`, call);
  return setting.redacted ? refused(403, 'This setting is redacted.', call) : ok(oneSetting(setting));
}

/** Stores what it is given, nonsense too, as recorded. */
function editSetting(state: MispState, call: Call): Answer {
  const setting = settingOf(state, call);
  if (!setting) return refused(404, `Setting ${call.argument} is invalid.`, call);
  if (call.method === 'GET') return ok({ [setting.setting]: setting.value });
  if (setting.cli_only) return refused(405, 'This setting can only be edited via the CLI.', call);
  setting.value = fieldsOf(call.body, 'Server')?.['value'];
  setting.errorMessage = text(setting.value) === '' ? 'Value not set.' : null;
  return done('Field updated', '/servers/serverSettingsEdit');
}

function restartWorkers(state: MispState): Answer {
  Object.assign(state.workers, runningWorkers());
  return done('Restarting workers.', '/servers/restartWorkers');
}

/** Newest first; of each event its number and time alone. */
function events(state: MispState, call: Call): Answer {
  const { limit } = (call.body ?? {}) as { limit?: number };
  const rows = state.events.map((at, index) => ({ id: String(index + 1), timestamp: String(at), info: 'An event' }));
  return ok(rows.sort((a, b) => Number(b.timestamp) - Number(a.timestamp)).slice(0, limit ?? rows.length));
}

export const serverRoutes: readonly Route[] = [
  { path: 'events/index', may: anybody, answers: events },
  { path: 'servers/index', may: siteAdmins, answers: index },
  { path: 'servers/add', may: siteAdmins, answers: add },
  { path: 'servers/edit/', may: siteAdmins, answers: edit },
  { path: 'servers/delete/', may: siteAdmins, answers: remove },
  { path: 'servers/testConnection/', may: siteAdmins, answers: testConnection },
  { path: 'servers/getVersion', may: anybody, answers: getVersion },
  { path: 'servers/postTest', may: (role) => role.perm_sync, answers: postTest },
  { path: 'servers/serverSettings', may: siteAdmins, answers: (state) => ok(serverSettings(state)) },
  { path: 'servers/getSetting/', may: siteAdmins, answers: getSetting },
  { path: 'servers/serverSettingsEdit/', may: siteAdmins, answers: editSetting },
  { path: 'servers/restartWorkers', may: siteAdmins, answers: restartWorkers },
];
