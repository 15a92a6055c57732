import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When the other side of a connection was seen to have finished: until then our part alone is done (FEATURES INT-05). */
export class ConfirmConnections202611290030 implements MigrationInterface {
  name = 'ConfirmConnections1764374400030';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table connections add column confirmed_at timestamptz;
      update connections set confirmed_at = done_at
      where done_at is not null and (side = 'asking' or test is null or (test ->> 'isConnected')::boolean)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table connections drop column confirmed_at');
  }
}
