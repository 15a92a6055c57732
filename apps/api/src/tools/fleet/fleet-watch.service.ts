import type { Connector, Observation } from '@cerebrate/connector-sdk';
import { Inject, Injectable } from '@nestjs/common';
import { DomainError, defineJob, Jobs, type Principal, Store, sql, systemPrincipal } from '../../kernel/index.js';
import { Connectors } from '../connectors/connectors.js';
import { toldFailure } from '../connectors/told-failure.js';
import { ToolLender } from '../connectors/tool-lender.js';
import type { LocalToolEntity } from '../local-tools/local-tool.entity.js';
import { localToolScope } from '../local-tools/local-tool.scope.js';
import { LocalToolsService } from '../local-tools/local-tools.service.js';

/** Looks at one tool of a fleet. */
const observeJob = defineJob<{ toolId: number }>('fleet.observe', { retries: 0, concurrency: 2 });
/** Looks at every tool of every fleet. */
const roundJob = defineJob('fleet.round', { retries: 0 });
const everyQuarter = '7,22,37,52 * * * *';
/** How many looks at one tool are kept: about three weeks. */
const kept = 2000;

/** How the tools of a fleet are, asked in the background so that no page waits for them. */
@Injectable()
export class FleetWatch {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Connectors) private readonly connectors: Connectors,
    @Inject(LocalToolsService) private readonly tools: LocalToolsService,
    @Inject(ToolLender) private readonly lender: ToolLender,
    @Inject(Jobs) jobs: Jobs,
  ) {
    jobs.register(observeJob, async ({ toolId }, signal) => this.#observe(toolId, signal));
    jobs.register(roundJob, () => this.#round(), { cron: everyQuarter });
  }

  /** Has every tool of the kind looked at again that the caller sees. Answers how many. Throws `NotFound`. */
  async ask(principal: Principal, connectorId: string): Promise<number> {
    const { id } = this.connectors.named(connectorId);
    const rows = await this.tools.rows(sql`t.connector = ${id} and ${localToolScope.see.where(principal, 't')}`);
    await this.#enqueue(principal, rows);
    return rows.length;
  }

  async #round(): Promise<void> {
    const kinds = this.connectors.list().flatMap(({ id, fleet }) => (fleet ? [id] : []));
    await this.#enqueue(
      systemPrincipal('fleet', 'job'),
      await this.tools.rows(sql`t.connector = any(${kinds}::text[])`),
    );
  }

  async #enqueue(principal: Principal, rows: readonly LocalToolEntity[]): Promise<void> {
    await this.store.work(principal, async (work) => {
      for (const { id } of rows) work.enqueue(observeJob, { toolId: id }, { singletonKey: String(id) });
    });
  }

  async #observe(toolId: number, signal: AbortSignal): Promise<void> {
    const [row] = await this.tools.rows(sql`t.id = ${toolId}`);
    const connector = row && this.connectors.find(row.connector);
    if (!row || !connector?.fleet) return;
    const seen = await this.#look(connector, row, signal);
    await this.#keep(row.id, seen);
  }

  /** What is seen of a tool now, or why nothing can be seen. */
  async #look(connector: Connector, row: LocalToolEntity, signal: AbortSignal): Promise<Observation | string> {
    try {
      const tool = this.lender.lend(connector, row, { isReadOnly: true, signal });
      return (await connector.fleet?.observe(tool)) ?? 'Its connector watches no fleet.';
    } catch (error) {
      const told = toldFailure(error, row.name);
      return told instanceof DomainError ? told.message.slice(0, 1000) : 'Its connector failed.';
    }
  }

  async #keep(toolId: number, seen: Observation | string): Promise<void> {
    const found = typeof seen === 'string' ? { version: null, figures: {}, settings: null } : seen;
    const fault = typeof seen === 'string' ? seen : null;
    await this.store.work(systemPrincipal('fleet', 'job'), async (work) => {
      await work.query(sql`
        insert into fleet_observations (tool_id, at, version, figures, fault)
        values (${toolId}, ${work.now}, ${found.version?.slice(0, 191) ?? null}, ${JSON.stringify(found.figures)}::jsonb, ${fault})`);
      if (found.settings)
        await work.query(sql`
          insert into fleet_snapshots (tool_id, at, settings)
          values (${toolId}, ${work.now}, ${JSON.stringify(found.settings)}::jsonb)
          on conflict (tool_id) do update set at = excluded.at, settings = excluded.settings`);
      await work.query(sql`delete from fleet_observations o where o.tool_id = ${toolId} and o.id <= (
        select x.id from fleet_observations x where x.tool_id = ${toolId} order by x.id desc offset ${kept} limit 1)`);
    });
  }
}
