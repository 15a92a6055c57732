import { IndividualEntity, OrganisationEntity } from '../../directory/index.js';
import { AuthKeyEntity, RoleEntity, UserEntity } from '../../identity/index.js';
import { Conflict, type EntityClass, sql, type Work } from '../../kernel/index.js';

interface Counts {
  readonly users: number;
  readonly organisations: number;
  readonly individuals: number;
  readonly others: number;
}

/**
 * Makes room on a node that holds nothing but what its first start made: those records go, so that the ids of the
 * original fit. A node that moved in before stays as it is. Throws `Conflict` for one with records of its own.
 */
export async function makeRoom(work: Work, source: string): Promise<void> {
  const [moving] = await work.query<{ source: string }>(sql`select source from movings for update`);
  if (moving) return;
  const [counts] = await work.query<Counts>(sql`
    select (select count(*) from users)::int as users, (select count(*) from organisations)::int as organisations,
      (select count(*) from individuals)::int as individuals,
      ((select count(*) from tags) + (select count(*) from sharing_groups) + (select count(*) from broods)
        + (select count(*) from mailing_lists) + (select count(*) from org_groups) + (select count(*) from encryption_keys)
        + (select count(*) from meta_fields) + (select count(*) from inbox))::int as others`);
  const { users, organisations, individuals, others } = counts ?? {
    users: 0,
    organisations: 0,
    individuals: 0,
    others: 0,
  };
  if (users > 1 || organisations > 1 || individuals > 1 || others > 0)
    throw new Conflict(
      'this node holds records of its own; move in to an empty one, so that every id of the original fits',
    );
  for (const entity of [AuthKeyEntity, UserEntity, IndividualEntity, OrganisationEntity, RoleEntity] as EntityClass[])
    for (const row of await work.findAll(entity, {})) await work.remove(entity, row);
  await work.query(sql`delete from meta_templates`);
  await work.query(sql`delete from meta_template_directory`);
  await work.query(sql`insert into movings (source, started_at) values (${source}, ${work.now})`);
}
