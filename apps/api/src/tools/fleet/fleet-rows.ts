import type { ObservedSetting } from '@cerebrate/connector-sdk';
import type { FleetDrift, FleetObservation, FleetPolicy, FleetSetting } from '@cerebrate/contract';
import { type Sql, type Store, sql } from '../../kernel/index.js';
import { isBefore } from './version-order.js';

/** A look as it is stored. */
export interface ObservationRow {
  id: number;
  at: Date | string;
  version: string | null;
  figures: FleetObservation['figures'];
  fault: string | null;
}

/** Columns of a look over `fleet_observations o`. */
export const observationColumns: Sql = sql`o.id, o.at, o.version, o.figures, o.fault`;

/** A look as the contract has it. */
export const toObservation = ({ id, at, version, figures, fault }: ObservationRow): FleetObservation => ({
  ...{ id, version, figures, fault },
  at: new Date(at).toISOString(),
});

interface SettingRow {
  setting: string;
  value: string;
  note: string | null;
  username: string;
  modified: Date;
}

/** What settings of a kind of tool are to be, by name. */
export async function desiredOf(store: Store, connector: string): Promise<FleetSetting[]> {
  const rows = await store.read<SettingRow>(sql`
    select s.setting, s.value, s.note, s.username, s.modified from fleet_settings s
    where s.connector = ${connector} order by s.setting`);
  return rows.map(({ setting, value, note, username, modified }) => ({
    ...{ setting, value, note },
    by: username,
    modified: modified.toISOString(),
  }));
}

/** The policy of a kind of tool; nothing is asked of one without. */
export async function policyOf(store: Store, connector: string): Promise<FleetPolicy> {
  const [row] = await store.read<{ minimum_version: string | null; lock_out_at: Date | null }>(sql`
    select p.minimum_version, p.lock_out_at from fleet_policies p where p.connector = ${connector}`);
  return { minimumVersion: row?.minimum_version ?? null, lockOutAt: row?.lock_out_at?.toISOString() ?? null };
}

/** What is not as it is to be. A tool that was never seen has no drift. */
export function driftOf(desired: readonly FleetSetting[], seen: readonly ObservedSetting[] | null): FleetDrift[] {
  if (!seen) return [];
  const byName = new Map(seen.map((one) => [one.name, one]));
  return desired.flatMap(({ setting, value }) => {
    const found = byName.get(setting);
    if (found?.value === value) return [];
    return [{ setting, desired: value, actual: found?.value ?? null, isChangeable: found?.isChangeable ?? false }];
  });
}

/** Whether a version is too old, and whether the day has come on which that locks it out. */
export function lockOutOf(
  { minimumVersion, lockOutAt }: FleetPolicy,
  version: string | null,
  now: Date,
): 'none' | 'warned' | 'due' {
  if (minimumVersion === null || version === null || !isBefore(version, minimumVersion)) return 'none';
  return lockOutAt !== null && new Date(lockOutAt) <= now ? 'due' : 'warned';
}
