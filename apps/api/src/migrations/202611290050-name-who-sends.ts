import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whoever finds a message that is being sent knows whether the process that sends it still lives (decision 157). */
export class NameWhoSends202611290050 implements MigrationInterface {
  name = 'NameWhoSends1764374400050';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table outbox add column busy_by uuid');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table outbox drop column busy_by');
  }
}
