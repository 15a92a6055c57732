import { IndividualEntity, OrganisationEntity } from '../../directory/index.js';
import { AuthKeyEntity, RoleEntity, UserEntity } from '../../identity/index.js';
import { Conflict, type EntityClass, sql, type Work } from '../../kernel/index.js';
import { ownRecords, readable } from '../emptiness/own-records.js';

/** What an operator may have done before: it stays. */
const settled = ['settings'];

/**
 * Makes room on a node that holds nothing but what its first start made: those records go, so that the ids of the
 * original fit. A node that moved in before stays as it is. Throws `Conflict` for one with records of its own.
 */
export async function makeRoom(work: Work, source: string): Promise<void> {
  const [moving] = await work.query<{ source: string }>(sql`select source from movings for update`);
  if (moving) return;
  const own = await ownRecords((query) => work.query(query), settled);
  if (own.length > 0)
    throw new Conflict(
      `this node holds records of its own (${readable(own)}); move in to an empty one, so that every id of the original fits`,
    );
  for (const entity of [AuthKeyEntity, UserEntity, IndividualEntity, OrganisationEntity, RoleEntity] as EntityClass[])
    for (const row of await work.findAll(entity, {})) await work.remove(entity, row);
  await work.query(sql`delete from meta_templates`);
  await work.query(sql`delete from meta_template_directory`);
  await work.query(sql`insert into movings (source, started_at) values (${source}, ${work.now})`);
}
