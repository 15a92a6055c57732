import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Whoever changes who may do what, through whatever door, tells every process: the event `access.changed` is sent by
 * the tables themselves, so that no writer can forget it. The use of a key or a session is no change of access.
 */
export class AnnounceAccess202611221200 implements MigrationInterface {
  name = 'AnnounceAccess1763812800000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create function announce_access() returns trigger language plpgsql as $$
      begin
        perform pg_notify('cerebrate_events', '{"name":"access.changed","payload":{}}');
        return null;
      end $$;
    `);
    for (const [table, acts] of watched)
      await runner.query(
        `create trigger announce_access after ${acts} on ${table} for each statement execute function announce_access()`,
      );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop function announce_access cascade');
  }
}

const watched: readonly (readonly [table: string, acts: string])[] = [
  ['users', 'update or delete'],
  ['roles', 'update or delete'],
  ['auth_keys', 'update of digest, user_id, expires_at or delete'],
  ['sessions', 'update of digest, user_id, csrf_token or delete'],
  ['org_groups', 'update of deleted_at or delete'],
  ['org_group_admins', 'insert or update or delete'],
  ['org_group_organisations', 'insert or update or delete'],
];
