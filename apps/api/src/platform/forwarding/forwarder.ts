import { readFileSync } from 'node:fs';
import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Logger } from 'pino';
import {
  CONFIG,
  type Config,
  Events,
  LOG,
  RecurringLook,
  Store,
  sql,
  systemPrincipal,
  WORKS_JOBS,
  type Work,
} from '../../kernel/index.js';
import { type ChangeEventRow, changeEvent, changeEventColumns } from '../audit/change-event.js';
import { ndjsonOutlet } from './ndjson.js';
import { type Outlet, syslogOutlet } from './syslog.js';

const batch = 500;
const principal = systemPrincipal('forwarding');

/** Where one outlet stands in the log. */
export interface Standing {
  readonly name: string;
  readonly behind: number;
}

/**
 * Forwards the audit log to syslog and into a file of lines (FEATURES AUD-07, decision 148), each from a cursor of its
 * own: one process at a time, in order, at least once. What an outlet does not take waits for it.
 */
@Injectable()
export class AuditForwarder implements OnApplicationBootstrap {
  readonly #outlets: readonly { readonly cursor: string; readonly outlet: Outlet }[];
  readonly #look: RecurringLook;

  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Events) private readonly events: Events,
    @Inject(WORKS_JOBS) private readonly worksJobs: boolean,
    @Inject(CONFIG) config: Config,
    @Inject(LOG) private readonly log: Logger,
  ) {
    const { auditSyslog, auditSyslogCa, auditNdjson } = config;
    const ca = auditSyslogCa ? readFileSync(auditSyslogCa, 'utf8') : undefined;
    this.#outlets = [
      ...(auditSyslog ? [{ cursor: 'syslog', outlet: syslogOutlet(auditSyslog, ca) }] : []),
      ...(auditNdjson ? [{ cursor: 'ndjson', outlet: ndjsonOutlet(auditNdjson) }] : []),
    ];
    this.#look = new RecurringLook(() => this.#lookAll(), {
      everyMs: 5000,
      restMs: 300,
      failed: (error) => log.warn({ error: error.message }, 'the audit log could not be forwarded'),
    });
  }

  /** Begins with what happens from the first start on; looks soon after anything changed. */
  async onApplicationBootstrap(): Promise<void> {
    if (!this.worksJobs || this.#outlets.length === 0) return;
    await this.store.work(principal, async (work) => {
      for (const { cursor } of this.#outlets)
        await work.query(sql`
          insert into notification_cursors (name, seq) select ${cursor}, coalesce(max(seq), 0) from audit_log
          on conflict (name) do nothing`);
    });
    this.events.onAny(() => this.#look.soon());
    this.#look.start();
  }

  /** Waits for the look at hand before the store is closed. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.#look.close();
    for (const { outlet } of this.#outlets) await outlet.close();
  }

  /** Looks now. Never throws: the next look tries again. */
  look(): Promise<void> {
    return this.#look.now();
  }

  /** How many changes each outlet has not been told of. */
  async standing(): Promise<Standing[]> {
    const rows = await this.store.read<{ name: string; behind: number }>(sql`
      select c.name, (select count(*) from audit_log a where a.seq > c.seq)::int as behind
      from notification_cursors c where c.name = any(${this.#outlets.map(({ cursor }) => cursor)})`);
    return this.#outlets.map(({ cursor, outlet }) => ({
      name: outlet.name,
      behind: rows.find(({ name }) => name === cursor)?.behind ?? 0,
    }));
  }

  /** One that fails keeps no other waiting. */
  async #lookAll(): Promise<void> {
    for (const { cursor, outlet } of this.#outlets)
      try {
        while (!this.#look.isClosed && (await this.store.work(principal, (work) => forward(work, cursor, outlet))));
      } catch (error) {
        this.log.warn({ outlet: outlet.name, error: (error as Error).message }, 'the audit log could not be forwarded');
      }
  }
}

/** One batch; the cursor moves with the commit, so what was sent before a fault is sent again. Answers whether there may be more. */
async function forward(work: Work, cursor: string, outlet: Outlet): Promise<boolean> {
  const [from] = await work.query<{ seq: string }>(
    sql`select seq from notification_cursors where name = ${cursor} for update skip locked`,
  );
  if (!from) return false;
  const rows = await work.query<ChangeEventRow>(sql`
    select ${changeEventColumns} from audit_log a where a.seq > ${from.seq}::bigint order by a.seq limit ${batch}`);
  const last = rows.at(-1);
  if (!last) return false;
  await outlet.send(rows.map(changeEvent));
  await work.query(sql`update notification_cursors set seq = ${last.seq}::bigint where name = ${cursor}`);
  return rows.length === batch;
}
