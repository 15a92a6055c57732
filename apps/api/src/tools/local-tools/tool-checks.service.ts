import type { RecordRef, ToolCheck, ToolHealthState } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import {
  DomainError,
  defineJob,
  Jobs,
  notFound,
  type Principal,
  refCondition,
  Store,
  sql,
  systemPrincipal,
} from '../../kernel/index.js';
import { Connectors } from '../connectors/connectors.js';
import { toldFailure } from '../connectors/told-failure.js';
import { ToolLender } from '../connectors/tool-lender.js';
import type { LocalToolEntity } from './local-tool.entity.js';
import { localToolScope } from './local-tool.scope.js';
import { checkColumns, type ToolCheckRow, toCheck } from './local-tool-view.js';

/** Looks at one tool. */
export const toolCheckJob = defineJob<{ toolId: number }>('tool.check', { retries: 0 });
/** Looks at every tool. */
const roundJob = defineJob('tool.round', { retries: 0 });
const everyTenMinutes = '*/10 * * * *';
/** How many tools are looked at side by side. */
const together = 4;
/** How many looks at one tool are kept. */
const kept = 1000;

type Judged = Omit<ToolCheck, 'id' | 'at'>;

/** How the tools are: asked in the background, so that no page waits for it (FEATURES LTL-04). */
@Injectable()
export class ToolChecks {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Connectors) private readonly connectors: Connectors,
    @Inject(ToolLender) private readonly lender: ToolLender,
    @Inject(Jobs) jobs: Jobs,
  ) {
    jobs.register(toolCheckJob, async ({ toolId }) => void (await this.#checkAll(sql`t.id = ${toolId}`)));
    jobs.register(roundJob, () => this.#checkAll(sql`true`), { cron: everyTenMinutes });
  }

  /** Looks at a tool now. A tool that does not answer is a finding, no error. Throws `NotFound`. */
  async check(principal: Principal, ref: RecordRef): Promise<ToolCheck> {
    const [row] = await this.#rows(sql`${localToolScope.see.where(principal, 't')} and ${refCondition('t', ref)}`);
    if (!row) throw notFound('tool');
    return this.#keep(principal, row.id, await this.look(row));
  }

  /** How a tool is at this moment, kept nowhere. */
  async look(row: LocalToolEntity, signal?: AbortSignal): Promise<Judged> {
    const begun = performance.now();
    const found = await this.#ask(row, signal);
    return { ...found, latencyMs: Math.round(performance.now() - begun) };
  }

  async #ask(row: LocalToolEntity, signal?: AbortSignal): Promise<Omit<Judged, 'latencyMs'>> {
    const connector = this.connectors.find(row.connector);
    if (!connector) return bad('unknown', `The connector ${row.connector} is not installed.`);
    try {
      const tool = this.lender.lend(connector, row, { isReadOnly: true, ...(signal ? { signal } : {}) });
      const { state, message, version, findings } = await connector.health(tool);
      return {
        state,
        message: message.slice(0, 1000),
        version: version?.slice(0, 191) ?? null,
        findings: (findings ?? []).map((finding) => ({ ...finding, remedy: finding.remedy ?? null })),
      };
    } catch (error) {
      const told = toldFailure(error, row.name);
      return bad('unknown', told instanceof DomainError ? told.message.slice(0, 1000) : 'Its connector failed.');
    }
  }

  async #checkAll(which = sql`true`): Promise<void> {
    const rows = await this.#rows(which);
    const next = async (): Promise<void> => {
      for (let row = rows.shift(); row; row = rows.shift())
        await this.#keep(systemPrincipal('health', 'job'), row.id, await this.look(row));
    };
    await Promise.all(Array.from({ length: together }, next));
  }

  #rows(which: ReturnType<typeof sql>): Promise<LocalToolEntity[]> {
    return this.store.read<LocalToolEntity>(sql`
      select t.id, t.uuid, t.name, t.connector, t.settings, t.sealed from local_tools t
      where t.deleted_at is null and (${which}) order by t.id`);
  }

  #keep(principal: Principal, toolId: number, found: Judged): Promise<ToolCheck> {
    return this.store.work(principal, async (work) => {
      const [row] = await work.query<ToolCheckRow>(sql`
        insert into tool_checks as c (tool_id, at, state, message, version, latency_ms, findings)
        values (${toolId}, ${work.now}, ${found.state}, ${found.message}, ${found.version}, ${found.latencyMs},
          ${JSON.stringify(found.findings)}::jsonb)
        returning ${checkColumns}`);
      await work.query(sql`delete from tool_checks c where c.tool_id = ${toolId} and c.id <= (
        select x.id from tool_checks x where x.tool_id = ${toolId} order by x.at desc, x.id desc offset ${kept} limit 1)`);
      if (!row) throw new Error('the look was not kept');
      return toCheck(row);
    });
  }
}

const bad = (state: ToolHealthState, message: string): Omit<Judged, 'latencyMs'> => ({
  state,
  message,
  version: null,
  findings: [],
});
