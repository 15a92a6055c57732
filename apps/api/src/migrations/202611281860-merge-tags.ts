import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Names of tags that were merged into another, in lower case (decision 115): a rule or a peer that says one means it. */
export class MergeTags202611281860 implements MigrationInterface {
  name = 'MergeTags1764349200860';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table tags add column aliases text[] not null default '{}';
      create index tags_aliases on tags using gin (aliases);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table tags drop column aliases');
  }
}
