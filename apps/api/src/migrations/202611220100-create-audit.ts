import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Extensions, text folding, and the audit log: append-only, each row's hash covering the one before (FEATURES AUD-08). */
export class CreateAudit202611220100 implements MigrationInterface {
  name = 'CreateAudit1763773200100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create extension if not exists pg_trgm;
      create extension if not exists unaccent;
      create extension if not exists btree_gist;
      create extension if not exists citext;

      create function fold_text(given text) returns text
        language sql immutable parallel safe strict
        return lower(unaccent('unaccent'::regdictionary, given));

      create table audit_log (
        seq bigint primary key,
        at timestamptz not null,
        actor_id integer,
        actor_name text not null,
        auth_key_id integer,
        channel text not null,
        ip inet,
        request_id text,
        action text not null,
        kind text not null,
        entity_id integer,
        entity_uuid uuid,
        title text not null,
        before jsonb,
        after jsonb,
        related text[] not null default '{}',
        message text,
        prev_hash bytea not null,
        hash bytea not null
      );
      create index audit_log_entity on audit_log (kind, entity_id, seq);
      create index audit_log_related on audit_log using gin (related);
      create index audit_log_at on audit_log using brin (at);
      create index audit_log_actor on audit_log (actor_id, seq);

      create table audit_head (
        id boolean primary key default true check (id),
        seq bigint not null,
        hash bytea not null
      );
      insert into audit_head (seq, hash) values (0, sha256('cerebrate'));

      create function audit_hash(previous bytea, entry audit_log) returns bytea
        language sql immutable
        return sha256(previous || convert_to(jsonb_build_object(
          'seq', entry.seq, 'at', extract(epoch from entry.at), 'actor_id', entry.actor_id, 'actor_name', entry.actor_name,
          'auth_key_id', entry.auth_key_id, 'channel', entry.channel, 'ip', host(entry.ip), 'request_id', entry.request_id,
          'action', entry.action, 'kind', entry.kind, 'entity_id', entry.entity_id, 'entity_uuid', entry.entity_uuid,
          'title', entry.title, 'before', entry.before, 'after', entry.after, 'related', to_jsonb(entry.related),
          'message', entry.message)::text, 'UTF8'));

      create function audit_append(entries jsonb) returns void language plpgsql as $$
      declare
        head audit_head;
        entry audit_log;
      begin
        select * into head from audit_head for update;
        for entry in select * from jsonb_populate_recordset(null::audit_log, entries) loop
          head.seq := head.seq + 1;
          entry.seq := head.seq;
          entry.prev_hash := head.hash;
          entry.hash := audit_hash(head.hash, entry);
          insert into audit_log values (entry.*);
          head.hash := entry.hash;
        end loop;
        update audit_head set seq = head.seq, hash = head.hash;
      end $$;

      create function audit_refuse() returns trigger language plpgsql as $$
      begin
        raise exception 'the audit log is append-only';
      end $$;
      create trigger audit_log_append_only before update or delete on audit_log for each row execute function audit_refuse();
      create trigger audit_log_no_truncate before truncate on audit_log for each statement execute function audit_refuse();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table audit_log cascade;
      drop table audit_head;
      drop function audit_append(jsonb);
      drop function audit_refuse();
      drop function fold_text(text);
    `);
  }
}
