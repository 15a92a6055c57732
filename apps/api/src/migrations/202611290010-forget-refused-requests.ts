import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Registrations that were refused before are forgotten but for the fact, as those of from now on are (decision 135): in
 * the inbox, under the bell and, by an erasure that the log itself tells of, in the audit log.
 */
export class ForgetRefusedRequests202611290010 implements MigrationInterface {
  name = 'ForgetRefusedRequests1764374400010';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(forget);
  }

  async down(): Promise<void> {
    // what is forgotten does not come back
  }
}

const forget = `
  create function forgotten_values(said jsonb) returns jsonb language sql immutable
    return (select jsonb_object_agg(v.key, case when jsonb_typeof(v.value) in ('string', 'object', 'array') then '"[erased]"'::jsonb else v.value end)
      from jsonb_each(said) v);

  do $$
  declare
    refused record;
    erasing uuid;
    touched integer;
    told constant text := 'Account asked for by somebody who was refused';
  begin
    for refused in
      select id, uuid, state from inbox where kind = 'user.registration' and state in ('declined', 'discarded') and payload <> '{}'
      order by id
    loop
      erasing := gen_random_uuid();
      perform set_config('cerebrate.erasing', 'on', true);
      update audit_log a set title = told, message = null, salt = null, erasure = erasing,
        ip = case when a.actor_id is not null then a.ip end,
        before = forgotten_values(a.before), after = forgotten_values(a.after)
        where a.kind = 'inbox' and a.entity_id = refused.id;
      get diagnostics touched = row_count;
      perform set_config('cerebrate.erasing', 'off', true);
      insert into audit_erasures (erasure, seq, digest)
        select erasing, a.seq, audit_residue(a) from audit_log a where a.erasure = erasing;
      update inbox set title = told, origin = '', key = null, payload = '{}', sealed = null, message = null where id = refused.id;
      delete from notifications where link = '/inbox/view/' || refused.id;
      if touched > 0 then
        perform audit_append(jsonb_build_array(jsonb_build_object(
          'at', now(), 'actor_id', null, 'actor_name', 'migration', 'channel', 'system', 'action', 'forget',
          'kind', 'erasure', 'entity_id', refused.id, 'entity_uuid', erasing, 'title', told, 'related', jsonb_build_array('inbox:' || refused.id),
          'after', jsonb_build_object('reason', refused.state, 'rows', touched, 'digest', audit_erasure_digest(erasing), 'uuid', refused.uuid,
            'page', '/inbox/view/' || refused.id))));
      end if;
    end loop;
  end $$;
  drop function forgotten_values(jsonb);
`;
