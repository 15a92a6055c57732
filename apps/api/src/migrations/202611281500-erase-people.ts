import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Erasing what is known of a person without breaking the chain of the audit log (decision 060). From here on the chain
 * covers what a row says by a salted digest: with values and salt gone, nothing can be guessed from what stays. What
 * an erasure leaves of a row has a digest of its own, and the row of the log that tells of the erasure covers those.
 */
export class ErasePeople202611281500 implements MigrationInterface {
  name = 'ErasePeople1764342000500';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(columns);
    await runner.query(hashes);
    await runner.query(guards);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      do $$ begin
        if exists (select from audit_log where content is not null) then
          raise exception 'the audit log has rows that only this version can verify';
        end if;
      end $$;
      drop table audit_erasures;
      alter table individuals drop column anonymised_at;
    `);
  }
}

const columns = `
  alter table individuals add column anonymised_at timestamptz;

  alter table audit_log add column salt bytea, add column content bytea, add column erasure uuid;
  create index audit_log_erasure on audit_log (erasure) where erasure is not null;
  create index audit_log_attesting on audit_log (entity_uuid) where kind = 'erasure';

  create table audit_erasures (
    erasure uuid not null,
    seq bigint not null,
    digest bytea not null,
    primary key (erasure, seq)
  );

  -- What a merge keeps of rows that came over is where they were, not what they said.
  update merges m set state = jsonb_set(m.state, '{relations}', (
    select coalesce(jsonb_agg(r || jsonb_build_object('moved', (
      select coalesce(jsonb_agg((
          select coalesce(jsonb_object_agg(k.key, k.value), '{}') from jsonb_each(row) k
          where k.key = 'id' or r -> 'key' ? k.key)), '[]')
      from jsonb_array_elements(r -> 'moved') row))), '[]')
    from jsonb_array_elements(m.state -> 'relations') r));
`;

const hashes = `
  -- What a row says, as one digest that cannot be guessed without its salt.
  create function audit_content(entry audit_log) returns bytea language sql immutable
    return sha256(entry.salt || convert_to(jsonb_build_object(
      'actor_name', entry.actor_name, 'ip', host(entry.ip), 'title', entry.title, 'before', entry.before,
      'after', entry.after, 'message', entry.message)::text, 'UTF8'));

  -- Rows written before this step have no digest of what they say; their hash covers the words themselves.
  create or replace function audit_hash(previous bytea, entry audit_log) returns bytea language sql immutable
    return sha256(previous || convert_to((case when entry.content is null then jsonb_build_object(
      'seq', entry.seq, 'at', extract(epoch from entry.at), 'actor_id', entry.actor_id, 'actor_name', entry.actor_name,
      'auth_key_id', entry.auth_key_id, 'channel', entry.channel, 'ip', host(entry.ip), 'request_id', entry.request_id,
      'action', entry.action, 'kind', entry.kind, 'entity_id', entry.entity_id, 'entity_uuid', entry.entity_uuid,
      'title', entry.title, 'before', entry.before, 'after', entry.after, 'related', to_jsonb(entry.related),
      'message', entry.message)
    else jsonb_build_object(
      'seq', entry.seq, 'at', extract(epoch from entry.at), 'actor_id', entry.actor_id,
      'auth_key_id', entry.auth_key_id, 'channel', entry.channel, 'request_id', entry.request_id,
      'action', entry.action, 'kind', entry.kind, 'entity_id', entry.entity_id, 'entity_uuid', entry.entity_uuid,
      'related', to_jsonb(entry.related), 'content', encode(entry.content, 'hex')) end)::text, 'UTF8'));

  -- What an erasure left of a row, with its place in the chain.
  create function audit_residue(entry audit_log) returns bytea language sql immutable
    return sha256(convert_to(jsonb_build_object(
      'seq', entry.seq, 'at', extract(epoch from entry.at), 'actor_id', entry.actor_id, 'actor_name', entry.actor_name,
      'auth_key_id', entry.auth_key_id, 'channel', entry.channel, 'ip', host(entry.ip), 'request_id', entry.request_id,
      'action', entry.action, 'kind', entry.kind, 'entity_id', entry.entity_id, 'entity_uuid', entry.entity_uuid,
      'title', entry.title, 'before', entry.before, 'after', entry.after, 'related', to_jsonb(entry.related),
      'message', entry.message, 'hash', encode(entry.hash, 'hex'))::text, 'UTF8'));

  -- All that one erasure did, as one digest.
  create function audit_erasure_digest(which uuid) returns text language sql stable
    return (select encode(sha256(convert_to(string_agg(e.seq || ':' || encode(e.digest, 'hex'), ',' order by e.seq), 'UTF8')), 'hex')
      from audit_erasures e where e.erasure = which);

  create or replace function audit_append(entries jsonb) returns void language plpgsql as $$
  declare
    head audit_head;
    entry audit_log;
  begin
    select * into head from audit_head for update;
    for entry in select * from jsonb_populate_recordset(null::audit_log, entries) loop
      head.seq := head.seq + 1;
      entry.seq := head.seq;
      entry.prev_hash := head.hash;
      entry.erasure := null;
      entry.salt := uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid());
      entry.content := audit_content(entry);
      entry.hash := audit_hash(head.hash, entry);
      insert into audit_log values (entry.*);
      head.hash := entry.hash;
    end loop;
    update audit_head set seq = head.seq, hash = head.hash;
  end $$;
`;

const guards = `
  create or replace function audit_refuse() returns trigger language plpgsql as $$
  begin
    if tg_op = 'UPDATE' and current_setting('cerebrate.erasing', true) = 'on' and new.erasure is not null and new.salt is null
      and (to_jsonb(old) - '{actor_name,ip,title,before,after,message,salt,erasure}'::text[])
        = (to_jsonb(new) - '{actor_name,ip,title,before,after,message,salt,erasure}'::text[]) then
      return new;
    end if;
    raise exception 'the audit log is append-only';
  end $$;

  create function audit_erasures_refuse() returns trigger language plpgsql as $$
  begin
    raise exception 'what was erased from the audit log is append-only';
  end $$;
  create trigger audit_erasures_append_only before update or delete on audit_erasures
    for each row execute function audit_erasures_refuse();
  create trigger audit_erasures_no_truncate before truncate on audit_erasures
    for each statement execute function audit_erasures_refuse();
`;
