import type { EntityMetadata, QueryRunner } from 'typeorm';

/** Types whose values go into JSON and come out of it as they are. */
const plainTypes = new Set<unknown>([
  ...['uuid', 'varchar', 'char', 'text', 'citext', 'integer', 'bigint', 'numeric', 'boolean', 'timestamptz', 'date'],
  ...['inet', 'jsonb'],
]);
/** Fewer rows than this are not worth a way of their own. */
const few = 20;

/**
 * Inserts rows in one statement and gives each its id, unless they have theirs. Where there are many, all of plain
 * columns, they go as one value: the insert builder takes time that grows with the square of their number.
 */
export async function insertRows(
  runner: QueryRunner,
  metadata: EntityMetadata,
  rows: readonly object[],
): Promise<void> {
  const { columns, target } = metadata;
  const key = columns.find((one) => one.isGenerated);
  const list = rows as readonly Record<string, unknown>[];
  const hasIds = key !== undefined && list.every((row) => row[key.propertyName] !== undefined);
  const given = columns.filter((one) => !one.isGenerated || hasIds);
  const isPlain = given.every(({ type, transformer, isArray }) => plainTypes.has(type) && !transformer && !isArray);
  const isWhole = list.every((row) => given.every(({ propertyName }) => row[propertyName] !== undefined));
  const hasSomeIds = !hasIds && key !== undefined && list.some((row) => row[key.propertyName] !== undefined);
  if (rows.length < few || !isPlain || !isWhole || !key || hasSomeIds) {
    await runner.manager.insert(target, rows as never);
    return;
  }
  const names = given.map(({ databaseName }) => `"${databaseName}"`).join(', ');
  const values = list.map((row) =>
    Object.fromEntries(given.map(({ databaseName, propertyName }) => [databaseName, row[propertyName]])),
  );
  const made = (await runner.query(
    `insert into "${metadata.tableName}" (${names}) select ${names} from
      jsonb_populate_recordset(null::"${metadata.tableName}", $1::jsonb) returning "${key.databaseName}" as id`,
    [JSON.stringify(values)],
  )) as { id: number }[];
  for (const [at, row] of list.entries()) row[key.propertyName] = made[at]?.id;
}
