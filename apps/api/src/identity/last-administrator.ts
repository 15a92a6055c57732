import { Conflict, sql, type Work } from '../kernel/index.js';

/** Any number, the same in every process: two administrators must not take each other's rights at the same moment. */
const lastAdministratorLock = 7_235_003;

/** To be called before a work takes rights from anybody: works that do so wait for each other. */
export async function holdAdministrators(work: Work): Promise<() => Promise<void>> {
  await work.query(sql`select pg_advisory_xact_lock(${lastAdministratorLock})`);
  const before = await administrators(work);
  return async () => {
    const after = await administrators(work);
    if (before.instance && !after.instance)
      throw new Conflict(
        'nobody would be left to run the instance: give another enabled user a role with perm_admin first',
      );
    if (before.community && !after.community)
      throw new Conflict(
        'nobody would be left to run the community: give another enabled user a role with perm_community_admin first',
      );
  };
}

async function administrators(work: Work): Promise<{ instance: boolean; community: boolean }> {
  const [row] = await work.query<{ instance: boolean; community: boolean }>(sql`
    select coalesce(bool_or(r.perm_admin), false) as instance, coalesce(bool_or(r.perm_community_admin), false) as community
    from users u join roles r on r.id = u.role_id where not u.disabled`);
  return row ?? { instance: false, community: false };
}
