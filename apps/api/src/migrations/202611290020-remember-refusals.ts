import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What was refused of a peer and may be taken later, so that a run that is told only of changes asks for it again
 * (decision 138); and what the peer's feed was when it had nothing new, so that it can answer so in a word.
 */
export class RememberRefusals202611290020 implements MigrationInterface {
  name = 'RememberRefusals1764374400020';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table brood_refusals (
        brood_id integer not null references broods on delete cascade,
        kind varchar(20) not null,
        uuid uuid not null,
        reason text,
        at timestamptz not null,
        primary key (brood_id, kind, uuid)
      );
      insert into brood_refusals (brood_id, kind, uuid, reason, at)
      select x.brood_id, x.kind, x.uuid, x.reason, x.at from (
        select distinct on (r.brood_id, d.kind, d.uuid) r.brood_id, d.kind, d.uuid, d.reason, d.outcome,
          coalesce(r.ended_at, r.created) as at
        from brood_run_records d join brood_runs r on r.id = d.run_id
        where d.uuid is not null and not r.is_rehearsal
        order by r.brood_id, d.kind, d.uuid, r.id desc) x
      where x.outcome = 'refused';
      alter table broods add column feed_tags jsonb not null default '{}';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table brood_refusals; alter table broods drop column feed_tags;');
  }
}
