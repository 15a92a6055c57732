import type { Check } from '@cerebrate/contract';
import { type Store, sql } from '../../kernel/index.js';

/** The schema beside what this program knows; looks only, also at a database that was not opened yet. */
export async function schemaChecks(store: Store): Promise<Check[]> {
  const { exists } = (await store.readOne<{ exists: boolean }>(
    sql`select to_regclass('migrations') is not null as exists`,
  )) ?? { exists: false };
  const applied = exists ? await store.read<{ name: string }>(sql`select name from migrations`) : [];
  const names = new Set(applied.map(({ name }) => name));
  const pending = store.migrationNames.filter((name) => !names.has(name)).length;
  const known = new Set(store.migrationNames);
  const newer = applied.filter(({ name }) => !known.has(name)).length;
  const group = 'Database';
  return [
    {
      id: 'database.migrations',
      group,
      label: 'Steps of the schema to run',
      value: String(pending),
      severity: pending === 0 ? null : 'critical',
      remedy:
        pending === 0
          ? null
          : exists
            ? 'Make a backup, then start the program of this version once; it runs them.'
            : 'The database is empty: start the program once, or move in or restore into it.',
    },
    {
      id: 'database.newer',
      group,
      label: 'Steps of the schema by a newer program',
      value: String(newer),
      severity: newer === 0 ? null : 'critical',
      remedy:
        newer === 0
          ? null
          : 'A newer version has brought this database forward, and there is no way back: run that version, or restore the backup made before it.',
    },
  ];
}
