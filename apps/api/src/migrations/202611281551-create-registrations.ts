import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Wishes for an account whose address is not confirmed yet, and links by which an approved one gets its first password
 * (FEATURES REG-01…04). Of each secret only its digest is kept.
 */
export class CreateRegistrations202611281551 implements MigrationInterface {
  name = 'CreateRegistrations1764344941551';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table registrations (
        id bigint primary key generated always as identity,
        digest bytea not null unique,
        email citext not null,
        wish jsonb not null,
        expires_at timestamptz not null,
        created timestamptz not null
      );
      create index registrations_email on registrations (email);
      create index registrations_expires_at on registrations (expires_at);

      create table password_links (
        id bigint primary key generated always as identity,
        user_id integer not null references users on delete cascade,
        digest bytea not null unique,
        expires_at timestamptz not null,
        created timestamptz not null
      );
      create index password_links_user on password_links (user_id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table password_links; drop table registrations;');
  }
}
