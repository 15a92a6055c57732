import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A value of a meta-field is checked against its record and its field; its template follows from the field, and names in
 * the directory are never deleted. The two further foreign keys cost an import of 500,000 values a third of its time and
 * are replaced by what holds at the other end: a check, and a guard on the directory.
 */
export class SpareValueKeys202611221300 implements MigrationInterface {
  name = 'SpareValueKeys1763816400300';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table meta_fields
        drop constraint meta_fields_template_id_fkey,
        drop constraint meta_fields_directory_id_fkey,
        add constraint meta_fields_template check ((template_id is null) = (field_id is null));

      create function keep_template_name() returns trigger language plpgsql as $$
      begin
        if tg_op = 'DELETE' or new.id <> old.id then
          if exists (select 1 from meta_fields m where m.directory_id = old.id) then
            raise exception 'values are stored under this template name' using errcode = 'foreign_key_violation';
          end if;
        end if;
        return case when tg_op = 'DELETE' then old else new end;
      end $$;
      create trigger keep_template_name before update of id or delete on meta_template_directory
        for each row execute function keep_template_name();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop function keep_template_name cascade;
      alter table meta_fields
        drop constraint meta_fields_template,
        add foreign key (template_id) references meta_templates,
        add foreign key (directory_id) references meta_template_directory;
    `);
  }
}
