import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Auth keys may be limited: to reading, to resources, to networks. A rotated key names its successor. Keys that are there
 * already have no limits. A change of a limit is a change of access.
 */
export class LimitAuthKeys202611281530 implements MigrationInterface {
  name = 'LimitAuthKeys1764339001530';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table auth_keys
        add column read_only boolean not null default false,
        add column resources text[],
        add column networks text[] not null default '{}',
        add column successor_id integer references auth_keys on delete set null,
        add column last_refused_at timestamptz,
        add column last_refused_ip inet,
        add column version integer not null default 1;
      create index auth_keys_successor on auth_keys (successor_id) where successor_id is not null;
      drop trigger announce_access on auth_keys;
      create trigger announce_access
        after update of digest, user_id, expires_at, read_only, resources, networks or delete on auth_keys
        for each statement execute function announce_access();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop trigger announce_access on auth_keys;
      create trigger announce_access after update of digest, user_id, expires_at or delete on auth_keys
        for each statement execute function announce_access();
      alter table auth_keys
        drop column read_only, drop column resources, drop column networks, drop column successor_id,
        drop column last_refused_at, drop column last_refused_ip, drop column version;
    `);
  }
}
