import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What people are told (FEATURES MSG-07, MSG-08, SEC-07): notifications with a read state, what each subscribes to, how
 * far the audit log was looked through, e-mails on their way, and the key they are signed with. None of it is history of
 * the community's data, so none has an entity.
 */
export class CreateNotifications202611281349 implements MigrationInterface {
  name = 'CreateNotifications1764337740349';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table notifications (
        id bigint primary key generated always as identity,
        user_id integer not null references users on delete cascade,
        kind varchar(60) not null,
        severity varchar(10) not null,
        title varchar(255) not null,
        link varchar(255) not null,
        detail jsonb not null default '{}',
        key varchar(120) not null,
        created timestamptz not null,
        read_at timestamptz,
        unique (user_id, key)
      );
      create index notifications_unread on notifications (user_id) where read_at is null;
      create index notifications_newest on notifications (user_id, id desc);
      create index notifications_created on notifications (created);

      create table notification_subscriptions (
        user_id integer not null references users on delete cascade,
        kind varchar(60) not null,
        bell boolean not null,
        mail varchar(5) not null check (mail in ('off', 'now', 'daily')),
        primary key (user_id, kind)
      );

      create table notification_cursors (
        name varchar(30) primary key,
        seq bigint not null default 0,
        day date
      );
      insert into notification_cursors (name, seq) select 'audit', seq from audit_head;
      insert into notification_cursors (name) values ('daily');

      create table mails (
        id bigint primary key generated always as identity,
        user_id integer references users on delete set null,
        address varchar(320) not null,
        subject varchar(255) not null,
        body text,
        state varchar(10) not null default 'waiting' check (state in ('waiting', 'sent', 'failed')),
        protection varchar(10),
        attempts integer not null default 0,
        fault text,
        created timestamptz not null,
        tried_at timestamptz,
        sent_at timestamptz
      );
      create index mails_state on mails (state, id desc);

      create table instance_keys (
        id integer primary key default 1 check (id = 1),
        fingerprint varchar(64) not null,
        public_key text not null,
        sealed_key text not null,
        created timestamptz not null
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'drop table instance_keys; drop table mails; drop table notification_cursors; drop table notification_subscriptions; drop table notifications',
    );
  }
}
