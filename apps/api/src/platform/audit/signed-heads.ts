import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { SignedDays } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import * as z from 'zod';
import { isSignedBy, SigningKeys } from '../../federation/index.js';
import {
  CONFIG,
  type Config,
  defineJob,
  InvalidInput,
  Jobs,
  LOG,
  Store,
  sql,
  systemPrincipal,
} from '../../kernel/index.js';

const headJob = defineJob('audit.head', { retries: 3 });
/** Often, so that a node that was off at midnight signs its day when it is back; the look costs nothing. */
const everyHour = '10 * * * *';
const kind = 'auditHead';

const SignedHead = z.object({
  kind: z.literal(kind),
  uuid: z.uuid(),
  record: z.object({ seq: z.int(), hash: z.string().regex(/^[0-9a-f]{64}$/), day: z.string() }),
  keyId: z.string(),
  signature: z.string(),
});

/** The last row of a day of the audit log, signed: detached JWS over kind, uuid and record, as records are (decision 094). */
export type SignedHead = z.infer<typeof SignedHead>;

/** Where this node keeps what it signed, beside its database. */
export const headsFile = (dataDir: string): string => path.join(dataDir, 'audit-heads.ndjson');

/**
 * Signs each day the row that the audit log ended with the day before (FEATURES AUD-08, decision 158), and hands it out
 * twice: as a line of `audit-heads.ndjson`, and as a row of the log itself, which leaves the node with all others where it
 * is forwarded. Whoever holds a line can tell a log that was rewritten or cut off, whatever its database says.
 */
@Injectable()
export class AuditHeads {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(SigningKeys) private readonly keys: SigningKeys,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOG) private readonly log: Logger,
    @Inject(Jobs) jobs: Jobs,
  ) {
    jobs.register(headJob, async () => void (await this.sign()), { cron: everyHour });
  }

  /** Signs the end of the day before, if that was not done and there is one; answers what was signed. */
  async sign(): Promise<SignedHead | null> {
    // made before the log is held, if there is none yet
    const [{ keyId } = { keyId: '' }] = await this.keys.list();
    const head = await this.store.work(systemPrincipal('audit', 'job'), async (work) => {
      await work.query(sql`select from audit_head for update`);
      const [end] = await work.query<{ seq: string; hash: string; day: string }>(sql`
        select a.seq, encode(a.hash, 'hex') as hash, to_char(a.at at time zone 'UTC', 'YYYY-MM-DD') as day from audit_log a
        where a.at < date_trunc('day', now(), 'UTC') and a.kind <> ${kind}
          and not exists (select from audit_log s where s.kind = ${kind} and (s.after ->> 'seq')::bigint >= a.seq)
        order by a.seq desc limit 1`);
      if (!end) return null;
      const content = { kind, uuid: crypto.randomUUID(), record: { ...end, seq: Number(end.seq) } } as const;
      const [signature = ''] = await this.keys.sign([content]);
      const { uuid, record } = content;
      const after = { ...record, keyId, signature };
      work.log({
        kind,
        entityId: null,
        entityUuid: uuid,
        title: `${record.day}: row ${record.seq}`,
        action: 'sign',
        after,
      });
      return { ...content, keyId, signature };
    });
    if (head) this.#handOut(head);
    return head;
  }

  #handOut(head: SignedHead): void {
    const { dataDir } = this.config;
    try {
      mkdirSync(dataDir, { recursive: true, mode: 0o700 });
      appendFileSync(headsFile(dataDir), `${JSON.stringify(head)}\n`, { mode: 0o600 });
    } catch (error) {
      this.log.error({ error: (error as Error).message, head }, 'the signed head of the audit log could not be kept');
    }
  }
}

/** Every head in a file of lines; none when there is no file. Throws `InvalidInput`, with its number, for a line that is none. */
export function headsIn(file: string): SignedHead[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.flatMap((line, at) => {
    if (line.trim() === '') return [];
    const parsed = SignedHead.safeParse(jsonOf(line));
    if (!parsed.success) throw new InvalidInput(`line ${at + 1} of ${path.basename(file)} is no signed head`);
    return [parsed.data];
  });
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

interface HeadFault {
  readonly seq: number;
  readonly reason: string;
}

/** Heads that the log itself tells of, oldest first, and the first row that only says it is one. */
async function loggedHeads(store: Store): Promise<{ heads: SignedHead[]; fault: HeadFault | null }> {
  const rows = await store.read<{ seq: string; uuid: string; after: Record<string, unknown> }>(
    sql`select seq, entity_uuid as uuid, after from audit_log where kind = ${kind} order by seq`,
  );
  const heads: SignedHead[] = [];
  for (const { seq, uuid, after } of rows) {
    const { keyId, signature, ...record } = after;
    const parsed = SignedHead.safeParse({ kind, uuid, record, keyId, signature });
    if (!parsed.success)
      return { heads, fault: { seq: Number(seq), reason: `row ${seq} says that it is a signed head, and is none` } };
    heads.push(parsed.data);
  }
  return { heads, fault: null };
}

/** The first head that the log does not agree with, or that this node did not sign; null when there is none. */
export async function faultOfHeads(store: Store, heads: readonly SignedHead[]): Promise<HeadFault | null> {
  const own = await loggedHeads(store);
  if (own.fault) return own.fault;
  const all = [...heads, ...own.heads];
  const keyRows = await store.read<{ key_id: string; public_key: { kty: string } }>(
    sql`select key_id, public_key from signing_keys`,
  );
  const keys = new Map(keyRows.map(({ key_id: id, public_key: key }) => [id, key]));
  const rows = await store.read<{ seq: string; hash: string }>(sql`
    select seq, encode(hash, 'hex') as hash from audit_log where seq = any(${all.map(({ record }) => record.seq)}::bigint[])`);
  const hashes = new Map(rows.map(({ seq, hash }) => [Number(seq), hash]));
  for (const { uuid, record, keyId, signature } of all) {
    const key = keys.get(keyId);
    if (!key || !(await isSignedBy(signature, { kind, uuid, record }, key)))
      return { seq: record.seq, reason: `the head signed for ${record.day} is not signed by a key of this node` };
    const hash = hashes.get(record.seq);
    if (hash !== record.hash)
      return {
        seq: record.seq,
        reason: `row ${record.seq} is ${hash ? 'not the one' : 'missing, and was'} signed for ${record.day}: the log was rewritten`,
      };
  }
  return null;
}

/** Everything that was signed, oldest first: as it lies beside the database, and of the log what is not there. */
export async function everyHead(store: Store, dataDir: string): Promise<SignedHead[]> {
  const { heads } = await loggedHeads(store);
  const byUuid = new Map([...heads, ...headsIn(headsFile(dataDir))].map((head) => [head.uuid, head]));
  return [...byUuid.values()].sort((a, b) => a.record.seq - b.record.seq);
}

/** Up to which day the log is signed, and what is wrong with it. */
export async function signedDays(store: Store, dataDir: string): Promise<SignedDays> {
  let heads: SignedHead[] = [];
  let fault: SignedDays['fault'];
  try {
    heads = await everyHead(store, dataDir);
    fault = await faultOfHeads(store, heads);
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    fault = { seq: null, reason: error.message };
  }
  const newest = heads.at(-1);
  const next = await store.readOne<{ overdue: boolean }>(sql`
    select at < date_trunc('day', now() - interval '2 hours', 'UTC') as overdue from audit_log
    where seq > ${newest?.record.seq ?? 0} and kind <> ${kind} order by seq limit 1`);
  return {
    days: heads.length,
    last: newest ? { ...newest.record, keyId: newest.keyId } : null,
    isOverdue: next?.overdue ?? false,
    fault,
  };
}
