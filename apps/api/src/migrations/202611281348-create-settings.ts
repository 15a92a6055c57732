import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the operator of the instance chose: a row for each setting that has not its default. */
export class CreateSettings202611281348 implements MigrationInterface {
  name = 'CreateSettings1764337680348';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table settings (
        id integer primary key generated always as identity,
        name varchar(100) not null unique,
        value jsonb,
        sealed text,
        created timestamptz not null,
        modified timestamptz not null,
        version integer not null default 1,
        check (value is null or sealed is null)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table settings');
  }
}
