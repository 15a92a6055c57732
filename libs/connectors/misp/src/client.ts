import { RemoteFailed, type Reply, type Tool } from '@cerebrate/connector-sdk';
import * as z from 'zod';
import type { MispSettings } from './settings.js';
import {
  ConnectionTest,
  Deed,
  Diagnostics,
  EventList,
  type MispOrganisation,
  type MispServer,
  OneSetting,
  OrganisationList,
  OrganisationReply,
  ServerList,
  ServerReply,
  SharingGroupList,
  SharingGroupReply,
  UserList,
  UserReply,
  Version,
} from './shapes.js';

/** What a table may be asked for, in the order in which MISP's named parameters are put behind a path. */
export interface Listing {
  readonly limit?: number | undefined;
  readonly page?: number | undefined;
  readonly q?: string | undefined;
}

/** `/limit:50/page:2/searchall:foo`; empty ones are left out (WIRE-CONTRACT §6.2). */
const named = ({ limit, page, q }: Listing): string =>
  [limit ? `/limit:${limit}` : '', page ? `/page:${page}` : '', q ? `/searchall:${encodeURIComponent(q)}` : ''].join(
    '',
  );

/** MISP's own words of an error body, shortened: its message, and what was wrong by field. Never the key. */
function wordsOf({ text }: Reply, { authkey }: MispSettings): string {
  try {
    const { message, errors } = JSON.parse(text) as { message?: unknown; errors?: unknown };
    const said = typeof message === 'string' ? message.replaceAll('&#039;', "'") : '';
    const faults = errors === undefined ? '' : ` (${JSON.stringify(errors)})`;
    return `${said}${faults}`.replaceAll(authkey, '•••').slice(0, 300) || 'it did not say why';
  } catch {
    return 'the answer is no JSON';
  }
}

/** What MISP found wrong by field when it did not save; empty for other answers. */
function faultsOf({ status, text }: Reply): Readonly<Record<string, unknown>> {
  if (status !== 403) return {};
  try {
    const { errors } = JSON.parse(text) as { errors?: unknown };
    return typeof errors === 'object' && errors !== null ? (errors as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** A record that MISP did not save, by field. */
export class NotSaved extends RemoteFailed {
  constructor(
    remote: string,
    status: number,
    summary: string,
    readonly faults: Readonly<Record<string, unknown>>,
  ) {
    super(remote, status, summary);
  }
}

/**
 * The calls of MISP 2.5 this connector makes, one method each, with replies read by a schema (WIRE-CONTRACT §6). The
 * status is looked at before the body, and only 200 is success: everything else is `RemoteFailed`, with MISP's words.
 */
export class MispClient {
  constructor(private readonly tool: Tool<MispSettings>) {}

  // Who we are there.

  /** The user of the key. */
  me = async () =>
    this.#read(UserReply, 'POST /users/view/me.json', await this.tool.http.ask('/users/view/me.json', {}));

  version = () => this.#get(Version, '/servers/getVersion');

  // Settings and workers.

  diagnostics = (listing: Listing = {}) => this.#get(Diagnostics, `/servers/serverSettings${named(listing)}`);

  setting = (name: string) => this.#get(OneSetting, `/servers/getSetting/${encodeURIComponent(name)}`);

  changeSetting = (name: string, value: unknown) =>
    this.#post(Deed, `/servers/serverSettingsEdit/${encodeURIComponent(name)}`, { value });

  restartWorkers = () => this.#post(Deed, '/servers/restartWorkers', null);

  // Organisations.

  /** Local ones, or all. */
  organisations = async (listing: Listing = {}, scope: 'local' | 'all' = 'local'): Promise<MispOrganisation[]> => {
    const path = `/organisations/index${scope === 'all' ? '/scope:all' : ''}${named(listing)}`;
    return (await this.#get(OrganisationList, path)).map(({ Organisation }) => Organisation);
  };

  /** Undefined when MISP does not know it. Its look-up tells upper case from lower case. */
  async organisation(ref: string): Promise<MispOrganisation | undefined> {
    const path = `/organisations/view/${encodeURIComponent(ref)}`;
    const reply = await this.tool.http.get(path);
    return reply.status === 404 ? undefined : this.#read(OrganisationReply, `GET ${path}`, reply).Organisation;
  }

  addOrganisation = async (fields: object): Promise<MispOrganisation> =>
    (await this.#post(OrganisationReply, '/admin/organisations/add', fields)).Organisation;

  editOrganisation = async (ref: string, fields: object): Promise<MispOrganisation> =>
    (await this.#post(OrganisationReply, `/admin/organisations/edit/${ref}`, fields)).Organisation;

  /** Refused by MISP while users or events belong to it. */
  deleteOrganisation = (id: string) => this.#remove(`/admin/organisations/delete/${id}`);

  // Sharing groups.

  sharingGroups = async (listing: Listing = {}) =>
    (await this.#get(SharingGroupList, `/sharing_groups/index${named(listing)}`)).response;

  /** Undefined when MISP does not know it, which it says with 405. */
  async sharingGroup(uuid: string): Promise<SharingGroupReply | undefined> {
    const path = `/sharing_groups/view/${encodeURIComponent(uuid)}`;
    const reply = await this.tool.http.get(path);
    const isUnknown = reply.status === 405 && /^Sharing group doesn/.test(wordsOf(reply, this.tool.settings));
    return isUnknown ? undefined : this.#read(SharingGroupReply, `GET ${path}`, reply);
  }

  addSharingGroup = (fields: object) => this.#post(SharingGroupReply, '/sharingGroups/add', fields);

  editSharingGroup = (uuid: string, fields: object) =>
    this.#post(SharingGroupReply, `/sharingGroups/edit/${uuid}`, fields);

  /** The only way a member leaves: an edit never takes one away. */
  removeFromSharingGroup = (groupId: string, organisationId: string) =>
    this.#post(Deed, `/sharing_groups/removeOrg/${groupId}/${organisationId}`, {});

  // Users.

  users = (listing: Listing = {}) => this.#get(UserList, `/admin/users/index${named(listing)}`);

  /** The user with exactly this address; undefined without one. */
  async userOf(email: string) {
    const found = await this.users({ q: email });
    return found.find(({ User }) => User.email.toLowerCase() === email.toLowerCase())?.User;
  }

  addUser = async (fields: object) => (await this.#post(UserReply, '/admin/users/add', fields)).User;

  editUser = async (id: string, fields: object) =>
    (await this.#post(UserReply, `/admin/users/edit/${id}`, fields)).User;

  deleteUser = (id: string) => this.#remove(`/admin/users/delete/${id}`);

  /** Ends the keys of a user and returns the new one, which MISP tells in its message alone. */
  async resetKey(id: string): Promise<string> {
    const { message = '' } = await this.#post(Deed, `/users/resetauthkey/${id}`, {});
    const key = /: ([a-zA-Z0-9]{40})$/.exec(message)?.[1];
    if (!key) throw new RemoteFailed(this.tool.name, 200, `POST /users/resetauthkey/${id}: its answer holds no key`);
    return key;
  }

  /** When the newest event was changed, as ISO text; undefined without any. */
  async lastEvent(): Promise<string | undefined> {
    const asked = { limit: 1, page: 1, sort: 'timestamp', direction: 'desc' };
    const rows = this.#read(EventList, 'POST /events/index', await this.tool.http.ask('/events/index', asked));
    const seconds = Math.max(0, ...rows.map(({ timestamp }) => Number(timestamp)));
    return seconds > 0 ? new Date(seconds * 1000).toISOString() : undefined;
  }

  // Links to other MISPs.

  servers = () => this.#get(ServerList, '/servers/index');

  addServer = (fields: object): Promise<MispServer> => this.#saveServer('/servers/add', fields);

  editServer = (id: string, fields: object): Promise<MispServer> => this.#saveServer(`/servers/edit/${id}`, fields);

  deleteServer = (id: string) => this.#remove(`/servers/delete/${id}`);

  /** MISP asks the other MISP and tells what came of it; nothing is changed. */
  testConnection = async (id: string) => {
    const path = `/servers/testConnection/${id}`;
    return this.#read(ConnectionTest, `POST ${path}`, await this.tool.http.ask(path, {}));
  };

  async #get<T>(schema: z.ZodType<T>, path: string): Promise<T> {
    return this.#read(schema, `GET ${path}`, await this.tool.http.get(path));
  }

  async #post<T>(schema: z.ZodType<T>, path: string, body: object | null): Promise<T> {
    return this.#read(schema, `POST ${path}`, await this.tool.http.send('POST', path, body));
  }

  /** MISP saves the link first and answers a redirection when it takes no certificate for one. */
  async #saveServer(path: string, fields: object): Promise<MispServer> {
    const reply = await this.tool.http.send('POST', path, fields);
    if (reply.status === 302 && ('submitted_cert' in fields || 'submitted_client_cert' in fields))
      throw new RemoteFailed(
        this.tool.name,
        reply.status,
        `POST ${path}: the link is saved, but without a certificate that MISP did not take for one; change the link instead of adding it again`,
      );
    return this.#read(ServerReply, `POST ${path}`, reply).Server;
  }

  /** True when it was there. */
  async #remove(path: string): Promise<boolean> {
    const reply = await this.tool.http.send('POST', path, {});
    if (reply.status === 404) return false;
    this.#read(Deed, `POST ${path}`, reply);
    return true;
  }

  #read<T>(schema: z.ZodType<T>, tried: string, reply: Reply): T {
    if (reply.status !== 200)
      throw new NotSaved(
        this.tool.name,
        reply.status,
        `${tried}: ${wordsOf(reply, this.tool.settings)}`,
        faultsOf(reply),
      );
    const parsed = schema.safeParse(reply.json());
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    throw new RemoteFailed(
      this.tool.name,
      200,
      `${tried}: its answer is not what MISP sends (${issue?.path.join('.') || 'all of it'}: ${issue?.message ?? ''})`,
    );
  }
}
