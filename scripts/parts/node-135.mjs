/**
 * A node of 1.35 with a memory, shaped by its recordings (WIRE-CONTRACT §4): it serves its lists and records as the
 * original does — its 405, 404, 302 and 500 with them —, and takes records of others by the original's rules, which
 * overwrite, forget tags and values, and never let a member leave. Specs, chaos and bench play with it.
 */
import { randomUUID } from 'node:crypto';
import http from 'node:http';
import https from 'node:https';

/** @typedef {Record<string, any> & { id: number, uuid: string }} Row */
/** @typedef {'organisations' | 'individuals' | 'sharingGroups' | 'encryptionKeys'} Kind */
/** @typedef {{ organisationId: number, extend: boolean }} Member */
/** A fault on the wire: answers instead of the node, or says false to let it answer. @typedef {(request: http.IncomingMessage, response: http.ServerResponse) => boolean} Fault */

/** The most rows a page of the original holds. */
const mostRows = 100;

/** As PHP writes JSON: four spaces, slashes and everything beyond ASCII escaped. @param {unknown} value */
const phpJson = (value) =>
  JSON.stringify(value, null, 4)
    .replaceAll('/', '\\/')
    .replace(/[\u0080-\uffff]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** A moment as the original writes it. @param {Date} [at] */
const moment = (at = new Date()) => `${at.toISOString().slice(0, 19)}+00:00`;

export class Node135 {
  /** The key it knows, and one of a user who is disabled. */
  key = 'a1'.repeat(20);
  disabledKey = 'd1'.repeat(20);
  url = '';
  /** What it was asked, as `GET /path`. @type {string[]} */
  asked = [];
  /** @type {Fault | null} */
  fault = null;
  /** Seconds its clock is ahead. */
  ahead = 0;
  /** @type {Row[]} */
  organisations = [];
  /** @type {Row[]} */
  individuals = [];
  /** @type {Row[]} */
  sharingGroups = [];
  /** Members by group, by what this node calls them. @type {Map<number, Member[]>} */
  members = new Map();
  #nextId = 1;
  #server;
  #scheme;

  /** @param {https.ServerOptions} [tls] for a node that is asked over https */
  constructor(tls) {
    const serve = (/** @type {http.IncomingMessage} */ request, /** @type {http.ServerResponse} */ response) =>
      this.#serve(request, response);
    this.#scheme = tls ? 'https' : 'http';
    this.#server = tls ? https.createServer(tls, serve) : http.createServer(serve);
  }

  /** Starts to listen. @param {number} [port] */
  async start(port = 0) {
    await new Promise((resolve) => this.#server.listen(port, '127.0.0.1', () => resolve(undefined)));
    this.url = `${this.#scheme}://127.0.0.1:${/** @type {import('node:net').AddressInfo} */ (this.#server.address()).port}`;
    return this;
  }

  async stop() {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** @param {Record<string, any>} columns @returns {Row} */
  addOrganisation(columns) {
    const row = { ...this.#head(), name: '', url: null, nationality: null, sector: null, type: null, contacts: null };
    const made = { ...row, tags: [], meta_fields: [], org_groups: [], alignments: [], ...columns };
    this.organisations.push(made);
    return made;
  }

  /** @param {Record<string, any>} columns @returns {Row} */
  addIndividual(columns) {
    const row = { ...this.#head(), email: '', first_name: '', last_name: '', position: null };
    const made = { ...row, meta_fields: [], tags: [], alignments: { organisation: [] }, ...columns };
    this.individuals.push(made);
    return made;
  }

  /** @param {Record<string, any>} columns @param {Member[]} [members] @returns {Row} */
  addGroup(columns, members = []) {
    const row = { ...this.#head(), name: '', releasability: 'to all', description: '', organisation_id: 0, user_id: 1 };
    const made = { ...row, active: true, local: true, ...columns };
    this.sharingGroups.push(made);
    this.members.set(made.id, [...members]);
    return made;
  }

  /** Changes a record as its page does. @param {Row} row @param {Record<string, any>} changes */
  edit(row, changes) {
    Object.assign(row, changes, { modified: this.#now() });
  }

  /** Joining and leaving do not touch the group's moment. @param {Row} group @param {Member[]} members */
  setMembers(group, members) {
    this.members.set(group.id, [...members]);
  }

  /** Deletes for good, as the original does. @param {Kind} kind @param {Row} row */
  remove(kind, row) {
    const list = this.#list(kind);
    list.splice(list.indexOf(row), 1);
  }

  /** Names of the members of a group, as a person reads them. @param {string} uuid */
  membersOf(uuid) {
    const group = this.sharingGroups.find((one) => one.uuid === uuid);
    const ids = (group ? (this.members.get(group.id) ?? []) : []).map(({ organisationId }) => organisationId);
    return this.organisations.filter(({ id }) => ids.includes(id)).map(({ uuid: one }) => one);
  }

  /**
   * Takes a sharing group as the original does: what is here is overwritten, members are added and never leave. Throws
   * where the original answers 500.
   * @param {{ url: string, key: string }} brood @param {number} remoteId
   */
  async takeGroup(brood, remoteId) {
    const sent = await this.#asks(brood, `/sharing-groups/view/${remoteId}.json`);
    const owner = this.#captureOrganisation(sent.organisation);
    const { uuid, name, releasability, description, active, local } = sent;
    const known = this.sharingGroups.find((one) => one.uuid === uuid);
    const group = known ?? this.addGroup({ uuid, organisation_id: owner.id });
    this.edit(group, { name, releasability, description, active, local });
    for (const element of sent.sharing_group_orgs) {
      if (typeof element.extend !== 'boolean') throw new Error('500: extend may not be null');
      const { id } = this.#captureOrganisation(element);
      const members = (this.members.get(group.id) ?? []).filter((one) => one.organisationId !== id);
      this.members.set(group.id, [...members, { organisationId: id, extend: element.extend }]);
    }
    return group;
  }

  /** @param {{ url: string, key: string }} brood @param {string} path @returns {Promise<any>} */
  async #asks(brood, path) {
    const headers = {
      authorization: brood.key,
      accept: 'application/json',
      'content-type': 'application/json',
      'user-agent': 'CakePHP',
      connection: 'close',
    };
    const said = await fetch(`${brood.url}${path}`, { headers, redirect: 'manual' });
    if (said.status !== 200) throw new Error(`403: ${path} answered ${said.status}`);
    return said.json();
  }

  /** @param {Record<string, any>} sent */
  #captureOrganisation(sent) {
    if ('metaFields' in sent) throw new Error('500: metaFields');
    const { uuid, name, url, nationality, sector, type, contacts } = sent;
    if (!uuid || !name) throw new Error('403: an organisation needs a uuid and a name');
    const row = this.organisations.find((one) => one.uuid === uuid) ?? this.addOrganisation({ uuid });
    this.edit(row, { name, url, nationality, sector, type, contacts });
    return row;
  }

  #head() {
    const at = this.#now();
    return { id: this.#nextId++, uuid: randomUUID(), created: at, modified: at };
  }

  #now() {
    return moment(new Date(Date.now() + this.ahead * 1000));
  }

  /** @param {string} kind @returns {Row[]} */
  #list(kind) {
    if (kind === 'organisations') return this.organisations;
    if (kind === 'individuals') return this.individuals;
    return kind === 'sharingGroups' ? this.sharingGroups : [];
  }

  /** @param {http.IncomingMessage} request @param {http.ServerResponse} response */
  #serve(request, response) {
    const url = new URL(request.url ?? '/', 'http://node');
    this.asked.push(`${request.method} ${request.url}`);
    if (this.ahead !== 0) {
      response.sendDate = false;
      response.setHeader('date', new Date(Date.now() + this.ahead * 1000).toUTCString());
    }
    if (this.fault?.(request, response)) return;
    const { authorization: key } = request.headers;
    if (key === this.disabledKey) return void response.writeHead(302, { location: '/users/login' }).end();
    if (key !== this.key) return this.#refuse(response, url, 405, 'Invalid user credentials.');
    const path = url.pathname.replace(/^\/+/, '/').replace(/^\/sharing-groups/, '/sharingGroups');
    if (path === '/instance/status.json') return this.#send(response, this.#status());
    const [, kind = '', action, id] = /^\/(\w+)\/(index|view)(?:\/(\d+))?\.json$/.exec(path) ?? [];
    if (action === 'view') {
      const row = this.#list(kind).find((one) => one.id === Number(id));
      return row
        ? this.#send(response, this.#whole(kind, row))
        : this.#refuse(response, url, 404, 'Record not found in table');
    }
    if (action === 'index') return this.#index(response, url, kind);
    this.#refuse(response, url, 404, 'Not Found');
  }

  /** @param {http.ServerResponse} response @param {URL} url @param {string} kind */
  #index(response, url, kind) {
    const { searchParams: query } = url;
    const asked = query.get('quickFilter');
    if (asked && kind !== 'sharingGroups') return this.#refuse(response, url, 500, 'An Internal Error Has Occurred.');
    const rows = this.#list(kind).filter((row) =>
      [...query].every(([name, value]) => {
        if (['page', 'limit', 'full'].includes(name)) return true;
        const text = String(row[name === 'quickFilter' ? 'name' : name.replace(/^.*_(name|uuid)$/, '$1')] ?? '');
        const plain = value.replace(/^%|%$/g, '').toLowerCase();
        return /^%|%$/.test(value) || name === 'quickFilter'
          ? text.toLowerCase().includes(plain)
          : text.toLowerCase() === plain;
      }),
    );
    const limit = Math.min(
      Number(query.get('limit') ?? rows.length) || rows.length,
      query.has('limit') ? mostRows : 1e9,
    );
    const page = Number(query.get('page') ?? 1);
    if (page > 1 && (page - 1) * limit >= rows.length) return this.#refuse(response, url, 404, 'Not Found');
    const shown = rows.slice((page - 1) * limit, page * limit).map((row) => this.#whole(kind, row));
    this.#send(response, shown, { 'x-total-count': String(rows.length) });
  }

  /** A record as it is served; of a group with its owner, and members whose `extend` stands in `_joinData` alone. @param {string} kind @param {Row} row */
  #whole(kind, row) {
    if (kind !== 'sharingGroups') return row;
    const bare = (/** @type {number} */ id) => {
      const {
        tags: _tags,
        meta_fields: _fields,
        org_groups: _groups,
        alignments: _alignments,
        ...columns
      } = /** @type {Record<string, any>} */ (this.organisations.find((one) => one.id === id) ?? {});
      return columns;
    };
    return {
      ...row,
      user: { id: 1, username: 'admin' },
      organisation: bare(row.organisation_id),
      sharing_group_orgs: (this.members.get(row.id) ?? []).map(({ organisationId, extend }) => ({
        ...bare(organisationId),
        _joinData: { sharing_group_id: row.id, organisation_id: organisationId, deleted: false, extend },
      })),
    };
  }

  #status() {
    const role = { id: 2, uuid: '295746c7-c145-43b8-abe8-b9032e408816', name: 'sync', is_default: false };
    const flags = {
      perm_admin: null,
      perm_sync: true,
      perm_org_admin: false,
      perm_group_admin: false,
      perm_community_admin: true,
      perm_meta_field_editor: false,
      perm_view_all_orgs: true,
    };
    const user = { id: 2, username: 'sync_b', role_id: 2, disabled: false, role: { ...role, ...flags } };
    return { version: '1.35', application: 'Cerebrate', user };
  }

  /** @param {http.ServerResponse} response @param {unknown} body @param {Record<string, string>} [headers] */
  #send(response, body, headers = {}) {
    response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(phpJson(body));
  }

  /** @param {http.ServerResponse} response @param {URL} url @param {number} status @param {string} message */
  #refuse(response, { pathname, search }, status, message) {
    const body = JSON.stringify({ message, url: `${pathname}${search}`, code: status });
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  }
}
