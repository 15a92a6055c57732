import type { Action, ActResult, BatchAction, Connector, FormAction, TableAction } from '@cerebrate/connector-sdk';
import type {
  BatchItem,
  Issue,
  RecordRef,
  ToolActResult,
  ToolBatch,
  ToolBatchResult,
  ToolTable,
} from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { holds, InvalidInput, NotAllowed, NotFound, type Principal, Store } from '../../kernel/index.js';
import { Connectors } from '../connectors/connectors.js';
import { toldFailure } from '../connectors/told-failure.js';
import { ToolHost } from '../connectors/tool-host.js';
import { type Loan, ToolLender } from '../connectors/tool-lender.js';
import type { LocalToolEntity } from './local-tool.entity.js';
import { LocalToolsService } from './local-tools.service.js';

type Values = Record<string, unknown>;

interface TableAsked {
  readonly page: number;
  readonly limit: number;
  readonly q: string;
  readonly sort: string;
  readonly params: Values;
}

type AskedBatch = Pick<ToolBatch, 'toolIds' | 'params'>;

/** The same act on many tools, judged. */
export interface Batch {
  readonly connector: Connector;
  readonly action: BatchAction<unknown, unknown>;
  readonly params: unknown;
  readonly given: Values;
  readonly rows: readonly LocalToolEntity[];
}

/** What connectors can do to tools (FEATURES LTL-05, LTL-12): tables are read, forms and batches are audited. */
@Injectable()
export class ToolActions {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Connectors) private readonly connectors: Connectors,
    @Inject(ToolLender) private readonly lender: ToolLender,
    @Inject(ToolHost) private readonly host: ToolHost,
    @Inject(LocalToolsService) private readonly tools: LocalToolsService,
  ) {}

  /** A page of one of the tool's tables. Throws `NotFound`, `InvalidInput`, `RemoteFailed`. */
  async table(principal: Principal, ref: RecordRef, id: string, asked: TableAsked): Promise<ToolTable> {
    const { row, connector } = await this.#tool(principal, ref);
    const action = actionOf<TableAction<unknown, unknown>>(connector, id, 'table');
    const params = judgedParams(action, asked.params);
    const { page, limit, q, sort } = asked;
    const part = { page, limit, q, sort: sort.replace(/^-/, ''), descending: sort.startsWith('-') };
    const { rows, total, facts } = await this.#lent(connector, row, { isReadOnly: true }, (tool) =>
      action.run(tool, params, part, this.host.for(principal)),
    );
    return {
      rows: rows.map((one) => ({ ...one })),
      total,
      page,
      limit,
      facts: (facts ?? []).map((fact) => ({ ...fact, tone: fact.tone ?? null })),
    };
  }

  /** What a form begins with. Throws `NotFound`, `RemoteFailed`. */
  async prefill(principal: Principal, ref: RecordRef, id: string, params: Values): Promise<Values> {
    const { row, connector } = await this.#tool(principal, ref);
    const action = actionOf<FormAction<unknown, unknown>>(connector, id, 'form');
    if (!action.prefill) return {};
    const prefill = action.prefill.bind(action);
    const found = await this.#lent(connector, row, { isReadOnly: true }, (tool) =>
      prefill(tool, params, this.host.for(principal)),
    );
    return { ...found };
  }

  /** Does something to a tool. Throws `NotFound`, `NotAllowed` for an act that only administrators may do, `InvalidInput`, `RemoteFailed`. */
  async act(principal: Principal, ref: RecordRef, id: string, given: Values): Promise<ToolActResult> {
    const { row, connector } = await this.#tool(principal, ref);
    const action = actionOf<FormAction<unknown, unknown>>(connector, id, 'form');
    mayRun(principal, action);
    const params = judgedParams(action, given);
    const result = await this.#lent(connector, row, {}, (tool) => action.run(tool, params, this.host.for(principal)));
    await this.#note(principal, row, action, given, result);
    return toldResult(result);
  }

  /** A batch as it was asked for: its action, its parameters, its tools. Throws `NotFound`, `NotAllowed`, `InvalidInput`. */
  async batch(principal: Principal, connectorId: string, id: string, batch: AskedBatch): Promise<Batch> {
    const connector = this.connectors.named(connectorId);
    const action = actionOf<BatchAction<unknown, unknown>>(connector, id, 'batch');
    mayRun(principal, action);
    const params = judgedParams(action, batch.params);
    const rows = await Promise.all(
      [...new Set(batch.toolIds)].map((toolId) => this.tools.row(principal, { id: toolId })),
    );
    const other = rows.find((row) => row.connector !== connector.id);
    if (other) throw InvalidInput.at(['toolIds'], `${other.name} is no tool of ${connector.title}`);
    return { connector, action, params, given: batch.params, rows };
  }

  /** What a batch would do to each of its tools; nothing is asked of them. */
  plan({ connector, action, params, rows }: Batch): ToolBatchResult['items'] {
    return rows.map((row) => {
      const tool = { id: row.id, name: row.name };
      try {
        const message = action.plan(this.lender.lend(connector, row, { isReadOnly: true }), params);
        return { tool, outcome: 'planned', message };
      } catch (error) {
        return { tool, outcome: 'failed', message: toldFailure(error, row.name).message };
      }
    });
  }

  /** A batch at one tool: its failure is its outcome. */
  async actInBatch(
    principal: Principal,
    { connector, action, params, given }: Batch,
    row: LocalToolEntity,
    signal?: AbortSignal,
  ): Promise<BatchItem> {
    const tool = { id: row.id, name: row.name };
    try {
      const loan = signal ? { signal } : {};
      const result = await this.#lent(connector, row, loan, (lent) =>
        action.run(lent, params, this.host.for(principal)),
      );
      await this.#note(principal, row, action, given, result);
      const { isDone, message, answer } = result;
      return { tool, outcome: isDone ? 'done' : 'failed', message, answer: answer ?? null };
    } catch (error) {
      return { tool, outcome: 'failed', message: toldFailure(error, row.name).message, answer: null };
    }
  }

  async #tool(principal: Principal, ref: RecordRef): Promise<{ row: LocalToolEntity; connector: Connector }> {
    const row = await this.tools.row(principal, ref);
    return { row, connector: this.connectors.named(row.connector) };
  }

  async #lent<T>(
    connector: Connector,
    row: LocalToolEntity,
    loan: Loan,
    act: (tool: ReturnType<ToolLender['lend']>) => Promise<T>,
  ): Promise<T> {
    try {
      return await act(this.lender.lend(connector, row, loan));
    } catch (error) {
      throw toldFailure(error, row.name);
    }
  }

  /** An act at a tool changes no row of ours, but belongs to the history of the tool. Values of parameters stay out: they may be secret. */
  #note(principal: Principal, row: LocalToolEntity, action: Action, params: Values, result: ActResult): Promise<void> {
    return this.store.work(principal, async (work) => {
      work.log({
        kind: 'tool',
        entityId: row.id,
        entityUuid: row.uuid,
        title: row.name,
        action: 'act',
        after: {
          act: action.id,
          parameters: Object.keys(params).join(', '),
          outcome: `${result.isDone ? 'done' : 'failed'}: ${result.message}`.slice(0, 500),
        },
      });
    });
  }
}

function actionOf<A extends Action>(connector: Connector, id: string, kind: A['kind']): A {
  const found = connector.actions.find((action) => action.id === id && action.kind === kind);
  if (!found) throw new NotFound(`tools of ${connector.title} have no ${kind} '${id}'`);
  return found as A;
}

function mayRun(principal: Principal, { risk, title }: Action): void {
  if (principal.limits?.readOnly) throw new NotAllowed('this auth key only reads');
  if (!holds(principal, `tool:${risk}`)) throw new NotAllowed(`your role may not run "${title}"`);
}

/** The parameters as the action reads them. Throws `InvalidInput` with every fault. */
function judgedParams(action: Action, given: Values): unknown {
  const judged = action.params.safeParse(given);
  if (judged.success) return judged.data;
  const issues: Issue[] = judged.error.issues.map(({ path, message }) => ({
    path: ['params', ...path.map((part) => (typeof part === 'number' ? part : String(part)))],
    message,
  }));
  throw new InvalidInput(issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '), issues);
}

const toldResult = ({ isDone, message, items, revealed, answer }: ActResult): ToolActResult => ({
  isDone,
  message,
  items: (items ?? []).map((item) => ({ ...item })),
  revealed: revealed ? { ...revealed } : null,
  answer: answer ?? null,
});
