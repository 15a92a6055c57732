import {
  type Answer,
  anybody,
  type Call,
  fieldsOf,
  internalError,
  isSiteAdmin,
  matches,
  notSaved,
  ok,
  type Route,
  refused,
  siteAdmins,
  text,
  truthy,
} from './answers.js';
import { type MispState, type Organisation, stamp } from './state.js';

const uuidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const creatorOf = (state: MispState, { created_by }: Organisation): string =>
  state.user(created_by)?.email ?? 'Unknown';
const usersOf = (state: MispState, { id }: Organisation): string =>
  String(state.users.filter(({ org_id }) => org_id === id).length);

/** Everybody else sees neither who made it nor by which address. */
function row(state: MispState, organisation: Organisation, call: Call) {
  const { created_by, ...rest } = organisation;
  if (!isSiteAdmin(call.user)) return { ...rest, user_count: usersOf(state, organisation) };
  return {
    ...organisation,
    created_by,
    user_count: usersOf(state, organisation),
    created_by_email: creatorOf(state, organisation),
  };
}

/** Limit, page and sort are ignored, as recorded; without `scope:all` only local ones are listed. */
function index(state: MispState, call: Call): Answer {
  const { scope = 'local', searchall } = call.named;
  const rows = state.organisations
    .filter(({ local }) => scope === 'all' || local === (scope === 'local'))
    .filter((one) =>
      matches(searchall, one.name, one.description, one.nationality, one.sector, one.type, one.contacts, one.uuid),
    )
    .sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
  return ok(rows.map((one) => ({ Organisation: row(state, one, call) })));
}

function view(state: MispState, call: Call): Answer {
  if (call.argument === '') return internalError(call);
  const found = state.organisation(call.argument);
  if (!found) return refused(404, 'Invalid organisation', call);
  const { id, name, date_created, date_modified, type, nationality, sector, contacts, description } = found;
  return ok({
    Organisation: {
      ...{ id, name, date_created, date_modified, type, nationality, sector, contacts, description },
      local: found.local,
      uuid: found.uuid,
      restricted_to_domain: found.restricted_to_domain,
      ...(isSiteAdmin(call.user) ? { created_by: found.created_by } : {}),
      user_count: usersOf(state, found),
      ...(isSiteAdmin(call.user) ? { created_by_email: creatorOf(state, found) } : {}),
    },
  });
}

function faults(state: MispState, fields: Record<string, unknown>, self?: Organisation) {
  const others = state.organisations.filter((one) => one !== self);
  const uuid = fields['uuid'];
  if (uuid !== undefined && !uuidForm.test(text(uuid))) return { uuid: ['Please provide a valid RFC 4122 UUID'] };
  if (uuid !== undefined && others.some((one) => one.uuid === uuid))
    return { uuid: ['An organisation with this UUID already exists.'] };
  if (fields['name'] === '') return { name: ['Name cannot be empty.'] };
  if (fields['name'] !== undefined && others.some(({ name }) => name === fields['name']))
    return { name: ['An organisation with this name already exists.'] };
  return undefined;
}

/** The columns of a body that MISP stores; `id`, `url` and times are ignored. */
function stored(fields: Record<string, unknown>): Partial<Organisation> {
  const texts = ['name', 'uuid', 'type', 'nationality', 'sector'].filter((key) => fields[key] !== undefined);
  const nullable = ['contacts', 'description'].filter((key) => fields[key] !== undefined);
  return {
    ...Object.fromEntries(texts.map((key) => [key, text(fields[key])])),
    ...Object.fromEntries(nullable.map((key) => [key, fields[key] === null ? null : text(fields[key])])),
    ...(fields['local'] === undefined ? {} : { local: truthy(fields['local']) }),
  };
}

function add(state: MispState, call: Call): Answer {
  if (call.method === 'GET')
    return ok({
      name: '/admin/organisations/add API description',
      description: 'Makes an organisation.',
      mandatory_fields: ['name'],
      optional_fields: ['description', 'type', 'nationality', 'sector', 'uuid', 'contacts', 'local'],
      url: '/admin/organisations/add',
    });
  const fields = fieldsOf(call.body, 'Organisation');
  // A type or sector of null is an internal error, as recorded; every other null is taken as empty.
  if (!fields || fields['type'] === null || fields['sector'] === null) return internalError(call);
  const wrong = faults(state, fields);
  if (wrong) return notSaved('add', 'Organisation', '/admin/organisations/add', wrong);
  return ok({ Organisation: state.addOrganisation({ name: '', created_by: call.user.id, ...stored(fields) }) });
}

/** Changes what is given, the uuid too; a lookup by uuid that finds nothing says it with a full stop. */
function edit(state: MispState, call: Call): Answer {
  const found = state.organisation(call.argument);
  if (!found)
    return refused(404, uuidForm.test(call.argument) ? 'Invalid organisation.' : 'Invalid organisation', call);
  const fields = fieldsOf(call.body, 'Organisation') ?? {};
  const wrong = faults(state, fields, found);
  if (wrong) return notSaved('edit', 'Organisation', '/admin/organisations/edit', wrong);
  Object.assign(found, stored(fields), {
    restricted_to_domain: found.restricted_to_domain ?? [],
    date_modified: stamp(),
  });
  return ok({ Organisation: found });
}

function remove(state: MispState, call: Call): Answer {
  const found = state.organisation(call.argument);
  if (!found) return refused(404, 'Invalid organisation', call);
  if (state.users.some(({ org_id }) => org_id === found.id))
    return { ...notSaved('edit', 'Organisation', call.path, 'The organisation has users.'), status: 403 };
  state.organisations.splice(state.organisations.indexOf(found), 1);
  return {
    status: 200,
    body: { saved: true, success: true, name: 'Organisation deleted', message: 'Organisation deleted', url: call.path },
  };
}

export const organisationRoutes: readonly Route[] = [
  { path: 'organisations/index', may: anybody, answers: index },
  { path: 'organisations/view/', may: anybody, answers: view },
  { path: 'admin/organisations/add', may: siteAdmins, answers: add },
  { path: 'admin/organisations/edit/', may: siteAdmins, answers: edit },
  { path: 'admin/organisations/delete/', may: siteAdmins, answers: remove },
];
