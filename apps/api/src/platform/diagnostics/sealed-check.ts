import type { Check } from '@cerebrate/contract';
import { join, name, type Sealer, type Store, sql } from '../../kernel/index.js';

/** Whether this process holds the keys of everything that is sealed, in whatever table it stands. */
export async function sealedCheck(store: Store, sealer: Pick<Sealer, 'knows'>): Promise<Check> {
  const places = await store.read<{ place: string; field: string }>(sql`
    select table_name as place, column_name as field from information_schema.columns
    where table_schema = current_schema() and column_name like 'sealed%' and data_type = 'text' order by 1, 2`);
  const sealed = await store.read<{ place: string; key_id: string; count: number }>(
    join(
      places.map(
        ({ place, field }) => sql`
          select ${place}::text as place, split_part(${name(field)}, '.', 2) as key_id, count(*)::int as count
          from ${name(place)} where ${name(field)} is not null group by 2`,
      ),
      ' union all ',
    ),
  );
  const foreign = new Map<string, number>();
  for (const { place, key_id: keyId, count } of sealed)
    if (!sealer.knows(keyId)) foreign.set(place, (foreign.get(place) ?? 0) + count);
  const told = [...foreign].map(([place, count]) => `${count} in ${place.replaceAll('_', ' ')}`).join(', ');
  return {
    id: 'secrets.foreign',
    group: 'Secrets',
    label: 'Sealed under another SECRET_KEY',
    value: told || 'none',
    severity: told ? 'critical' : null,
    remedy: told
      ? 'Give SECRET_KEY its former value, or list that in FORMER_SECRET_KEYS: auth keys work again then, too. If it is lost, enter these secrets again.'
      : null,
  };
}
