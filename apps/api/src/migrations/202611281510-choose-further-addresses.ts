import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which further addresses of its members a mailing list uses (FEATURES IND-06, MLS-03; decisions 020, 042). */
export class ChooseFurtherAddresses202611281510 implements MigrationInterface {
  name = 'ChooseFurtherAddresses1764342600000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table mailing_list_emails (
        member_id integer not null references mailing_list_members on delete cascade,
        email_id integer not null references individual_emails on delete cascade,
        primary key (member_id, email_id)
      );
      create index mailing_list_emails_address on mailing_list_emails (email_id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table mailing_list_emails');
  }
}
