import { wireMask } from '../../tools/index.js';
import { type Original, type OriginalRow, OriginalUnreadable, type Untold } from './original.js';

const pageSize = 100;
type Row = Record<string, unknown>;

/** How a table is told of: by the list of a controller, or inside the rows of another table. */
interface Teller {
  readonly path: string;
  /** The rows of the table in one row of the list. */
  rows(row: Row): readonly Row[];
  /** Rows that other tables need to be whole, with ids of their own making. */
  readonly numbered?: boolean;
}

const self = (path: string): Teller => ({ path, rows: (row) => [row] });
const listIn = (row: Row, key: string): Row[] => (Array.isArray(row[key]) ? (row[key] as Row[]) : []);
const joinOf = (row: Row): Row => (row['_joinData'] ?? {}) as Row;

const tagsOf = (path: string, model: string): Teller => ({
  path,
  rows: (row) => listIn(row, 'tags').map((tag) => ({ tag_id: tag['id'], fk_id: row['id'], fk_model: model })),
});

/** Connectors that come with the original, for one whose list of all cannot be had. */
const shippedConnectors = ['MispConnector'];

/** A table may be told of by several lists. */
const tellers: Readonly<Record<string, readonly Teller[]>> = {
  roles: [self('roles')],
  organisations: [self('organisations')],
  individuals: [self('individuals')],
  users: [self('users')],
  alignments: [self('alignments')],
  org_groups: [self('orgGroups')],
  org_groups_organisations: [
    { path: 'organisations', rows: (row) => listIn(row, 'org_groups').map((group) => joinOf(group)) },
  ],
  org_groups_admins: [{ path: 'users', rows: (row) => listIn(row, 'org_groups').map((group) => joinOf(group)) }],
  encryption_keys: [self('encryptionKeys')],
  meta_templates: [self('metaTemplates')],
  meta_template_fields: [{ path: 'metaTemplates', rows: (row) => listIn(row, 'meta_template_fields') }],
  meta_fields: ['organisations', 'individuals', 'users'].map((path) => ({
    path,
    rows: (row: Row) => listIn(row, 'meta_fields'),
  })),
  tags_tags: [self('tags')],
  tags_tagged: [
    tagsOf('organisations', 'Organisations'),
    tagsOf('individuals', 'Individuals'),
    tagsOf('orgGroups', 'OrgGroups'),
  ],
  enumeration_collections: [self('enumerationCollections')],
  enumerations: [
    {
      path: 'enumerationCollections',
      numbered: true,
      rows: (row) =>
        (Array.isArray(row['values']) ? row['values'] : []).map((value: unknown) => ({
          value,
          enumeration_collection_id: row['id'],
        })),
    },
  ],
  sharing_groups: [self('sharingGroups')],
  sgo: [
    {
      path: 'sharingGroups',
      rows: (row) =>
        listIn(row, 'sharing_group_orgs').map((member) => ({
          ...joinOf(member),
          sharing_group_id: row['id'],
          organisation_id: member['id'],
        })),
    },
  ],
  broods: [self('broods')],
  mailing_lists: [self('mailingLists')],
  mailing_lists_individuals: [
    { path: 'mailingLists', rows: (row) => listIn(row, 'individuals').map((member) => joinOf(member)) },
  ],
  mailing_lists_meta_fields: [
    { path: 'mailingLists', rows: (row) => listIn(row, 'meta_fields').map((value) => joinOf(value)) },
  ],
  permission_limitations: [self('permissionLimitations')],
  audit_logs: [self('auditLogs')],
};

/**
 * Opens a PHP Cerebrate over its REST API, with the auth key of a community administrator. Hashes of passwords and keys
 * are not told there, nor settings of users; tools are told to instance administrators alone. Throws `OriginalUnreadable`
 * when it does not answer as an original does.
 */
export async function openOriginalApi(address: string, key: string): Promise<Original> {
  const original = new OriginalApi(address.replace(/\/+$/, ''), key);
  await original.greet();
  return original;
}

class OriginalApi implements Original {
  readonly kind = 'api';
  readonly #lists = new Map<string, Promise<Row[]>>();
  #toolsThere: Promise<ReadonlyMap<string, number | null>> | undefined;

  constructor(
    private readonly address: string,
    private readonly key: string,
  ) {}

  get name(): string {
    const { host, pathname } = new URL(this.address);
    return host + pathname.replace(/\/$/, '');
  }

  /** Makes sure of who answers, and that the key sees everything. */
  async greet(): Promise<void> {
    const status = (await this.#ask('/instance/status.json')) as { application?: string; user?: { role?: Row } };
    if (status?.application !== 'Cerebrate')
      throw new OriginalUnreadable(`${this.name} does not answer as a Cerebrate does`);
    const role = status.user?.role ?? {};
    if (role['perm_admin'] !== true && role['perm_community_admin'] !== true)
      throw new OriginalUnreadable(
        'the auth key must be that of a community administrator: others do not see everything',
      );
  }

  async tables(): Promise<ReadonlySet<string>> {
    return new Set([...Object.keys(tellers), 'local_tools']);
  }

  async count(table: string): Promise<number> {
    return (await this.#rows(table)).length;
  }

  async *batches(table: string, after = 0): AsyncGenerator<readonly OriginalRow[]> {
    const rows = (await this.#rows(table)).filter((row) => after === 0 || Number(row['id']) > after);
    for (let at = 0; at < rows.length; at += 500) yield rows.slice(at, at + 500);
  }

  /** Tools whose settings are kept from this key, connections of tools, and messages. */
  async untold(): Promise<readonly Untold[]> {
    const untold: Untold[] = [];
    let tools = 0;
    for (const [connector, there] of await this.#countedTools()) {
      if (there === 0) continue;
      const taken = (await this.#toolsOf(connector)).length;
      tools += Math.max(there ?? 0, taken);
      const reason = `tools of ${connector} are told to instance administrators alone: run it again with the key of one`;
      if (there !== null && there > taken) untold.push({ table: 'local_tools', rows: there - taken, reason });
    }
    const reason = 'the API does not tell of connections between tools: ask for them anew, or move from the database';
    if (tools > 0) untold.push({ table: 'remote_tool_connections', rows: null, reason });
    for (const table of ['inbox', 'outbox']) {
      const rows = (await this.#list(table)).length;
      const why = 'the API does not tell messages in full: deal with them there first, or move from the database';
      if (rows > 0) untold.push({ table, rows, reason: why });
    }
    return untold;
  }

  async close(): Promise<void> {
    this.#lists.clear();
  }

  /** Connectors there and how many tools each has; null when that was not told, since it asks every tool how it is. */
  #countedTools(): Promise<ReadonlyMap<string, number | null>> {
    this.#toolsThere ??= this.#ask('/localTools/index.json').then(
      (told) =>
        new Map(
          (told as Row[]).map((kind) => [String(kind['connector']), listIn(kind, 'connections').length] as const),
        ),
      () => new Map(shippedConnectors.map((name) => [name, null] as const)),
    );
    return this.#toolsThere;
  }

  /** The tools of a connector; none for whoever administers no instance. Secrets that are masked are left out. */
  async #toolsOf(connector: string): Promise<Row[]> {
    const rows = await this.#list(`localTools/connectorIndex/${encodeURIComponent(connector)}`);
    return rows.map((row) => ({ ...row, settings: withoutMasks(row['settings']) }));
  }

  async #tools(): Promise<Row[]> {
    const names = [...(await this.#countedTools())].filter(([, there]) => there !== 0).map(([name]) => name);
    return (await Promise.all(names.map((name) => this.#toolsOf(name)))).flat();
  }

  /** In the order of their ids, each once. */
  async #rows(table: string): Promise<Row[]> {
    const found: Row[] = table === 'local_tools' ? await this.#tools() : [];
    for (const teller of tellers[table] ?? []) {
      const told = (await this.#list(teller.path)).flatMap((row) => teller.rows(row));
      found.push(...(teller.numbered ? told.map((row, at) => ({ id: at + 1, ...row })) : told));
    }
    const known = new Set<unknown>();
    return found
      .map(withoutCompany)
      .filter(({ id }) => id === undefined || (!known.has(id) && known.add(id)))
      .sort((a, b) => Number(a['id'] ?? 0) - Number(b['id'] ?? 0));
  }

  #list(path: string): Promise<Row[]> {
    const found = this.#lists.get(path) ?? this.#read(path);
    this.#lists.set(path, found);
    return found;
  }

  async #read(path: string): Promise<Row[]> {
    const rows: Row[] = [];
    for (let page = 1; ; page++) {
      const list = path.includes('/') ? path : `${path}/index`;
      const told = await this.#ask(`/${list}.json?page=${page}&limit=${pageSize}&sort=id&direction=asc`);
      if (!Array.isArray(told)) throw new OriginalUnreadable(`${this.name} does not list its ${path}`);
      // some lists are whole on every page
      if (page > 1 && told.length > 0 && told[0].id === rows[0]?.['id']) return rows;
      rows.push(...(told as Row[]));
      // groups that are hidden from a page leave it short (WIRE-CONTRACT §3.8): only an empty one is the last
      if (told.length === 0 || (told.length < pageSize && path !== 'sharingGroups')) return rows;
    }
  }

  async #ask(path: string): Promise<unknown> {
    const headers = { accept: 'application/json', authorization: this.key };
    try {
      const response = await fetch(this.address + path, {
        headers,
        redirect: 'manual',
        signal: AbortSignal.timeout(120_000),
      });
      if (response.status === 404 || (response.status === 405 && !path.startsWith('/instance'))) return [];
      if (!response.ok) throw new Error(`it answers ${response.status} to ${path.split('?')[0]}`);
      return await response.json();
    } catch (error) {
      throw new OriginalUnreadable(`${this.name} cannot be read: ${(error as Error).message}`);
    }
  }
}

/** The row's own columns: what hangs on it is told by lists of its own, and may change without it. */
const withoutCompany = (row: Row): Row =>
  Object.fromEntries(
    Object.entries(row).filter(
      ([key, value]) => key === 'sane_default' || key === 'values_list' || value === null || typeof value !== 'object',
    ),
  );

/** Settings without what stands for a secret that is not told: a node of this program tells none. */
function withoutMasks(settings: unknown): unknown {
  if (typeof settings !== 'string' || !settings.includes(wireMask)) return settings;
  const values = Object.entries(JSON.parse(settings) as Row);
  return JSON.stringify(Object.fromEntries(values.filter(([, value]) => value !== wireMask)));
}
