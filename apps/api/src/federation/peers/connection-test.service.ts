import { PeerStatus } from '@cerebrate/cerebrate-wire';
import type { BroodCheck, RecordRef } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { type Principal, RemoteFailed, type RemoteReply, Store, sql } from '../../kernel/index.js';
import type { BroodEntity } from '../broods/brood.entity.js';
import { type CheckRow, checkColumns, toCheck } from '../broods/brood-view.js';
import { BroodsService } from '../broods/broods.service.js';
import { PeerClient } from './peer-client.js';
import { faultOfFailure, faultOfReply, type PeerFault } from './peer-faults.js';

/** What a test found, before it is kept. */
type Finding = Omit<BroodCheck, 'id' | 'at'>;

/** A test with the answer it rests on, for the original's API. */
export interface TestedConnection {
  readonly check: BroodCheck;
  readonly reply: RemoteReply | null;
  readonly failure: RemoteFailed | null;
}

const nothing = {
  product: null,
  version: null,
  username: null,
  role: null,
  maySync: null,
  seesAll: null,
  clockSkewSeconds: null,
};

/** How many tests of one brood are kept. */
const kept = 500;

/** Asks a remote who it is (WIRE-CONTRACT §4.2, FEATURES BRD-02); every test joins the brood's health history. */
@Injectable()
export class ConnectionTest {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(BroodsService) private readonly broods: BroodsService,
    @Inject(PeerClient) private readonly peers: PeerClient,
  ) {}

  /** Tests and tells what was found; a remote that fails is a finding, no error. Throws `NotFound` for no such brood. */
  async test(principal: Principal, ref: RecordRef): Promise<BroodCheck> {
    return (await this.tested(principal, ref)).check;
  }

  /** As `test`, with the remote's own answer. */
  async tested(principal: Principal, ref: RecordRef): Promise<TestedConnection> {
    const brood = await this.broods.row(principal, ref);
    const begun = performance.now();
    const { reply, failure } = await this.#ask(brood);
    const latencyMs = Math.round(performance.now() - begun);
    const finding = reply ? findingOf(reply, latencyMs, brood) : failed(failure, latencyMs);
    return { check: await this.#keep(principal, brood, finding), reply, failure };
  }

  async #ask(brood: BroodEntity): Promise<{ reply: RemoteReply | null; failure: RemoteFailed | null }> {
    try {
      return { reply: await this.peers.ask(brood, '/instance/status.json'), failure: null };
    } catch (error) {
      if (error instanceof RemoteFailed) return { reply: null, failure: error };
      throw error;
    }
  }

  #keep(principal: Principal, brood: BroodEntity, finding: Finding): Promise<BroodCheck> {
    return this.store.work(principal, async (work) => {
      const [row] = await work.query<CheckRow>(sql`
        insert into brood_checks as c (brood_id, at, outcome, advice, status, latency_ms, product, version, username, role,
          may_sync, sees_all, clock_skew_seconds)
        values (${brood.id}, ${work.now}, ${finding.outcome}, ${finding.advice}, ${finding.status}, ${finding.latencyMs},
          ${short(finding.product)}, ${short(finding.version)}, ${short(finding.username)}, ${short(finding.role)},
          ${finding.maySync}, ${finding.seesAll}, ${finding.clockSkewSeconds})
        returning ${checkColumns}`);
      await work.query(sql`delete from brood_checks c where c.brood_id = ${brood.id} and c.id <= (
        select x.id from brood_checks x where x.brood_id = ${brood.id} order by x.at desc, x.id desc offset ${kept} limit 1)`);
      if (!row) throw new Error('the test was not kept');
      return toCheck(row);
    });
  }
}

const short = (text: string | null): string | null => text?.slice(0, 191) ?? null;

function failed(failure: RemoteFailed | null, latencyMs: number): Finding {
  const fault: PeerFault = failure
    ? faultOfFailure(failure)
    : { outcome: 'network', advice: 'There was no answer. Try again.' };
  return { ...fault, status: null, latencyMs, ...nothing };
}

function findingOf(reply: RemoteReply, latencyMs: number, brood: BroodEntity): Finding {
  const facts = { status: reply.status, latencyMs, ...nothing, clockSkewSeconds: clockSkew(reply) };
  const fault = faultOfReply(reply);
  if (fault && fault.outcome === 'key' && brood.sealedKey === null)
    return {
      ...facts,
      outcome: 'key',
      advice: 'No key is entered for this brood. Enter the one its administrators gave you.',
    };
  if (fault) return { ...facts, ...fault };
  const status = PeerStatus.safeParse(parsed(reply.text));
  if (!status.success)
    return {
      ...facts,
      outcome: 'malformed',
      advice: 'The answer is none of a Cerebrate. Check the address: another program may stand there.',
    };
  const { application, version, user } = status.data;
  const seesAll = user.role.perm_community_admin && (user.role.perm_view_all_orgs || user.role.perm_admin);
  const known = { product: application, version, username: user.username, role: user.role.name };
  return {
    ...facts,
    ...known,
    maySync: user.role.perm_sync,
    seesAll,
    ...verdict(user.role, seesAll, facts.clockSkewSeconds),
  };
}

/** What works and what would not, for a connection that stands. */
function verdict(role: PeerStatus['user']['role'], seesAll: boolean, skew: number | null): PeerFault {
  if (!role.perm_sync)
    return {
      outcome: 'limited',
      advice: `Connected, but the role '${role.name}' there may not synchronise: tools cannot be connected. Ask for a role with perm_sync.`,
    };
  if (!seesAll)
    return {
      outcome: 'limited',
      advice: `Connected, but the role '${role.name}' there does not see everything: organisations need perm_view_all_orgs, people and sharing groups perm_community_admin.`,
    };
  if (skew !== null && Math.abs(skew) > 60)
    return {
      outcome: 'limited',
      advice: `Connected, but the clocks are ${Math.abs(skew)} seconds apart (theirs is ${skew > 0 ? 'ahead' : 'behind'}): which change is newer cannot be told. Set both by NTP.`,
    };
  return { outcome: 'ok', advice: 'Connected: the key may synchronise and sees everything.' };
}

/** How far the remote's clock is ahead, from the `Date` header of its answer. */
function clockSkew({ headers }: RemoteReply): number | null {
  const at = Date.parse(headers['date'] ?? '');
  return Number.isNaN(at) ? null : Math.round((at - Date.now()) / 1000);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
