import { normalisedUsername } from '@cerebrate/contract';
import { type Store, sql } from '../kernel/index.js';
import { WrongUsage } from './command.js';

interface Named {
  readonly id: number;
  readonly name: string;
}

/** The organisation of that id, uuid or name. Throws `WrongUsage` for one that is unknown, or a name that several have. */
export async function organisationOf(store: Store, given: string): Promise<Named> {
  const which = /^[1-9]\d{0,8}$/.test(given)
    ? sql`id = ${Number(given)}`
    : sql`uuid::text = ${given.toLowerCase()} or lower(name) = lower(${given})`;
  const rows = await store.read<Named>(sql`
    select id, name from organisations where deleted_at is null and (${which}) order by id limit 2`);
  return onlyOne(rows, `organisation '${given}'`);
}

/** The role of that id or name. Throws as `organisationOf`. */
export async function roleOf(store: Store, given: string): Promise<Named> {
  const which = /^[1-9]\d{0,8}$/.test(given) ? sql`id = ${Number(given)}` : sql`lower(name) = lower(${given})`;
  return onlyOne(await store.read<Named>(sql`select id, name from roles where ${which} limit 2`), `role '${given}'`);
}

/** The user whom the only word names. Throws `WrongUsage`. */
export async function userOf(
  store: Store,
  [given, ...more]: readonly string[],
): Promise<Named & { readonly disabled: boolean }> {
  if (given === undefined || more.length > 0) throw new WrongUsage('name one user');
  const rows = await store.read<Named & { disabled: boolean }>(
    sql`select id, username::text as name, disabled from users where username = ${normalisedUsername(given)}`,
  );
  return onlyOne(rows, `user '${given}'`);
}

function onlyOne<N extends Named>(rows: readonly N[], what: string): N {
  const [row, another] = rows;
  if (!row) throw new WrongUsage(`there is no ${what}`);
  if (another) throw new WrongUsage(`there are several of the name: ${what}; say which by its id`);
  return row;
}
