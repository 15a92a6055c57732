import type { ObservedSetting } from '@cerebrate/connector-sdk';
import {
  type FleetChange,
  type FleetProposal,
  FleetProposalList,
  type ListRequest,
  type RecordRef,
} from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import {
  allOf,
  Conflict,
  defineJob,
  defineListPlan,
  InvalidInput,
  Jobs,
  NotAllowed,
  notFound,
  type Principal,
  Store,
  sql,
  systemPrincipal,
  type Work,
} from '../../kernel/index.js';
import { Connectors } from '../connectors/connectors.js';
import { toldFailure } from '../connectors/told-failure.js';
import { ToolLender } from '../connectors/tool-lender.js';
import type { LocalToolEntity } from '../local-tools/local-tool.entity.js';
import { localToolScope } from '../local-tools/local-tool.scope.js';
import { LocalToolsService } from '../local-tools/local-tools.service.js';
import { desiredOf, driftOf } from './fleet-rows.js';
import { FleetWatch } from './fleet-watch.service.js';

/** Makes the changes of an approved proposal; begins where a former run ended. */
const applyJob = defineJob<{ proposalId: number }>('fleet.apply', { retries: 3, expireInSeconds: 3600 });

interface ProposalRow {
  id: number;
  connector: string;
  state: FleetProposal['state'];
  note: string | null;
  changes: FleetChange[];
  user_id: number | null;
  proposed_by: string;
  decided_by: string | null;
  created: Date;
  decided_at: Date | null;
  done_at: Date | null;
}

const columns = sql`p.id, p.connector, p.state, p.note, p.changes, p.user_id, p.proposed_by, p.decided_by, p.created,
  p.decided_at, p.done_at`;

const plan = defineListPlan(FleetProposalList, {
  key: sql`p.id`,
  fields: { id: sql`p.id`, state: sql`p.state`, created: sql`p.created` },
});

const keyOf = ({ tool, setting }: FleetChange): string => `${tool.id} ${setting}`;

/** Bringing settings in line in two steps: somebody proposes, somebody else approves; then it is done slowly (FEATURES LTL-12). */
@Injectable()
export class FleetProposals {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Connectors) private readonly connectors: Connectors,
    @Inject(LocalToolsService) private readonly tools: LocalToolsService,
    @Inject(ToolLender) private readonly lender: ToolLender,
    @Inject(FleetWatch) private readonly watch: FleetWatch,
    @Inject(Jobs) jobs: Jobs,
  ) {
    jobs.register(applyJob, async ({ proposalId }, signal) => this.#apply(proposalId, signal));
  }

  /** Proposals for a kind of tool, newest first. Throws `NotFound`. */
  async list(principal: Principal, connectorId: string, request: ListRequest) {
    const { id } = this.connectors.named(connectorId);
    const where = allOf([sql`p.connector = ${id}`, plan.where(request)]);
    const rows = await this.store.read<ProposalRow>(
      sql`select ${columns} from fleet_proposals p where ${where} ${plan.order(request)} ${plan.page(request)}`,
    );
    const [count] = await this.store.read<{ n: number }>(
      sql`select count(*)::int as n from fleet_proposals p where ${where}`,
    );
    const others = await this.#otherAdministrators(principal);
    const items = rows.map((row) => toProposal(row, principal, others));
    return { items, total: count?.n ?? 0, page: request.page, limit: request.limit };
  }

  /** One proposal. Throws `NotFound`. */
  async get(principal: Principal, ref: RecordRef): Promise<FleetProposal> {
    const [row] = await this.store.read<ProposalRow>(
      sql`select ${columns} from fleet_proposals p where p.id = ${ref.id ?? 0}`,
    );
    if (!row) throw notFound('proposal');
    return toProposal(row, principal, await this.#otherAdministrators(principal));
  }

  /** Proposes to bring in line what drifted, by what was seen last. Throws `NotFound`, `InvalidInput` when nothing did. */
  async propose(
    principal: Principal,
    connectorId: string,
    asked: { toolIds?: number[] | undefined; settings?: string[] | undefined; note?: string | null | undefined },
  ): Promise<FleetProposal> {
    const { id } = this.connectors.named(connectorId);
    const changes = await this.#drifted(principal, id, asked);
    if (changes.length === 0)
      throw new InvalidInput('nothing that can be changed from here differs from what is wanted', [
        { path: ['settings'], message: 'look at the tools again first, or say what is wanted' },
      ]);
    const made = await this.store.work(principal, async (work) => {
      const [row] = await work.query<{ id: number }>(sql`
        insert into fleet_proposals (connector, state, note, changes, user_id, proposed_by, created)
        values (${id}, 'proposed', ${asked.note ?? null}, ${JSON.stringify(changes)}::jsonb, ${principal.userId},
          ${principal.username}, ${work.now})
        returning id`);
      const number = row?.id ?? 0;
      noted(work, number, 'propose', { connector: id, changes: changes.length });
      return number;
    });
    return this.get(principal, { id: made });
  }

  async #drifted(
    principal: Principal,
    connector: string,
    { toolIds, settings }: { toolIds?: number[] | undefined; settings?: string[] | undefined },
  ): Promise<FleetChange[]> {
    const desired = (await desiredOf(this.store, connector)).filter((one) => settings?.includes(one.setting) ?? true);
    const rows = await this.store.read<{ id: number; name: string; settings: ObservedSetting[] }>(sql`
      select t.id, t.name, s.settings from local_tools t join fleet_snapshots s on s.tool_id = t.id
      where t.connector = ${connector} and ${localToolScope.see.where(principal, 't')}
        ${toolIds ? sql`and t.id = any(${toolIds}::int[])` : sql``} order by t.name, t.id`);
    const unseen = toolIds?.find((toolId) => !rows.some(({ id }) => id === toolId));
    if (unseen !== undefined)
      throw InvalidInput.at(['toolIds'], `tool ${unseen} is none of this kind, or was never seen`);
    return rows.flatMap(({ id, name, settings: seen }) =>
      driftOf(desired, seen)
        .filter(({ isChangeable }) => isChangeable)
        .map(
          ({ setting, desired: to, actual }): FleetChange => ({
            tool: { id, name },
            ...{ setting, from: actual, to },
            ...{ outcome: 'waiting', message: null },
          }),
        ),
    );
  }

  /** Approves what somebody else proposed. Throws `NotFound`, `NotAllowed` for the one who proposed it, `Conflict` when it is decided. */
  approve(principal: Principal, ref: RecordRef): Promise<FleetProposal> {
    return this.#decide(principal, ref, 'approved');
  }

  /** Declines a proposal, or takes an own one back. Throws `NotFound`, `Conflict` when it is decided. */
  decline(principal: Principal, ref: RecordRef): Promise<FleetProposal> {
    return this.#decide(principal, ref, 'declined');
  }

  async #decide(principal: Principal, ref: RecordRef, state: 'approved' | 'declined'): Promise<FleetProposal> {
    const others = await this.#otherAdministrators(principal);
    await this.store.work(principal, async (work) => {
      const [row] = await work.query<ProposalRow>(
        sql`select ${columns} from fleet_proposals p where p.id = ${ref.id ?? 0} for update`,
      );
      if (!row) throw notFound('proposal');
      if (row.state !== 'proposed') throw new Conflict(`it is ${row.state} already`);
      if (state === 'approved' && !mayApprove(row, principal, others))
        throw new NotAllowed('somebody else than the one who proposed it must approve it');
      await work.query(sql`update fleet_proposals set state = ${state}, decided_by = ${principal.username},
        decided_at = ${work.now} where id = ${row.id}`);
      noted(work, row.id, state === 'approved' ? 'approve' : 'decline', { connector: row.connector });
      if (state === 'approved') work.enqueue(applyJob, { proposalId: row.id });
    });
    return this.get(principal, ref);
  }

  /** Whether somebody else could approve: accounts that administer the instance. */
  async #otherAdministrators({ userId }: Principal): Promise<boolean> {
    const [row] = await this.store.read<{ n: number }>(sql`
      select count(*)::int as n from users u join roles r on r.id = u.role_id
      where r.perm_admin and not u.disabled and u.id is distinct from ${userId}`);
    return (row?.n ?? 0) > 0;
  }

  /** One change after the other; what each came to is kept at once, so that a broken-off run goes on behind it. */
  async #apply(proposalId: number, signal: AbortSignal): Promise<void> {
    const [row] = await this.store.read<ProposalRow>(
      sql`select ${columns} from fleet_proposals p where p.id = ${proposalId} and p.state = 'approved'`,
    );
    if (!row) return;
    const waiting = row.changes.filter(({ outcome }) => outcome === 'waiting');
    const tools = new Map((await this.tools.rows(sql`t.connector = ${row.connector}`)).map((tool) => [tool.id, tool]));
    for (const change of waiting) {
      if (signal.aborted) throw new Error('stopped in the middle of a proposal');
      await this.#keep(row, await this.#make(row.connector, tools.get(change.tool.id), change, signal));
    }
    const system = systemPrincipal('fleet', 'job');
    await this.store.work(system, async (work) => {
      await work.query(sql`update fleet_proposals set state = 'done', done_at = ${work.now} where id = ${proposalId}`);
      noted(work, proposalId, 'finish', { connector: row.connector });
    });
    await this.watch.ask(system, row.connector);
  }

  async #make(
    connectorId: string,
    tool: LocalToolEntity | undefined,
    change: FleetChange,
    signal: AbortSignal,
  ): Promise<FleetChange> {
    const connector = this.connectors.find(connectorId);
    if (!tool || !connector?.fleet)
      return { ...change, outcome: 'failed', message: 'The tool or its connector is gone.' };
    try {
      const lent = this.lender.lend(connector, tool, { signal });
      const message = await connector.fleet.change(lent, change.setting, change.to);
      return { ...change, outcome: 'done', message: message.slice(0, 500) };
    } catch (error) {
      return { ...change, outcome: 'failed', message: toldFailure(error, tool.name).message.slice(0, 500) };
    }
  }

  async #keep(row: ProposalRow, made: FleetChange): Promise<void> {
    row.changes = row.changes.map((one) => (keyOf(one) === keyOf(made) ? made : one));
    await this.store.work(systemPrincipal('fleet', 'job'), async (work) => {
      await work.query(
        sql`update fleet_proposals set changes = ${JSON.stringify(row.changes)}::jsonb where id = ${row.id}`,
      );
      work.log({
        ...{ kind: 'tool', entityId: made.tool.id, entityUuid: null, title: made.tool.name, action: 'act' },
        before: { setting: made.setting, value: made.from },
        after: {
          setting: made.setting,
          value: made.to,
          outcome: `${made.outcome}: ${made.message ?? ''}`,
          proposal: row.id,
        },
      });
    });
  }
}

const noted = (work: Work, id: number, action: string, after: Record<string, unknown>): void =>
  work.log({ kind: 'fleet-proposal', entityId: id, entityUuid: null, title: `Proposal ${id}`, action, after });

/** Where there is one administrator alone, that one may approve what they proposed. */
const mayApprove = ({ user_id, state }: ProposalRow, { userId, flags }: Principal, hasOthers: boolean): boolean =>
  state === 'proposed' && flags.perm_admin && (user_id !== userId || !hasOthers);

const toProposal = (row: ProposalRow, principal: Principal, hasOthers: boolean): FleetProposal => ({
  id: row.id,
  connector: row.connector,
  state: row.state,
  note: row.note,
  proposedBy: row.proposed_by,
  decidedBy: row.decided_by,
  created: row.created.toISOString(),
  decidedAt: row.decided_at?.toISOString() ?? null,
  doneAt: row.done_at?.toISOString() ?? null,
  changes: row.changes,
  mayApprove: mayApprove(row, principal, hasOthers),
});
