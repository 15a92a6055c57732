import { Controller, Inject } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Asked, CONFIG, type Config, JsonText, NotFound, Serves, Settings } from '../../kernel/index.js';
import { scimEndpoints as scim } from './scim.endpoints.js';
import { scimEnabled } from './scim.settings.js';
import { ScimBulk } from './scim-bulk.service.js';
import { resourceTypes, schemas, serviceProvider } from './scim-documents.js';
import { ScimGroups } from './scim-groups.service.js';
import { listOf, type ScimQuery, searchedFor, shaped } from './scim-list.js';
import { ScimUsers } from './scim-users.service.js';
import { type ScimResource, scimType } from './scim-words.js';

/** SCIM 2.0 below `/scim/v2`. */
@Controller()
export class ScimController {
  constructor(
    @Inject(ScimUsers) private readonly users: ScimUsers,
    @Inject(ScimGroups) private readonly groups: ScimGroups,
    @Inject(ScimBulk) private readonly bulkOperations: ScimBulk,
    @Inject(Settings) private readonly settings: Settings,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Serves(scim.service)
  async service(_asked: Asked<typeof scim.service>) {
    await this.#requireOpen();
    return said(serviceProvider(this.config.baseUrl));
  }

  @Serves(scim.resourceTypes)
  resourceTypes({ query }: Asked<typeof scim.resourceTypes>) {
    return this.#documents(resourceTypes(this.config.baseUrl), query);
  }

  @Serves(scim.resourceType)
  resourceType({ params }: Asked<typeof scim.resourceType>) {
    return this.#document(resourceTypes(this.config.baseUrl), params.id);
  }

  @Serves(scim.schemas)
  schemas({ query }: Asked<typeof scim.schemas>) {
    return this.#documents(schemas(this.config.baseUrl), query);
  }

  @Serves(scim.schema)
  schema({ params }: Asked<typeof scim.schema>) {
    return this.#document(schemas(this.config.baseUrl), params.id);
  }

  @Serves(scim.me)
  async me({ principal, query, request, reply }: Asked<typeof scim.me>) {
    await this.#requireOpen();
    return one(await this.users.get(principal, await this.users.own(principal)), query, reply, { request });
  }

  @Serves(scim.replaceMe)
  async replaceMe({ principal, query, body, ifMatch, reply }: Asked<typeof scim.replaceMe>) {
    await this.#requireOpen();
    return one(await this.users.replace(principal, await this.users.own(principal), body, ifMatch), query, reply);
  }

  @Serves(scim.patchMe)
  async patchMe({ principal, query, body, ifMatch, reply }: Asked<typeof scim.patchMe>) {
    await this.#requireOpen();
    return one(await this.users.patch(principal, await this.users.own(principal), body, ifMatch), query, reply);
  }

  @Serves(scim.searchUsers)
  async searchUsers({ principal, body }: Asked<typeof scim.searchUsers>) {
    await this.#requireOpen();
    return said(await this.users.list(principal, searchedFor(body)));
  }

  @Serves(scim.searchGroups)
  async searchGroups({ principal, body }: Asked<typeof scim.searchGroups>) {
    await this.#requireOpen();
    return said(await this.groups.list(principal, searchedFor(body)));
  }

  @Serves(scim.users)
  async listUsers({ principal, query }: Asked<typeof scim.users>) {
    await this.#requireOpen();
    return said(await this.users.list(principal, query));
  }

  @Serves(scim.addUser)
  async addUser({ principal, query, body, reply }: Asked<typeof scim.addUser>) {
    await this.#requireOpen();
    return one(await this.users.create(principal, body), query, reply, { isNew: true });
  }

  @Serves(scim.user)
  async user({ principal, params, query, request, reply }: Asked<typeof scim.user>) {
    await this.#requireOpen();
    return one(await this.users.get(principal, params.id), query, reply, { request });
  }

  @Serves(scim.replaceUser)
  async replaceUser({ principal, params, query, body, ifMatch, reply }: Asked<typeof scim.replaceUser>) {
    await this.#requireOpen();
    return one(await this.users.replace(principal, params.id, body, ifMatch), query, reply);
  }

  @Serves(scim.patchUser)
  async patchUser({ principal, params, query, body, ifMatch, reply }: Asked<typeof scim.patchUser>) {
    await this.#requireOpen();
    return one(await this.users.patch(principal, params.id, body, ifMatch), query, reply);
  }

  @Serves(scim.removeUser)
  async removeUser({ principal, params, ifMatch }: Asked<typeof scim.removeUser>) {
    await this.#requireOpen();
    await this.users.remove(principal, params.id, ifMatch);
    return new JsonText('');
  }

  @Serves(scim.bulk)
  async bulk({ principal, body, request }: Asked<typeof scim.bulk>) {
    await this.#requireOpen();
    const bytes = Number(request.headers['content-length'] ?? 0) || JSON.stringify(body ?? null).length;
    return said(await this.bulkOperations.run(principal, body, bytes));
  }

  @Serves(scim.groups)
  async listGroups({ principal, query }: Asked<typeof scim.groups>) {
    await this.#requireOpen();
    return said(await this.groups.list(principal, query));
  }

  @Serves(scim.addGroup)
  async addGroup(_asked: Asked<typeof scim.addGroup>) {
    await this.#requireOpen();
    return this.groups.refuse();
  }

  @Serves(scim.group)
  async group({ principal, params, query, request, reply }: Asked<typeof scim.group>) {
    await this.#requireOpen();
    return one(await this.groups.get(principal, params.id), query, reply, { request });
  }

  @Serves(scim.replaceGroup)
  async replaceGroup({ principal, params, query, body, ifMatch, reply }: Asked<typeof scim.replaceGroup>) {
    await this.#requireOpen();
    return one(await this.groups.replace(principal, params.id, body, ifMatch), query, reply);
  }

  @Serves(scim.patchGroup)
  async patchGroup({ principal, params, query, body, ifMatch, reply }: Asked<typeof scim.patchGroup>) {
    await this.#requireOpen();
    return one(await this.groups.patch(principal, params.id, body, ifMatch), query, reply);
  }

  @Serves(scim.removeGroup)
  async removeGroup(_asked: Asked<typeof scim.removeGroup>) {
    await this.#requireOpen();
    return this.groups.refuse();
  }

  async #documents(all: readonly object[], query: ScimQuery) {
    await this.#requireOpen();
    return said(listOf(all as readonly ScimResource[], all.length, query));
  }

  async #document(all: readonly { readonly id: string }[], id: string) {
    await this.#requireOpen();
    const found = all.find((document) => document.id.toLowerCase() === id.toLowerCase());
    if (!found) throw new NotFound('there is no such document');
    return said(found);
  }

  async #requireOpen(): Promise<void> {
    if (!(await this.settings.get(scimEnabled))) throw new NotFound('SCIM is not switched on here');
  }
}

const said = (value: object): JsonText =>
  new JsonText(JSON.stringify(value), { 'content-type': `${scimType}; charset=utf-8`, 'cache-control': 'no-store' });

interface Told {
  readonly isNew?: true;
  /** Of a read: whoever has this version already is told so (RFC 7644 §3.14). */
  readonly request?: FastifyRequest;
}

function one(resource: ScimResource, query: ScimQuery, reply: FastifyReply, { isNew, request }: Told = {}): JsonText {
  const { version, location } = resource.meta;
  void reply.header('etag', version);
  if (isNew) void reply.header('location', location);
  if (request && isHeld(request.headers['if-none-match'], version)) {
    void reply.status(304);
    return new JsonText('');
  }
  return said(shaped(resource, query));
}

const opaque = (tag: string): string => tag.trim().replace(/^W\//, '');

/** Whether `If-None-Match` names the version; weak and strong tags are one here (RFC 9110 §13.1.2). */
const isHeld = (header: string | undefined, version: string): boolean =>
  header !== undefined && (header.trim() === '*' || header.split(',').map(opaque).includes(opaque(version)));
