import type { Connector, Mirror as MirrorOf, MirrorStep, Tool } from '@cerebrate/connector-sdk';
import type { Mirror, MirrorChange, MirrorResult, RecordRef } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { InvalidInput, NotFound, notFound, type Principal, Store, sql } from '../../kernel/index.js';
import { Connectors } from '../connectors/connectors.js';
import { toldFailure } from '../connectors/told-failure.js';
import { ToolLender } from '../connectors/tool-lender.js';
import type { LocalToolEntity } from '../local-tools/local-tool.entity.js';
import { LocalToolsService } from '../local-tools/local-tools.service.js';
import { MirrorSources } from './mirror-sources.js';

interface MirrorRow {
  id: number;
  tool_id: number;
  target: string;
  target_title: string;
  follows: Mirror['follows'];
  source_id: number;
  username: string;
  created: Date;
  last_at: Date | null;
  last_count: number | null;
}

const columns = sql`m.id, m.tool_id, m.target, m.target_title, m.follows, m.source_id, m.username, m.created, m.last_at,
  m.last_count`;

/** A tool that can let something follow. */
interface Following {
  readonly row: LocalToolEntity;
  readonly connector: Connector;
  readonly mirror: MirrorOf;
}

/** Tools that follow our mailing lists and sharing groups: the difference first, then what somebody chose of it. */
@Injectable()
export class MirrorsService {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Connectors) private readonly connectors: Connectors,
    @Inject(LocalToolsService) private readonly tools: LocalToolsService,
    @Inject(ToolLender) private readonly lender: ToolLender,
    @Inject(MirrorSources) private readonly sources: MirrorSources,
  ) {}

  /** What at the tool can follow. Throws `NotFound`, `InvalidInput` for a tool that follows nothing, `RemoteFailed`. */
  async targets(principal: Principal, ref: RecordRef) {
    const following = await this.#following(principal, ref);
    const found = await this.#asked(following, true, (tool) => following.mirror.targets(tool));
    return found.map(({ id, title }) => ({ id, title }));
  }

  /** What at the tool follows something. Throws `NotFound`. */
  async list(principal: Principal, ref: RecordRef): Promise<Mirror[]> {
    const tool = await this.tools.row(principal, ref);
    const rows = await this.store.read<MirrorRow>(
      sql`select ${columns} from tool_mirrors m where m.tool_id = ${tool.id} order by m.target_title, m.id`,
    );
    return Promise.all(rows.map((row) => this.#view(principal, tool, row)));
  }

  /** Lets something follow; changes nothing there. Throws `NotFound`, `InvalidInput`, `Conflict` when it follows already, `RemoteFailed`. */
  async follow(principal: Principal, ref: RecordRef, asked: { target: string; sourceId: number }): Promise<Mirror> {
    const following = await this.#following(principal, ref);
    const { row, mirror } = following;
    const source = await this.sources.nameOf(principal, mirror.follows, asked.sourceId).catch((error: unknown) => {
      throw error instanceof NotFound ? InvalidInput.at(['sourceId'], 'is none that you see') : error;
    });
    const targets = await this.#asked(following, true, (tool) => mirror.targets(tool));
    const target = targets.find(({ id }) => id === asked.target);
    if (!target) throw InvalidInput.at(['target'], `is nothing that ${row.name} has`);
    const id = await this.store.work(principal, async (work) => {
      const [made] = await work.query<{ id: number }>(sql`
        insert into tool_mirrors (tool_id, target, target_title, follows, source_id, username, created)
        values (${row.id}, ${target.id}, ${target.title.slice(0, 500)}, ${mirror.follows}, ${asked.sourceId},
          ${principal.username}, ${work.now})
        returning id`);
      work.log(noted(row, { follows: `${target.title} follows ${source}` }));
      return made?.id ?? 0;
    });
    return this.#view(principal, row, await this.#row(id));
  }

  /** Lets it follow no longer. Throws `NotFound`. */
  async release(principal: Principal, ref: RecordRef): Promise<void> {
    const row = await this.#row(ref.id);
    const tool = await this.tools.row(principal, { id: row.tool_id });
    await this.store.work(principal, async (work) => {
      await work.query(sql`delete from tool_mirrors where id = ${row.id}`);
      work.log(noted(tool, { follows: `${row.target_title} follows nothing any more` }));
    });
  }

  /** What would have to change there. Throws `NotFound`, `Conflict`, `RemoteFailed`. */
  async plan(principal: Principal, ref: RecordRef): Promise<MirrorChange[]> {
    const row = await this.#row(ref.id);
    const following = await this.#following(principal, { id: row.tool_id });
    return (await this.#steps(principal, following, row)).map(({ kind, title }) => ({ kind, title }));
  }

  /** Makes the chosen changes that are still due. Throws `NotFound`, `Conflict`, `RemoteFailed` when the plan cannot be made. */
  async apply(principal: Principal, ref: RecordRef, chosen: readonly string[]): Promise<MirrorResult> {
    const row = await this.#row(ref.id);
    const following = await this.#following(principal, { id: row.tool_id });
    const due = new Map((await this.#steps(principal, following, row)).map((step) => [step.title, step]));
    const items: MirrorResult['items'] = [];
    for (const title of new Set(chosen)) {
      const step = due.get(title);
      items.push(
        step
          ? await this.#make(following, row, step)
          : { title, outcome: 'unchanged', message: 'no longer needed: look at the plan again' },
      );
    }
    await this.#note(principal, following.row, row, items);
    return { items };
  }

  async #make(
    { row: tool, connector, mirror }: Following,
    row: MirrorRow,
    step: MirrorStep,
  ): Promise<MirrorResult['items'][number]> {
    try {
      await mirror.apply(this.lender.lend(connector, tool), row.target, step);
      return { title: step.title, outcome: 'done', message: 'done' };
    } catch (error) {
      return { title: step.title, outcome: 'failed', message: toldFailure(error, tool.name).message };
    }
  }

  async #steps(principal: Principal, following: Following, row: MirrorRow): Promise<readonly MirrorStep[]> {
    const { mirror } = following;
    const desired = await this.sources.desired(principal, row.follows, row.source_id, mirror.memberFields ?? []);
    return this.#asked(following, true, (tool) => mirror.plan(tool, row.target, desired));
  }

  async #note(
    principal: Principal,
    tool: LocalToolEntity,
    row: MirrorRow,
    items: MirrorResult['items'],
  ): Promise<void> {
    const done = items.filter(({ outcome }) => outcome === 'done').map(({ title }) => title);
    await this.store.work(principal, async (work) => {
      await work.query(
        sql`update tool_mirrors set last_at = ${work.now}, last_count = ${done.length} where id = ${row.id}`,
      );
      work.log(noted(tool, { target: row.target_title, changes: done.join('; ').slice(0, 2000) }));
    });
  }

  async #row(id: number | undefined): Promise<MirrorRow> {
    const [row] = await this.store.read<MirrorRow>(sql`select ${columns} from tool_mirrors m where m.id = ${id ?? 0}`);
    if (!row) throw notFound('mirror');
    return row;
  }

  async #following(principal: Principal, ref: RecordRef): Promise<Following> {
    const row = await this.tools.row(principal, ref);
    const connector = this.connectors.named(row.connector);
    if (!connector.mirror) throw InvalidInput.at(['ref'], `nothing at tools of ${connector.title} can follow`);
    return { row, connector, mirror: connector.mirror };
  }

  async #asked<T>({ row, connector }: Following, isReadOnly: boolean, ask: (tool: Tool) => Promise<T>): Promise<T> {
    try {
      return await ask(this.lender.lend(connector, row, { isReadOnly }));
    } catch (error) {
      throw toldFailure(error, row.name);
    }
  }

  async #view(principal: Principal, tool: LocalToolEntity, row: MirrorRow): Promise<Mirror> {
    const source = await this.sources.nameOf(principal, row.follows, row.source_id).catch((error: unknown) => {
      if (error instanceof NotFound) return null;
      throw error;
    });
    return {
      id: row.id,
      tool: { id: tool.id, name: tool.name },
      target: { id: row.target, title: row.target_title },
      follows: row.follows,
      source: source === null ? null : { id: row.source_id, name: source },
      by: row.username,
      created: row.created.toISOString(),
      lastAt: row.last_at?.toISOString() ?? null,
      lastCount: row.last_count,
    };
  }
}

const noted = ({ id, uuid, name }: LocalToolEntity, after: Record<string, unknown>) => ({
  ...{ kind: 'tool', entityId: id, entityUuid: uuid, title: name, action: 'act', after },
});
