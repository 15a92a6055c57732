import type { ChainReport } from '@cerebrate/contract';
import { type Store, sql } from '../../kernel/index.js';
import { faultOfHeads, type SignedHead } from './signed-heads.js';

/** Rows read by one statement: bounds the memory and time of each. */
const rangeSize = 20_000;

interface Head {
  seq: string;
  hash: string;
  last: string;
}
interface RangeOutcome {
  checked: string;
  fault_seq: string | null;
  expected: string | null;
  relinked: boolean | null;
  erased: string;
}
/** A row somebody noted outside the database, to hold the log against. */
export interface NotedRow {
  readonly seq: number;
  /** SHA-256 in hexadecimal. */
  readonly hash: string;
}

export interface ChainExtent {
  /** First and last row to check; by default all. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly noted?: NotedRow | undefined;
  /** What was signed on earlier days, as it was kept outside the database. */
  readonly heads?: readonly SignedHead[] | undefined;
}

/**
 * Recomputes the hash of every row of the audit log between `from` and `to` and checks that each follows the one before
 * without a gap, and that the newest is the one the head names. A cut-off end whose head was rewritten too can only be
 * seen by a row `noted` earlier, or by the `heads` signed each day; those in the log are looked at anyhow. Reads in ranges, in constant memory, and may run beside writers.
 */
export async function verifyChain(store: Store, extent: ChainExtent = {}): Promise<ChainReport> {
  const head = await readHead(store);
  const newest = Number(head.seq);
  const from = Math.max(1, extent.from ?? 1);
  const to = Math.min(newest, extent.to ?? newest);
  let checked = 0;
  let erased = 0;
  const report = (fault: ChainReport['fault']): ChainReport => ({
    sound: fault === null,
    checked,
    erased,
    from,
    to,
    head: { seq: newest, hash: head.hash },
    fault,
  });
  for (let first = from; first <= to; first += rangeSize) {
    const last = Math.min(to, first + rangeSize - 1);
    const outcome = await verifyRange(store, first, last);
    checked += Number(outcome.checked);
    erased += Number(outcome.erased);
    const fault = faultIn(outcome, first, last);
    if (fault) return report(fault);
  }
  return report(
    (await erasureFault(store, from, to)) ??
      (await headFault(store, head, to === newest)) ??
      (await notedFault(store, extent.noted)) ??
      (await faultOfHeads(store, extent.heads ?? [])),
  );
}

/** Head and newest row as of one moment: they move together, so a difference is a fault. */
async function readHead(store: Store): Promise<Head> {
  const head = await store.readOne<Head>(sql`
    select seq, encode(hash, 'hex') as hash, (select coalesce(max(seq), 0) from audit_log) as last from audit_head`);
  return head ?? { seq: '0', hash: '', last: '0' };
}

/** The first row of the range that is not what its predecessor and its content make it. */
async function verifyRange(store: Store, first: number, last: number): Promise<RangeOutcome> {
  const [outcome] = await store.read<RangeOutcome>(sql`
    with chain as (
      select a.seq, a.erasure, a.prev_hash, a.hash,
        case when a.erasure is not null then a.content is not null and audit_hash(a.prev_hash, a) is distinct from a.hash
            or audit_residue(a) is distinct from (select e.digest from audit_erasures e where e.erasure = a.erasure and e.seq = a.seq)
          when a.content is not null then audit_content(a) is distinct from a.content or audit_hash(a.prev_hash, a) is distinct from a.hash
          else audit_hash(a.prev_hash, a) is distinct from a.hash end as altered,
        lag(a.seq, 1, 0::bigint) over (order by a.seq) as before_seq,
        lag(a.hash, 1, sha256('cerebrate')) over (order by a.seq) as before_hash
      from audit_log a where a.seq between ${first - 1} and ${last}
    ), faults as (
      select seq, before_seq + 1 as expected, prev_hash is distinct from before_hash as relinked from chain
      where seq >= ${first} and (seq <> before_seq + 1 or prev_hash is distinct from before_hash or altered)
      order by seq limit 1
    )
    select (select count(*) from chain where seq >= ${first}) as checked,
      (select count(*) from chain where seq >= ${first} and erasure is not null) as erased,
      (select seq from faults) as fault_seq, (select expected from faults) as expected, (select relinked from faults) as relinked`);
  return outcome ?? { checked: '0', erased: '0', fault_seq: null, expected: null, relinked: null };
}

function faultIn(
  { checked, fault_seq, expected, relinked }: Pick<RangeOutcome, 'checked' | 'fault_seq' | 'expected' | 'relinked'>,
  first: number,
  last: number,
): ChainReport['fault'] {
  const end = first + Number(checked);
  if (fault_seq === null) return end > last ? null : { seq: end, reason: missingRows(end, last) };
  const seq = Number(fault_seq);
  const wanted = Math.max(first, Number(expected));
  if (seq > wanted) return { seq: wanted, reason: missingRows(wanted, seq - 1) };
  if (Number(expected) < seq) return { seq: seq - 1, reason: missingRows(seq - 1, seq - 1) };
  return relinked
    ? { seq, reason: `row ${seq} does not follow row ${seq - 1}: one of the two was replaced` }
    : { seq, reason: `row ${seq} does not have the content it was written with` };
}

const missingRows = (first: number, last: number): string =>
  first === last
    ? `row ${first} is missing: it was removed`
    : `rows ${first} to ${last} are missing: they were removed`;

async function headFault(store: Store, head: Head, isWhole: boolean): Promise<ChainReport['fault']> {
  const [newest, last] = [Number(head.seq), Number(head.last)];
  if (last < newest)
    return { seq: last + 1, reason: `${missingRows(last + 1, newest)} (the head of the log names row ${newest})` };
  if (last > newest)
    return {
      seq: newest + 1,
      reason: `row ${newest + 1} lies beyond the head of the log: it was not written by this program`,
    };
  if (!isWhole || newest === 0) return null;
  const found = await hashOf(store, newest);
  return found === head.hash
    ? null
    : { seq: newest, reason: `row ${newest} is not the one the head of the log names: it was replaced` };
}

/**
 * A row may have lost its words only through an erasure that the log itself tells of: the row that tells holds the digest
 * of all that the erasure left (decision 060).
 */
async function erasureFault(store: Store, from: number, to: number): Promise<ChainReport['fault']> {
  const row = await store.readOne<{ seq: string }>(sql`
    select min(e.seq) as seq from audit_erasures e
    where exists (select from audit_log a where a.seq = e.seq and a.seq between ${from} and ${to} and a.erasure is not null)
      and not exists (select from audit_log t where t.kind = 'erasure' and t.entity_uuid = e.erasure
        and t.after ->> 'digest' = audit_erasure_digest(e.erasure))
    having count(*) > 0`);
  if (!row) return null;
  const seq = Number(row.seq);
  return { seq, reason: `row ${seq} lost its words, and the log does not tell of an erasure that took them` };
}

async function notedFault(store: Store, noted: NotedRow | undefined): Promise<ChainReport['fault']> {
  if (!noted) return null;
  const found = await hashOf(store, noted.seq);
  if (found === noted.hash.toLowerCase()) return null;
  const reason =
    found === undefined
      ? `row ${noted.seq}, noted earlier, is missing`
      : `row ${noted.seq} is not the one noted earlier`;
  return { seq: noted.seq, reason: `${reason}: the log was rewritten` };
}

async function hashOf(store: Store, seq: number): Promise<string | undefined> {
  const row = await store.readOne<{ hash: string }>(
    sql`select encode(hash, 'hex') as hash from audit_log where seq = ${seq}`,
  );
  return row?.hash;
}
