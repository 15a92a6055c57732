import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The rows of one work are chained one after another and written to the log by one statement: the same rows, half the time. */
export class AppendTogether202611290080 implements MigrationInterface {
  name = 'AppendTogether1764374400080';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(append('fresh := fresh || entry;', 'insert into audit_log select * from unnest(fresh);'));
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(append('insert into audit_log values (entry.*);', ''));
  }
}

const append = (forEach: string, atTheEnd: string) => `
  create or replace function audit_append(entries jsonb) returns void language plpgsql as $$
  declare
    head audit_head;
    entry audit_log;
    fresh audit_log[];
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
      ${forEach}
      head.hash := entry.hash;
    end loop;
    ${atTheEnd}
    update audit_head set seq = head.seq, hash = head.hash;
  end $$`;
