import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What comes over from the original (decision 120): hashes of auth keys that are accepted until their first use, and
 * which rows were taken, so that a second run takes what is new. Passwords of the original stand where ours stand; the
 * index tells whether there are any left.
 */
export class CarryCredentials202611281900 implements MigrationInterface {
  name = 'CarryCredentials1764356400900';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table carried_key_hashes (
        auth_key_id integer primary key references auth_keys on delete cascade,
        hash text not null
      );
      create index users_carried_password on users (id) where password_hash like '$2%';

      create table movings (
        id integer primary key default 1 check (id = 1),
        source varchar(400) not null,
        started_at timestamptz not null,
        finished_at timestamptz,
        report jsonb
      );
      create table moved_rows (
        source_table varchar(60) not null,
        source_id bigint not null,
        target_id integer,
        target_version integer,
        digest text not null,
        primary key (source_table, source_id)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table moved_rows, movings, carried_key_hashes;
      drop index users_carried_password;
    `);
  }
}
