import {
  type Answer,
  admins,
  anybody,
  type Call,
  done,
  fieldsOf,
  isSiteAdmin,
  matches,
  notSaved,
  ok,
  type Route,
  refused,
  text,
  truthy,
} from './answers.js';
import { type MispState, newKey, type Organisation, type Role, roleOf, roles, seconds, type User } from './state.js';

/** The columns of a user in the order MISP prints them; `more` are those that stand in some replies only. */
function columns(user: User, more: { key?: string; password?: string; totp?: string | null } = {}) {
  return {
    id: user.id,
    ...(more.password === undefined ? {} : { password: more.password }),
    org_id: user.org_id,
    server_id: '0',
    email: user.email,
    autoalert: false,
    ...(more.key === undefined ? {} : { authkey: more.key }),
    invited_by: user.invited_by,
    gpgkey: '',
    certif_public: '',
    nids_sid: user.nids_sid,
    termsaccepted: user.termsaccepted,
    newsread: '0',
    role_id: user.role_id,
    change_pw: user.change_pw,
    contactalert: false,
    disabled: user.disabled,
    expiration: null,
    current_login: '0',
    last_login: user.last_login,
    force_logout: false,
    date_created: user.date_created,
    date_modified: user.date_modified,
  };
}

const tail = (user: User, totp: string | null) => ({
  sub: null,
  external_auth_required: false,
  external_auth_key: '',
  last_api_access: user.last_api_access,
  notification_daily: false,
  notification_weekly: false,
  notification_monthly: false,
  totp,
  hotp_counter: null,
  last_pw_change: user.date_created,
  totp_is_set: '0',
});

/** A user after it was written: the key is told once, when it was just made. */
const written = (user: User, key?: string): Answer =>
  ok({ User: { ...columns(user, { password: '******', ...(key ? { key } : {}) }), ...tail(user, null) } });

const listedRights = ({ perm_site_admin, perm_admin }: Role) => ({ perm_auth: true, perm_site_admin, perm_admin });

/** Rights of every role, of editors (site and organisation administrators, sync users), of administrators, of nobody. */
const rightsOfAll = ['add', 'modify', 'audit', 'auth', 'sighting', 'decaying', 'analyst_data', 'tagger'] as const;
const rightsOfEditors = [
  'modify_org',
  'publish',
  'delegate',
  'tag_editor',
  'publish_zmq',
  'publish_kafka',
  'galaxy_editor',
] as const;
const rightsOfSiteAdmins = ['regexp_access', 'object_template', 'warninglist', 'view_feed_correlations'] as const;

const rights = (names: readonly string[], isGiven: boolean) =>
  Object.fromEntries(names.map((name) => [`perm_${name}`, isGiven]));

function roleRow(role: Role) {
  return {
    id: role.id,
    name: role.name,
    created: '2026-01-01 00:00:00',
    modified: '2026-01-01 00:00:00',
    ...rights(rightsOfAll, true),
    ...rights(rightsOfEditors, role.perm_sync || role.perm_admin),
    ...rights(rightsOfSiteAdmins, role.perm_site_admin),
    perm_sync: role.perm_sync,
    perm_admin: role.perm_admin,
    perm_site_admin: role.perm_site_admin,
    perm_sharing_group: role.perm_sharing_group,
    perm_template: role.perm_admin,
    perm_skip_otp: false,
    default_role: role.id === '3',
    memory_limit: null,
    max_execution_time: null,
    restricted_to_site_admin: false,
    enforce_rate_limit: false,
    rate_limit_count: '0',
    permission: '3',
    permission_description: 'publish',
  };
}

const visible = (state: MispState, caller: User): User[] =>
  isSiteAdmin(caller) ? state.users : state.users.filter(({ org_id }) => org_id === caller.org_id);

/** Limit and page are ignored, as recorded. */
function index(state: MispState, call: Call): Answer {
  const rows = visible(state, call.user).filter((user) => matches(call.named['searchall'], user.email));
  return ok(
    rows.map((user) => {
      const role = roleOf(user);
      const { last_api_access, date_created: last_pw_change } = user;
      const organisation = state.organisation(user.org_id);
      return {
        User: { ...columns(user), last_api_access, last_pw_change },
        Role: { id: role.id, name: role.name, ...listedRights(role) },
        Organisation: { id: user.org_id, name: organisation?.name ?? null },
      };
    }),
  );
}

function view(state: MispState, call: Call): Answer {
  const user = call.argument === 'me' ? call.user : visible(state, call.user).find(({ id }) => id === call.argument);
  if (!user) return refused(404, 'Invalid user', call);
  const { server_id: _, ...shown } = columns(user, { password: '*****' });
  return ok({
    User: { ...shown, ...tail(user, '*****'), ...(call.argument === 'me' ? {} : { orgAdmins: [] }) },
    Role: roleRow(roleOf(user)),
    UserSetting: [],
    Organisation: state.organisation(user.org_id) as Organisation,
  });
}

function emailFault(state: MispState, email: unknown, self?: User) {
  const given = text(email);
  if (!/^[^\s@]+@[^\s@]+$/.test(given)) return { email: ['Please enter a valid email address.'] };
  const isTaken = state.users.some((one) => one !== self && one.email.toLowerCase() === given.toLowerCase());
  return isTaken ? { email: ['An account with this email address already exists.'] } : undefined;
}

function add(state: MispState, call: Call): Answer {
  const fields = fieldsOf(call.body, 'User') ?? {};
  const failed = (errors: unknown) => notSaved('add', 'User', '/admin/users/add', errors);
  if (fields['email'] === undefined) return failed({ email: 'Mandatory field not set.' });
  const roleId = fields['role_id'] === undefined ? '3' : text(fields['role_id']);
  if (!roles.some(({ id }) => id === roleId)) return refused(405, 'Invalid role', call);
  const orgId = isSiteAdmin(call.user) && fields['org_id'] !== undefined ? text(fields['org_id']) : call.user.org_id;
  if (!state.organisation(orgId)) return failed(['Invalid organisation']);
  const wrong = emailFault(state, fields['email']);
  if (wrong) return failed(wrong);
  const { user, key } = state.addUser({
    email: text(fields['email']),
    org_id: orgId,
    role_id: roleId,
    invited_by: call.user.id,
    disabled: truthy(fields['disabled']),
    change_pw: fields['change_pw'] === undefined || truthy(fields['change_pw']),
    termsaccepted: truthy(fields['termsaccepted']),
  });
  return written(user, key);
}

/** An organisation that does not exist is taken, as recorded. */
function edit(state: MispState, call: Call): Answer {
  const user = visible(state, call.user).find(({ id }) => id === call.argument);
  if (!user) return refused(404, 'Invalid user', call);
  const fields = fieldsOf(call.body, 'User') ?? {};
  const wrong = fields['email'] === undefined ? undefined : emailFault(state, fields['email'], user);
  if (wrong) return notSaved('edit', 'User', call.path, wrong, user.id);
  for (const key of ['email', 'org_id', 'role_id'] as const)
    if (fields[key] !== undefined) user[key] = text(fields[key]);
  for (const key of ['disabled', 'change_pw', 'termsaccepted'] as const)
    if (fields[key] !== undefined) user[key] = truthy(fields[key]);
  user.date_modified = seconds();
  return written(user);
}

function remove(state: MispState, call: Call): Answer {
  const user = visible(state, call.user).find(({ id }) => id === call.argument);
  if (!user) return refused(404, 'Invalid user', call);
  state.dropKeys(user.id);
  state.users.splice(state.users.indexOf(user), 1);
  return done('User deleted.', call.path, user.id);
}

/** Ends every key of a user and makes a new one, which stands in the message. */
function resetKey(state: MispState, call: Call): Answer {
  const user = call.argument === 'me' ? call.user : visible(state, call.user).find(({ id }) => id === call.argument);
  if (!user) return refused(405, 'Invalid user.', call);
  const key = newKey();
  state.dropKeys(user.id);
  state.keys.set(key, user.id);
  return done(`Authkey updated: ${key}`, '/users/resetauthkey', user.id);
}

export const userRoutes: readonly Route[] = [
  { path: 'users/view/', may: anybody, answers: view },
  { path: 'users/resetauthkey/', may: anybody, answers: resetKey },
  { path: 'admin/users/index', may: admins, answers: index },
  { path: 'admin/users/view/', may: admins, answers: view },
  { path: 'admin/users/add', may: admins, answers: add },
  { path: 'admin/users/edit/', may: admins, answers: edit },
  { path: 'admin/users/delete/', may: admins, answers: remove },
];
