import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Whoever finds a delivery or an account that is being told of knows whether the process at it still lives (decision 157). */
export class NameWhoTells202611290060 implements MigrationInterface {
  name = 'NameWhoTells1764374400060';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table webhook_deliveries add column claimed_by uuid');
    await runner.query('alter table sso_accounts add column claimed_by uuid');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table sso_accounts drop column claimed_by');
    await runner.query('alter table webhook_deliveries drop column claimed_by');
  }
}
