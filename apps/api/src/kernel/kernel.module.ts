import {
  type DynamicModule,
  Global,
  Inject,
  Module,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import type { Logger } from 'pino';
import type { MigrationInterface } from 'typeorm';
import { CONFIG, type Config } from './config/config.js';
import { Events } from './events/events.js';
import { Gate } from './http/gate.js';
import { ProblemFilter } from './http/problem.filter.js';
import { ReplyInterceptor } from './http/reply.interceptor.js';
import { Jobs } from './jobs/jobs.js';
import { Presence } from './jobs/presence.js';
import { LOG } from './log.js';
import { Metrics } from './metrics/metrics.js';
import { Egress } from './remote/egress.js';
import { Remote } from './remote/remote.js';
import { settings } from './settings/setting.js';
import { Settings } from './settings/settings.js';
import { Sealer } from './store/sealer.js';
import { shortened, slowStatementMs } from './store/statement-watch.js';
import { type EntityClass, Store } from './store/store.js';
import { stopTraces } from './traces/traces.js';

export interface KernelParts {
  readonly config: Config;
  readonly log: Logger;
  readonly entities: readonly EntityClass[];
  readonly migrations: readonly (new () => MigrationInterface)[];
  readonly filter: ProblemFilter;
  /** Whether this process also runs jobs. */
  readonly worksJobs: boolean;
}

/** Nest's token: whether this process runs jobs. */
export const WORKS_JOBS = Symbol('worksJobs');

/** Mechanism for every room: configuration, log, store, events, jobs, the gate and the problem filter. */
@Global()
@Module({})
export class KernelModule implements OnApplicationBootstrap, OnApplicationShutdown {
  /** The kernel of one process. */
  static with(parts: KernelParts): DynamicModule {
    const { config, log, filter } = parts;
    return {
      module: KernelModule,
      providers: [
        { provide: WORKS_JOBS, useValue: parts.worksJobs },
        { provide: CONFIG, useValue: config },
        { provide: LOG, useValue: log },
        { provide: Presence, useFactory: () => new Presence(config) },
        { provide: Jobs, inject: [Presence], useFactory: (presence: Presence) => new Jobs(config, log, presence) },
        {
          provide: Store,
          inject: [Jobs],
          useFactory: (jobs: Jobs) => openStore(new Store(config, parts.entities, parts.migrations), jobs),
        },
        { provide: Events, inject: [Store], useFactory: (store: Store) => openEvents(new Events(store)) },
        { provide: Metrics, inject: [Store], useFactory: (store: Store) => metricsOf(store, log) },
        { provide: Sealer, useFactory: () => new Sealer(config.secretKey, config.formerSecretKeys) },
        {
          provide: Settings,
          inject: [Store, Sealer, Events],
          useFactory: (store: Store, sealer: Sealer, events: Events) => new Settings(store, sealer, events),
        },
        {
          provide: Remote,
          inject: [Settings],
          useFactory: (settings: Settings) => new Remote(settings, new Egress(config.egressAllow)),
        },
        { provide: ProblemFilter, useValue: filter },
        { provide: APP_FILTER, useValue: filter },
        { provide: APP_GUARD, useClass: Gate },
        { provide: APP_INTERCEPTOR, useValue: new ReplyInterceptor(config.checkReplies) },
      ],
      exports: [
        CONFIG,
        LOG,
        WORKS_JOBS,
        Store,
        Events,
        Jobs,
        Metrics,
        Presence,
        ProblemFilter,
        Remote,
        Sealer,
        Settings,
      ],
    };
  }

  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Events) private readonly events: Events,
    @Inject(Jobs) private readonly jobs: Jobs,
    @Inject(Presence) private readonly presence: Presence,
    @Inject(Remote) private readonly remote: Remote,
    @Inject(WORKS_JOBS) private readonly worksJobs: boolean,
  ) {}

  /** Starts the queue once every room has registered its jobs. */
  async onApplicationBootstrap(): Promise<void> {
    settings.freeze();
    await this.jobs.open({ work: this.worksJobs });
  }

  /** Lets jobs end, then closes every connection. */
  async onApplicationShutdown(): Promise<void> {
    await this.jobs.close();
    await this.presence.close();
    await this.remote.close();
    await this.events.close();
    await this.store.close();
    await stopTraces();
  }
}

/** Figures of this process; what its database takes long for is logged. */
function metricsOf(store: Store, log: Logger): Metrics {
  const metrics = new Metrics(() => store.statements);
  store.watch.heard = (text, ms) => {
    metrics.queried(ms);
    if (ms >= slowStatementMs) log.warn({ ms: Math.round(ms), statement: shortened(text) }, 'a slow statement');
  };
  return metrics;
}

async function openStore(store: Store, jobs: Jobs): Promise<Store> {
  await store.open();
  store.useJobs(jobs);
  return store;
}

async function openEvents(events: Events): Promise<Events> {
  await events.open();
  return events;
}
