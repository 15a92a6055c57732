import type { Check, Migration } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config, Jobs, Metrics, Sealer, Settings, Store, settings, sql } from '../../kernel/index.js';
import { Connectors } from '../../tools/index.js';
import { signedDays } from '../audit/signed-heads.js';
import { AuditForwarder } from '../forwarding/forwarder.js';
import { LiveFeed } from '../live/live-feed.js';
import { InstanceKey } from '../mail/instance-key.js';
import { connectorChecks, databaseChecks, type Ground, jobChecks, serverChecks } from './checks.js';
import { federationFigures } from './figures.js';
import { carriesToken, isWithin } from './metrics-access.js';
import { metricsNetworks, metricsToken } from './metrics-settings.js';
import { schemaChecks } from './schema-checks.js';
import { sealedCheck } from './sealed-check.js';
import { forwardingChecks, replicaChecks, signedChecks, watchChecks } from './watch-checks.js';

const gravity = { critical: 0, warning: 1, info: 2 } as const;

/** How the instance is, for whoever runs it (FEATURES INS-02, INS-05, INS-06). */
@Injectable()
export class Diagnostics {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(CONFIG) private readonly config: Config,
    @Inject(Settings) private readonly settings: Settings,
    @Inject(Sealer) private readonly sealer: Sealer,
    @Inject(Jobs) private readonly jobs: Jobs,
    @Inject(InstanceKey) private readonly instanceKey: InstanceKey,
    @Inject(Metrics) private readonly metrics: Metrics,
    @Inject(Connectors) private readonly connectors: Connectors,
    @Inject(AuditForwarder) private readonly forwarder: AuditForwarder,
    @Inject(LiveFeed) feed: LiveFeed,
  ) {
    for (const figure of federationFigures(store)) metrics.add(figure);
    metrics.add({
      name: 'cerebrate_audit_forward_behind',
      help: 'Changes that an outlet of the audit log has not been told of',
      labels: ['outlet'],
      read: async () =>
        (await forwarder.standing()).map(({ name, behind }) => ({ labels: { outlet: name }, value: behind })),
    });
    metrics.add({
      name: 'cerebrate_jobs',
      help: 'Jobs by queue and state',
      labels: ['queue', 'state'],
      read: () => this.#jobFigures(),
    });
    metrics.add({
      name: 'cerebrate_job_oldest_seconds',
      help: 'Age of the oldest job that could run',
      labels: ['queue'],
      read: () => this.#jobAges(),
    });
    metrics.add({
      name: 'cerebrate_live_streams',
      help: 'Open live streams to browsers',
      labels: [],
      read: async () => [{ labels: {}, value: feed.size }],
    });
  }

  /** Everything that was looked at, worst first within each group. `host` is what the caller asked at. */
  async checks(host: string | undefined): Promise<Check[]> {
    const ground: Ground = { store: this.store, config: this.config, read: await this.settings.reader() };
    const found = [
      ...(await databaseChecks(ground)),
      ...(await schemaChecks(this.store)),
      ...watchChecks(this.store.watch.slow),
      ...(await replicaChecks(this.store)),
      ...(await jobChecks(ground)),
      ...forwardingChecks(await this.forwarder.standing()),
      ...signedChecks(await signedDays(this.store, this.config.dataDir)),
      ...(await serverChecks(ground, host, this.sealer.keyId)),
      ...connectorChecks(this.connectors),
      ...(await this.#secretChecks()),
    ];
    const groups = [...new Set(found.map(({ group }) => group))];
    const weight = ({ severity }: Check) => (severity === null ? 3 : gravity[severity]);
    return groups.flatMap((group) =>
      found.filter((check) => check.group === group).sort((a, b) => weight(a) - weight(b)),
    );
  }

  /** The steps of the schema, newest first. */
  async migrations(): Promise<Migration[]> {
    const rows = await this.store.read<{ id: number; name: string }>(sql`select id, name from migrations`);
    const applied = new Map(rows.map((row) => [row.name, row.id]));
    const names = new Set([...this.store.migrationNames, ...applied.keys()]);
    return [...names]
      .map((name) => ({
        id: applied.get(name) ?? null,
        name: name.replace(/\d{13}$/, ''),
        writtenAt: new Date(Number(/\d{13}$/.exec(name)?.[0] ?? 0)).toISOString(),
        isApplied: applied.has(name),
      }))
      .sort((a, b) => (a.writtenAt < b.writtenAt ? 1 : -1));
  }

  /** Whether the program can do its work: what is missing, or null. */
  async unready(): Promise<string | null> {
    const applied = await this.store.read<{ name: string }>(sql`select name from migrations`).catch(() => null);
    if (!applied) return 'the database does not answer';
    const names = new Set(applied.map(({ name }) => name));
    if (this.store.migrationNames.some((name) => !names.has(name))) return 'the schema is not current';
    return this.jobs.isOpen ? null : 'the job queue is not open';
  }

  /** The figures as text, or null for a caller whom neither network nor token lets in. */
  async figures(ip: string, header: string | undefined): Promise<string | null> {
    const read = await this.settings.reader();
    if (!isWithin(ip, read(metricsNetworks)) && !carriesToken(header, read(metricsToken))) return null;
    return this.metrics.text();
  }

  async #secretChecks(): Promise<Check[]> {
    const states = await this.settings.states();
    const broken = settings.list().filter(({ id }) => states.get(id)?.broken);
    const fingerprint = await this.instanceKey.fingerprint();
    const opens =
      fingerprint === null ||
      (await this.instanceKey.privateKey().then(
        () => true,
        () => false,
      ));
    return [
      await sealedCheck(this.store, this.sealer),
      {
        id: 'settings.broken',
        group: 'Secrets',
        label: 'Settings that cannot be read',
        value: broken.length === 0 ? 'none' : broken.map(({ id }) => id).join(', '),
        severity: broken.length === 0 ? null : 'critical',
        remedy: broken.length === 0 ? null : 'Choose them again, or give the former key in FORMER_SECRET_KEYS.',
      },
      {
        id: 'instance-key',
        group: 'Secrets',
        label: 'OpenPGP key of this instance',
        value: fingerprint ?? 'made at its first use',
        severity: opens ? null : 'critical',
        remedy: opens ? null : 'It was sealed under another SECRET_KEY: give that in FORMER_SECRET_KEYS.',
      },
    ];
  }

  async #jobFigures() {
    const rows = await this.store.read<{ name: string; state: string; n: number }>(sql`
      select name, state::text, count(*)::int as n from pgboss.job group by 1, 2`);
    return rows.map(({ name, state, n }) => ({ labels: { queue: name, state }, value: n }));
  }

  async #jobAges() {
    const rows = await this.store.read<{ name: string; age: number }>(sql`
      select name, extract(epoch from now() - min(start_after))::float8 as age from pgboss.job
      where state in ('created', 'retry') and start_after <= now() group by 1`);
    return rows.map(({ name, age }) => ({ labels: { queue: name }, value: age }));
  }
}
