import * as z from 'zod';
import { type Remote, RemoteFailed, type RemoteReply } from '../../kernel/index.js';
import { peerOf } from '../single-sign-on/provider-client.js';
import type { Provider } from '../single-sign-on/provider-settings.js';

/** An account as Keycloak has it; what we do not know of is kept as it came, so that it can be sent back whole. */
export const KeycloakAccount = z.looseObject({
  id: z.string(),
  username: z.string(),
  email: z.string().nullish(),
  firstName: z.string().nullish(),
  lastName: z.string().nullish(),
  enabled: z.boolean().default(false),
  attributes: z.record(z.string(), z.array(z.string())).nullish(),
  access: z.record(z.string(), z.boolean()).optional(),
});
export type KeycloakAccount = z.infer<typeof KeycloakAccount>;

/** Our client as Keycloak has it. */
export const KeycloakClient = z.looseObject({
  id: z.string(),
  clientId: z.string(),
  enabled: z.boolean().default(true),
  publicClient: z.boolean().default(false),
  standardFlowEnabled: z.boolean().default(false),
  serviceAccountsEnabled: z.boolean().default(false),
  redirectUris: z.array(z.string()).default([]),
  attributes: z.record(z.string(), z.string().nullable()).default({}),
  access: z.record(z.string(), z.boolean()).optional(),
});
export type KeycloakClient = z.infer<typeof KeycloakClient>;

/** How an attribute gets into tokens. */
export const ProtocolMapper = z.looseObject({
  id: z.string().optional(),
  name: z.string(),
  protocol: z.string(),
  protocolMapper: z.string(),
  config: z.record(z.string(), z.string()).default({}),
});
export type ProtocolMapper = z.infer<typeof ProtocolMapper>;

/** Which attributes accounts may have (Keycloak 24 and newer). */
export const UserProfile = z.looseObject({
  attributes: z.array(z.looseObject({ name: z.string() })).default([]),
  unmanagedAttributePolicy: z.string().nullish(),
});
export type UserProfile = z.infer<typeof UserProfile>;

/** Called after each call that concerns an account, whatever came of it (FEATURES KCL-17). */
export type NoteCall = (action: string, fault: RemoteFailed | null) => Promise<void>;
const silently: NoteCall = async () => undefined;

const attributeMapper = 'oidc-usermodel-attribute-mapper';

/**
 * Keycloak's admin API as the service account of our client (WIRE-CONTRACT §1.5). Accounts are named by their id;
 * names are searched exactly. Every method throws `RemoteFailed`; 403 names the roles that are missing.
 */
export class KeycloakAdmin {
  #token: { readonly value: string; readonly goodUntil: number } | undefined;

  constructor(
    private readonly remote: Remote,
    private readonly provider: Provider,
  ) {}

  /** The service account's token; kept until shortly before its end. */
  async token(): Promise<string> {
    if (this.#token && this.#token.goodUntil > Date.now()) return this.#token.value;
    const { clientId, clientSecret } = this.provider;
    const reply = await this.remote.expect(peerOf(this.provider), {
      method: 'POST',
      url: `${this.provider.issuer}/protocol/openid-connect/token`,
      form: { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret },
    });
    const said = z.object({ access_token: z.string(), expires_in: z.number().default(60) }).safeParse(reply.json());
    if (!said.success) throw new RemoteFailed(this.provider.label, reply.status, 'the answer holds no token');
    const { access_token: value, expires_in: seconds } = said.data;
    this.#token = { value, goodUntil: Date.now() + Math.max(5, seconds - 15) * 1000 };
    return value;
  }

  /** The account of exactly that user name, or null. */
  async findByUsername(username: string, note: NoteCall = silently): Promise<KeycloakAccount | null> {
    const query = new URLSearchParams({ username, exact: 'true', briefRepresentation: 'false', max: '2' });
    const found = await this.#get(`/users?${query}`, z.array(KeycloakAccount), note, 'keycloakGetUser');
    return found.find((one) => one.username.toLowerCase() === username.toLowerCase()) ?? null;
  }

  /** The account of that id, or null when there is none any more. */
  async account(id: string, note: NoteCall = silently): Promise<KeycloakAccount | null> {
    return absentIsNull(this.#get(`/users/${encodeURIComponent(id)}`, KeycloakAccount, note, 'keycloakGetUser'));
  }

  /** All accounts, page by page. */
  async *accounts(pageSize = 200): AsyncGenerator<KeycloakAccount> {
    for (let first = 0; ; first += pageSize) {
      const query = new URLSearchParams({ first: String(first), max: String(pageSize), briefRepresentation: 'false' });
      const page = await this.#get(`/users?${query}`, z.array(KeycloakAccount), silently, 'syncUsers');
      yield* page;
      if (page.length < pageSize) return;
    }
  }

  /** Makes an account and returns its id. */
  async create(account: Omit<KeycloakAccount, 'id'>, note: NoteCall): Promise<string> {
    const reply = await this.#call('POST', '/users', account, note, 'createUser');
    const id = /\/users\/([^/?]+)$/.exec(reply.headers['location'] ?? '')?.[1];
    if (!id) throw new RemoteFailed(this.provider.label, reply.status, 'made the account but did not say its id');
    return decodeURIComponent(id);
  }

  /** Writes an account whole: what is left out is lost there, so read it first (keycloak #21777). */
  async update(account: KeycloakAccount, note: NoteCall): Promise<void> {
    await this.#call('PUT', `/users/${encodeURIComponent(account.id)}`, account, note, 'keycloakUpdateUser');
  }

  /** Deletes an account by its id; one that is gone is fine. */
  async remove(id: string, note: NoteCall): Promise<void> {
    await absentIsNull(
      this.#call('DELETE', `/users/${encodeURIComponent(id)}`, undefined, note, 'keycloakUserDeletion'),
    );
  }

  /** Ends every session of an account there, and takes its offline tokens back. */
  async endSessions(id: string, note: NoteCall): Promise<void> {
    const path = `/users/${encodeURIComponent(id)}`;
    await this.#call('POST', `${path}/logout`, undefined, note, 'keycloakLogout');
    const Consent = z.looseObject({
      clientId: z.string(),
      additionalGrants: z.array(z.looseObject({ key: z.string().optional() })).default([]),
    });
    const consents = await this.#get(`${path}/consents`, z.array(Consent), silently, 'keycloakGetUser');
    for (const { clientId, additionalGrants } of consents)
      if (additionalGrants.length > 0)
        await absentIsNull(
          this.#call(
            'DELETE',
            `${path}/consents/${encodeURIComponent(clientId)}`,
            undefined,
            note,
            'keycloakRevokeOffline',
          ),
        );
  }

  /** Has Keycloak write to the account's address with a link to choose a password; it leads back to `redirectUri`. */
  async sendWelcome(id: string, redirectUri: string, note: NoteCall): Promise<void> {
    const query = new URLSearchParams({ client_id: this.provider.clientId, redirect_uri: redirectUri });
    const path = `/users/${encodeURIComponent(id)}/execute-actions-email?${query}`;
    await this.#call('PUT', path, ['UPDATE_PASSWORD'], note, 'keycloakWelcomeEmail');
  }

  /** Our own client, or null when the service account does not see it. */
  async client(): Promise<KeycloakClient | null> {
    const query = new URLSearchParams({ clientId: this.provider.clientId });
    const [found] = await this.#get(`/clients?${query}`, z.array(KeycloakClient));
    return found ? this.#get(`/clients/${found.id}`, KeycloakClient) : null;
  }

  /** Writes our client whole. */
  async updateClient(client: KeycloakClient): Promise<void> {
    await this.#call('PUT', `/clients/${client.id}`, client);
  }

  /** The mappers of our client that bring attributes into tokens. */
  async mappers(client: KeycloakClient): Promise<ProtocolMapper[]> {
    const all = await this.#get(`/clients/${client.id}/protocol-mappers/models`, z.array(ProtocolMapper));
    return all.filter(({ protocolMapper }) => protocolMapper === attributeMapper);
  }

  /** Adds mappers. */
  async addMappers(client: KeycloakClient, mappers: readonly ProtocolMapper[]): Promise<void> {
    if (mappers.length > 0) await this.#call('POST', `/clients/${client.id}/protocol-mappers/add-models`, mappers);
  }

  /** Takes a mapper away. */
  async removeMapper(client: KeycloakClient, mapperId: string): Promise<void> {
    await absentIsNull(this.#call('DELETE', `/clients/${client.id}/protocol-mappers/models/${mapperId}`));
  }

  /** Which attributes accounts may have; null for a Keycloak before 24, which has no such rules. */
  async userProfile(): Promise<UserProfile | null> {
    return absentIsNull(this.#get('/users/profile', UserProfile));
  }

  /** Writes the rules of attributes whole. */
  async updateUserProfile(profile: UserProfile): Promise<void> {
    await this.#call('PUT', '/users/profile', profile);
  }

  /** What the service account may see of the realm. */
  async realm(): Promise<{ smtpServer: Record<string, unknown> | undefined }> {
    const Realm = z.looseObject({ smtpServer: z.record(z.string(), z.unknown()).optional() });
    const { smtpServer } = await this.#get('', Realm);
    return { smtpServer };
  }

  async #get<T>(path: string, schema: z.ZodType<T>, note = silently, action = 'keycloakGetUser'): Promise<T> {
    const reply = await this.#call('GET', path, undefined, note, action);
    const parsed = schema.safeParse(reply.json());
    if (parsed.success) return parsed.data;
    throw new RemoteFailed(
      this.provider.label,
      reply.status,
      `the answer is not as expected: ${parsed.error.issues[0]?.message}`,
    );
  }

  async #call(
    method: string,
    path: string,
    json?: unknown,
    note: NoteCall = silently,
    action = 'keycloakCall',
  ): Promise<RemoteReply> {
    try {
      const reply = await this.#asked(method, path, json);
      await note(action, null);
      return reply;
    } catch (error) {
      const fault = error instanceof RemoteFailed ? explained(error) : error;
      if (fault instanceof RemoteFailed) await note(action, fault);
      throw fault;
    }
  }

  async #asked(method: string, path: string, json: unknown): Promise<RemoteReply> {
    const reply = await this.#askedOnce(method, path, json);
    // a token knows the roles of its birth: one that was given since is in the next
    if (reply.status !== 401 && reply.status !== 403) return accepted(reply, this.provider.label);
    this.forgetToken();
    return accepted(await this.#askedOnce(method, path, json), this.provider.label);
  }

  /** The next call gets a new token, with the roles of then. */
  forgetToken(): void {
    this.#token = undefined;
  }

  async #askedOnce(method: string, path: string, json: unknown): Promise<RemoteReply> {
    const token = await this.token();
    const peer = { ...peerOf(this.provider), secrets: [this.provider.clientSecret, token] };
    const { baseUrl, realm } = this.provider;
    return this.remote.ask(peer, {
      method,
      url: `${baseUrl}/admin/realms/${encodeURIComponent(realm)}${path}`,
      headers: { authorization: `Bearer ${token}` },
      json,
    });
  }
}

function accepted(reply: RemoteReply, name: string): RemoteReply {
  if (reply.status >= 200 && reply.status <= 299) return reply;
  throw new RemoteFailed(name, reply.status, wordsOf(reply));
}

const Fault = z.object({
  errorMessage: z.string().optional(),
  error_description: z.string().optional(),
  error: z.string().optional(),
  field: z.string().optional(),
});

function wordsOf({ text, status }: RemoteReply): string {
  const body = parsed(text);
  const { errorMessage, error_description: description, error, field } = Fault.safeParse(body).data ?? {};
  const words = errorMessage ?? description ?? error ?? text.slice(0, 200);
  return `${words || `status ${status}`}${field ? ` (${field})` : ''}`.replace(/eyJ[\w.-]+/g, '•••').slice(0, 300);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

const explained = (fault: RemoteFailed): RemoteFailed =>
  fault.remoteStatus === 403
    ? new RemoteFailed(
        fault.remote,
        403,
        `the service account lacks a role there; the self-test names it (${fault.summary})`,
      )
    : fault;

async function absentIsNull<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof RemoteFailed && error.remoteStatus === 404) return null;
    throw error;
  }
}

/** The mapper that brings an attribute into tokens under its own name; `managed` marks those that we may take away. */
export const mapperOf = (name: string, isMultivalued: boolean): ProtocolMapper => ({
  name,
  protocol: 'openid-connect',
  protocolMapper: attributeMapper,
  config: {
    'user.attribute': name,
    'claim.name': name.replaceAll('.', '\\.'),
    'jsonType.label': 'String',
    'id.token.claim': 'true',
    'access.token.claim': 'true',
    'userinfo.token.claim': 'true',
    'introspection.token.claim': 'true',
    multivalued: String(isMultivalued),
    'cerebrate.managed': 'true',
  },
});
