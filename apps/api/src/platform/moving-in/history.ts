import { isIPv6 } from 'node:net';
import { brotliDecompressSync } from 'node:zlib';
import { cut, masked, sql, type Work } from '../../kernel/index.js';
import { Fields } from './fields.js';
import type { Original } from './original.js';
import type { Pass } from './pass.js';
import { type Moved, nothing } from './report.js';

/** What the original calls its tables, and we the records in them. */
const kinds: Readonly<Record<string, string>> = {
  Organisations: 'organisation',
  Individuals: 'individual',
  Alignments: 'alignment',
  Users: 'user',
  Roles: 'role',
  AuthKeys: 'authKey',
  EncryptionKeys: 'encryptionKey',
  OrgGroups: 'orgGroup',
  SharingGroups: 'sharingGroup',
  MailingLists: 'mailingList',
  MetaTemplates: 'metaTemplate',
  MetaFields: 'metaField',
  Tags: 'tag',
  EnumerationCollections: 'enumerationCollection',
  PermissionLimitations: 'permissionLimitation',
  Broods: 'brood',
  LocalTools: 'tool',
  RemoteToolConnections: 'connection',
  Inbox: 'inbox',
  Outbox: 'outbox',
};
const actions: Readonly<Record<string, string>> = {
  soft_delete: 'delete',
  tag_local: 'tag',
  remove_local_tag: 'remove_tag',
};
const channels = ['browser', 'api', 'command'] as const;
/** Their values never come over, whatever the original kept of them. */
const secrets = /pass(word)?|authkey|secret|settings|token|private/i;
const brotliMark = Buffer.from([0xce, 0xb2, 0xcf, 0x81]);
/** A change that unfolds to more than this is not believed. */
const longestChange = 4 * 1024 * 1024;

/** The model without the plugin it is of: `Tags.Tags` is `Tags`. */
const kindOf = (model: string): string => {
  const plain = model.slice(model.lastIndexOf('.') + 1);
  return kinds[plain] ?? (plain || 'unknown');
};

/**
 * Appends the audit log of the original to ours, in its order and with its moments, from where the last run ended
 * (DATA-MODEL §3.8). Each row says where it came from: the chain proves that it did not change since, not who wrote it.
 * Rows that came before are read once more, so that what there is to say about them is in every report.
 */
export async function moveHistory(
  original: Original,
  pass: Pass,
  write: (act: (work: Work) => Promise<void>) => Promise<void>,
): Promise<Moved> {
  const names = await userNames(original);
  const moved = nothing();
  let after = 0;
  await write(async (work) => {
    const [row] = await work.query<{ id: number }>(
      sql`select target_id as id from moved_rows where source_table = 'audit_logs' and source_id = 0`,
    );
    after = row?.id ?? 0;
  });
  for await (const rows of original.batches('audit_logs')) {
    const read = rows.map((row) => new Fields('audit_logs', row));
    const entries = read
      .map((fields) => ({ id: fields.id, entry: historyRow(fields, names, pass) }))
      .flatMap(({ id, entry }) => (id > after ? [entry] : []));
    moved.added += entries.length;
    moved.unchanged += rows.length - entries.length;
    const last = read.at(-1)?.id ?? 0;
    if (entries.length === 0) continue;
    await write(async (work) => {
      await work.query(sql`select audit_append(${holdable(entries)}::jsonb)`);
      await work.query(sql`
        insert into moved_rows (source_table, source_id, target_id, digest) values ('audit_logs', 0, ${last}, '')
        on conflict (source_table, source_id) do update set target_id = excluded.target_id`);
    });
  }
  return moved;
}

/** JSON that PostgreSQL can hold: no NUL and no half of a pair of surrogates, which are always escaped here. */
const holdable = (entries: unknown): string =>
  JSON.stringify(entries).replace(/\\\\|\\u0000|\\ud[89a-f][0-9a-f]{2}/g, (found) =>
    found === '\\\\' ? found : '\ufffd',
  );

async function userNames(original: Original): Promise<Map<number, string>> {
  const names = new Map<number, string>();
  for await (const rows of original.batches('users'))
    for (const row of rows) names.set(Number(row['id']), new Fields('users', row).text('username') ?? '');
  return names;
}

/** 0 is nobody, and what is above is no id here. */
function idIn(fields: Fields, key: string): number | null {
  const id = fields.integer(key) ?? 0;
  return id > 0 && id < 2 ** 31 ? id : null;
}

function historyRow(fields: Fields, names: ReadonlyMap<number, string>, pass: Pass) {
  const actor = idIn(fields, 'user_id');
  const action = fields.text('request_action') ?? 'edit';
  const ip = addressIn(fields.raw('request_ip'));
  const { before, after } = changeIn(fields, pass);
  if (fields.hasNoMoment('created')) pass.remark(fields, 'had no moment: 1970 stands there');
  return {
    at: (fields.moment('created') ?? new Date(0)).toISOString(),
    actor_id: actor,
    actor_name: actor === null ? 'unknown' : (names.get(actor) ?? `user ${actor}`),
    auth_key_id: idIn(fields, 'authkey_id'),
    channel: channels[fields.integer('request_type') ?? 0] ?? 'browser',
    ip,
    request_id: fields.line('request_id'),
    action: actions[action] ?? action,
    kind: kindOf(fields.text('model') ?? ''),
    entity_id: idIn(fields, 'model_id'),
    entity_uuid: null,
    title: cut(fields.text('model_title') ?? '', 255),
    before,
    after,
    related: [],
    message: `from the audit log of ${fields.id === 0 ? 'the original' : `the original, row ${fields.id}`}`,
  };
}

/** `field: new` or `field: [old, new]`, plain or brotli behind its mark (WIRE-CONTRACT §9.5). */
function changeIn(fields: Fields, pass: Pass): Record<'before' | 'after', Record<string, unknown> | null> {
  const change = unfolded(fields, pass);
  const entries = Object.entries(change).map(([field, value]) => {
    const [old, now] = Array.isArray(value) && value.length === 2 ? [value[0], value[1]] : [null, value];
    const isSecret = secrets.test(field);
    return { field, old: isSecret && old !== null ? masked : old, now: isSecret && now !== null ? masked : now };
  });
  if (entries.length === 0) return { before: null, after: null };
  return {
    before: Object.fromEntries(entries.map(({ field, old }) => [field, old])),
    after: Object.fromEntries(entries.map(({ field, now }) => [field, now])),
  };
}

function unfolded(fields: Fields, pass: Pass): Record<string, unknown> {
  // 'change' is what the first schema called it.
  const raw = fields.raw('changed') ?? fields.raw('change');
  const bytes = Buffer.isBuffer(raw) ? raw : Buffer.from(raw === null || raw === undefined ? '' : String(raw));
  if (bytes.length === 0) return {};
  try {
    const isFolded = bytes.subarray(0, 4).equals(brotliMark);
    const plain = isFolded ? brotliDecompressSync(bytes.subarray(4), { maxOutputLength: longestChange }) : bytes;
    const change = JSON.parse(plain.toString('utf8')) as unknown;
    return change !== null && typeof change === 'object' && !Array.isArray(change) ? { ...change } : {};
  } catch {
    pass.remark(fields, 'is here without what changed: that could not be read');
    return {};
  }
}

/** Bytes as `inet_pton` makes them, or text. */
function addressIn(raw: unknown): string | null {
  if (!Buffer.isBuffer(raw)) return typeof raw === 'string' && /^[\d.:a-f]+$/i.test(raw) ? raw : null;
  if (raw.length === 4) return [...raw].join('.');
  const groups = raw.length === 16 ? (raw.toString('hex').match(/.{4}/g) ?? []).join(':') : '';
  return isIPv6(groups) ? groups : null;
}
