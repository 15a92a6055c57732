import {
  type IndexQuery,
  isLike,
  type AuditLog as WireAuditLog,
  type WireFilter,
  WireRefusal,
  wireTime,
} from '@cerebrate/cerebrate-wire';
import { type AuditEntry, countryName, type ListFilter, type ListRequest } from '@cerebrate/contract';
import { Controller, Inject } from '@nestjs/common';
import { AuditLog } from '../../platform/index.js';
import { listRequest } from '../answers/list-request.js';
import { listed, listedText } from '../answers/replies.js';
import type { Exchange } from '../exchange.js';
import { Speaks } from '../speaks.js';

/** `/auditLogs` of the original (WIRE-CONTRACT §3.14, §9.5); the newest entry comes first. */
@Controller()
export class DialectAuditLogs {
  constructor(@Inject(AuditLog) private readonly log: AuditLog) {}

  @Speaks('auditLogs/index', 'GET POST', 'audit:read')
  async index(exchange: Exchange) {
    const query = exchange.index();
    const request = requestOf(query);
    if (query.limit !== null) {
      const { items, total } = await this.log.list({ ...request, page: query.page, limit: query.limit, total: true });
      if (items.length === 0 && query.page > 1)
        throw new WireRefusal(404, 'There is no such page: it lies after the last one.');
      return listed(exchange, items.map(wireEntry), total ?? items.length);
    }
    const { total } = await this.log.list({ ...request, limit: 0, total: true });
    return listedText(exchange, textsOf(this.log.stream(request)), total ?? 0);
  }
}

async function* textsOf(entries: AsyncIterable<AuditEntry>): AsyncGenerator<string> {
  for await (const entry of entries) yield JSON.stringify(wireEntry(entry));
}

/** The original's columns and ours. */
const fields: Readonly<Record<string, string>> = {
  model_id: 'entityId',
  model: 'kind',
  request_action: 'action',
  user_id: 'actorId',
  model_title: 'title',
  created: 'at',
};

/** A filter that no entry fulfils. */
const none: ListFilter = { field: 'seq', op: 'in', values: [] };

function requestOf(query: IndexQuery): ListRequest {
  const descending = query.sort && ['id', 'created'].includes(query.sort.field) ? query.sort.descending : true;
  return listRequest({
    q: query.quickFilter?.text.replaceAll('\0', '') ?? '',
    sort: [{ field: 'seq', descending }],
    filters: query.filters.map(filterOf),
  });
}

function filterOf({ field, op, values }: WireFilter): ListFilter {
  const own = fields[field];
  if (!own || values.some((value) => value.includes('\0'))) return none;
  if (own === 'kind')
    return { field: own, op: op === 'not' || op === 'notin' ? 'notin' : 'in', values: kindsOf(op, values) };
  if (own === 'action' && op === 'like')
    return { field: own, op: 'in', values: actions.filter((one) => isLike(one, values[0]?.toLowerCase() ?? '')) };
  if (own === 'at')
    return Number.isNaN(Date.parse(values[0] ?? '')) || (op !== 'gte' && op !== 'lte')
      ? none
      : { field: own, op, values };
  if (own === 'entityId' || own === 'actorId') {
    const ids = values.filter((value) => /^\d{1,9}$/.test(value));
    return op === 'like' || ids.length === 0 ? none : { field: own, op, values: ids };
  }
  if (op === 'gte' || op === 'lte') return none;
  if (op !== 'like') return { field: own, op, values };
  const text = (values[0] ?? '').replace(/^%+|%+$/g, '');
  return { field: own, op: values[0]?.startsWith('%') ? 'contains' : 'starts', values: [text] };
}

/** The acts the original names (WIRE-CONTRACT §9.5) and ours. */
const actions = ['add', 'edit', 'delete', 'undelete', 'tag', 'remove_tag', 'login', 'login_fail', 'logout'];

/** Tables there whose names are no plural of ours. */
const models: Readonly<Record<string, string>> = {
  inbox: 'Inbox',
  outbox: 'Outbox',
  tool: 'LocalTools',
  connection: 'RemoteToolConnections',
};
/** `organisation` is `Organisations` there: the name of a table. What moved in from tables we have not kept its name. */
const modelOf = (kind: string): string =>
  models[kind] ?? (/^[A-Z]/.test(kind) ? kind : `${kind.charAt(0).toUpperCase()}${kind.slice(1)}s`);
const kindsOfModel = (model: string): string[] => [
  ...Object.keys(models).filter((kind) => models[kind]?.toLowerCase() === model.toLowerCase()),
  `${model.charAt(0).toLowerCase()}${model.slice(1).replace(/s$/i, '')}`,
  model,
];
const kinds = [
  ...Object.keys(models),
  'brood',
  'sharingGroup',
  'mailingList',
  'encryptionKey',
  'permissionLimitation',
  'organisation',
  'individual',
  'alignment',
  'user',
  'role',
  'authKey',
  'tag',
  'orgGroup',
  'metaTemplate',
  'enumerationCollection',
  'instance',
];

function kindsOf(op: WireFilter['op'], values: readonly string[]): string[] {
  if (op === 'like') return kinds.filter((kind) => isLike(modelOf(kind).toLowerCase(), values[0]?.toLowerCase() ?? ''));
  return values.flatMap(kindsOfModel);
}

/** 0 is a page of the browser, 1 the API, 2 the command line. */
const requestTypes: Readonly<Record<string, number>> = { api: 1, command: 2 };

function wireEntry(entry: AuditEntry): WireAuditLog {
  const { id: userId, name } = entry.actor;
  return {
    id: entry.seq,
    created: wireTime(new Date(entry.at)),
    user_id: userId,
    authkey_id: entry.authKeyId,
    request_ip: entry.ip,
    request_type: requestTypes[entry.channel] ?? 0,
    request_id: entry.requestId,
    request_action: entry.action,
    model: modelOf(entry.kind),
    model_id: entry.entityId,
    model_title: entry.title,
    changed: changedText(entry),
    user: userId === null ? null : { id: userId, username: name },
  };
}

/** The new value of a field that had none, else old and new; a delete tells nothing (WIRE-CONTRACT §9.5). */
function changedText({ action, changes }: AuditEntry): string {
  if (action === 'delete' || changes.length === 0) return '[]';
  const told = changes.map(({ field, before, after }) => {
    const [old, now] = field === 'country' ? [before, after].map(nationality) : [before, after];
    return [field === 'country' ? 'nationality' : snakeCase(field), old === null ? now : [old, now]];
  });
  return JSON.stringify(Object.fromEntries(told));
}

const nationality = (code: unknown): unknown => (typeof code === 'string' ? (countryName(code) ?? code) : code);
const snakeCase = (name: string): string =>
  name.includes('.') ? name : name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
