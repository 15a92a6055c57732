import type { FleetPolicy, FleetSetting } from '@cerebrate/contract';
import { Inject, Injectable } from '@nestjs/common';
import { Conflict, InvalidInput, NotFound, type Principal, Store, sql, type Work } from '../../kernel/index.js';
import { Connectors } from '../connectors/connectors.js';
import { desiredOf, lockOutOf, policyOf } from './fleet-rows.js';

/** A change of the rules of a fleet in its history; they have no number of their own. */
const note = (
  work: Work,
  connector: string,
  title: string,
  before: Record<string, unknown> | null,
  after: Record<string, unknown> | null,
) =>
  work.log({
    kind: 'fleet',
    entityId: null,
    entityUuid: null,
    title: `${connector}: ${title}`,
    action: 'edit',
    before,
    after,
  });

/** What an operator wants of all tools of a kind: settings, and the oldest version that is welcome. */
@Injectable()
export class FleetPolicies {
  constructor(
    @Inject(Store) private readonly store: Store,
    @Inject(Connectors) private readonly connectors: Connectors,
  ) {}

  /** Says what a setting is to be. Throws `NotFound`, `InvalidInput` for a kind that has no such settings. */
  async desire(
    principal: Principal,
    connectorId: string,
    asked: { setting: string; value: string; note?: string | null | undefined },
  ): Promise<FleetSetting> {
    const { id, title, fleet } = this.connectors.named(connectorId);
    if (!fleet) throw InvalidInput.at(['connector'], `settings of ${title} cannot be changed from here`);
    const { setting, value } = asked;
    const before = (await desiredOf(this.store, id)).find((one) => one.setting === setting);
    await this.store.work(principal, async (work) => {
      await work.query(sql`
        insert into fleet_settings (connector, setting, value, note, username, modified)
        values (${id}, ${setting}, ${value}, ${asked.note ?? null}, ${principal.username}, ${work.now})
        on conflict (connector, setting) do update
          set value = excluded.value, note = excluded.note, username = excluded.username, modified = excluded.modified`);
      note(work, id, setting, before ? { value: before.value } : null, { value });
    });
    const found = (await desiredOf(this.store, id)).find((one) => one.setting === setting);
    if (!found) throw new NotFound(`${setting} was released meanwhile`);
    return found;
  }

  /** Lets a setting be as it is on each tool. Throws `NotFound`. */
  async release(principal: Principal, connectorId: string, setting: string): Promise<void> {
    const { id } = this.connectors.named(connectorId);
    await this.store.work(principal, async (work) => {
      const [gone] = await work.query<{ value: string }>(
        sql`delete from fleet_settings where connector = ${id} and setting = ${setting} returning value`,
      );
      if (!gone) throw new NotFound(`nothing is wanted of ${setting}`);
      note(work, id, setting, { value: gone.value }, null);
    });
  }

  /** Says which version is the oldest that is welcome. Throws `NotFound`. */
  async policy(
    principal: Principal,
    connectorId: string,
    asked: { minimumVersion: string | null; lockOutAt?: string | null | undefined },
  ): Promise<FleetPolicy> {
    const { id } = this.connectors.named(connectorId);
    const before = await policyOf(this.store, id);
    const lockOutAt = asked.minimumVersion === null ? null : (asked.lockOutAt ?? null);
    await this.store.work(principal, async (work) => {
      await work.query(sql`
        insert into fleet_policies (connector, minimum_version, lock_out_at)
        values (${id}, ${asked.minimumVersion}, ${lockOutAt})
        on conflict (connector) do update set minimum_version = excluded.minimum_version, lock_out_at = excluded.lock_out_at`);
      note(work, id, 'minimum version', { ...before }, { minimumVersion: asked.minimumVersion, lockOutAt });
    });
    return policyOf(this.store, id);
  }

  /** Whether tools of a kind are too old, by what was seen of them last. Never asks a tool. */
  async welcomeOf(connectorId: string, toolIds: readonly number[], now = new Date()): Promise<Map<number, Welcome>> {
    const policy = await policyOf(this.store, connectorId);
    if (policy.minimumVersion === null || toolIds.length === 0) return new Map();
    const rows = await this.store.read<{ id: number; name: string; version: string | null }>(sql`
      select t.id, t.name, (select o.version from fleet_observations o where o.tool_id = t.id and o.version is not null
        order by o.at desc, o.id desc limit 1) as version
      from local_tools t where t.id = any(${[...toolIds]}::int[])`);
    return new Map(rows.map(({ id, name, version }) => [id, welcome(policy, name, version, now)]));
  }

  /** Throws `Conflict` for a tool that is too old since the day on which that locks it out. */
  async expectWelcome({ id, connector }: { readonly id: number; readonly connector: string }): Promise<void> {
    const found = (await this.welcomeOf(connector, [id])).get(id);
    if (found?.isLockedOut) throw new Conflict(found.warning ?? 'this tool is too old');
  }
}

/** Whether a tool is too old to be connected, in a sentence. */
export interface Welcome {
  readonly warning: string | null;
  readonly isLockedOut: boolean;
}

/** What is said of a tool nobody has anything against. */
export const isWelcome: Welcome = { warning: null, isLockedOut: false };

function welcome(policy: FleetPolicy, name: string, version: string | null, now: Date): Welcome {
  const lockOut = lockOutOf(policy, version, now);
  if (lockOut === 'none') return isWelcome;
  const told = `${name} runs ${version}, older than ${policy.minimumVersion}`;
  const day = policy.lockOutAt?.slice(0, 10);
  if (lockOut === 'due')
    return { warning: `${told}, which is the oldest welcome since ${day}. Update it first.`, isLockedOut: true };
  const until = day ? `From ${day} on it can be connected with nothing.` : 'It should be updated.';
  return { warning: `${told}, the oldest that is welcome. ${until}`, isLockedOut: false };
}
