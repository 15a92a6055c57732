import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What this instance is called: one row, made at the first start so that no two instances share a uuid. */
export class CreateInstance202611220930 implements MigrationInterface {
  name = 'CreateInstance1763803800930';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table instances (
        id integer primary key default 1 check (id = 1),
        uuid uuid not null,
        name varchar(191) not null,
        created timestamptz not null,
        modified timestamptz not null,
        version integer not null default 1
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table instances');
  }
}
