import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Blueprints have an origin as other records that came from a peer, and are told in the order they changed (decision 151). */
export class ExchangeBlueprints202611290040 implements MigrationInterface {
  name = 'ExchangeBlueprints1764374400040';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table record_origins drop constraint record_origins_kind_check;
      alter table record_origins add constraint record_origins_kind_check
        check (kind in ('organisation', 'individual', 'sharingGroup', 'encryptionKey', 'blueprint'));
      create index sharing_group_blueprints_changes on sharing_group_blueprints (modified, id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `drop index sharing_group_blueprints_changes; delete from record_origins where kind = 'blueprint';`,
    );
  }
}
