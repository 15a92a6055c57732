import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What searches need beyond the tables: networks in a radix tree (decision 010), trigrams of addresses and contacts,
 * and names that differ from what was typed by a slip of the finger.
 */
export class CreateSearch202611220900 implements MigrationInterface {
  name = 'CreateSearch1763802000900';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(indexes);
    await runner.query(likeness);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop function organisations_alike(text);
      drop function individuals_alike(text);
      drop function words_alike(text, text);
      drop index audit_log_record;
      create index audit_log_entity on audit_log (kind, entity_id, seq);
      drop index meta_fields_net;
      create index meta_fields_net on meta_fields using gist (v_net inet_ops) where v_net is not null;
      drop index organisations_url, organisations_contacts, individuals_address;
    `);
  }
}

const indexes = `
  create extension if not exists fuzzystrmatch;

  drop index meta_fields_net;
  create index meta_fields_net on meta_fields using spgist (v_net inet_ops) where v_net is not null;

  create index organisations_url on organisations using gin (lower(url) gin_trgm_ops) where deleted_at is null and url is not null;
  create index organisations_contacts on organisations using gin (lower(contacts) gin_trgm_ops)
    where deleted_at is null and contacts is not null;
  create index individuals_address on individuals using gin (lower(email::text) gin_trgm_ops) where deleted_at is null;

  drop index audit_log_entity;
  create index audit_log_record on audit_log (entity_id, kind, seq);
`;

const likeness = `
  create function words_alike(given text, folded text) returns boolean
    language sql immutable strict parallel safe
    return not exists (
      select from regexp_split_to_table(given, '[^[:alnum:]]+') g
      where g <> '' and not exists (
        select from regexp_split_to_table(folded, '[^[:alnum:]]+') w
        where starts_with(w, g)
          or (length(g) between 4 and 60 and length(w) <= 60
            and levenshtein_less_equal(g, w, case when length(g) < 6 then 1 else 2 end) <= case when length(g) < 6 then 1 else 2 end)));

  create function organisations_alike(given text) returns setof integer
    language sql stable strict rows 20 set pg_trgm.word_similarity_threshold = 0.4
    as $$
      select o.id from organisations o
      where o.deleted_at is null and given <% o.folded and words_alike(given, o.folded)
    $$;

  create function individuals_alike(given text) returns setof integer
    language sql stable strict rows 20 set pg_trgm.word_similarity_threshold = 0.4
    as $$
      select i.id from individuals i
      where i.deleted_at is null and given <% i.folded and words_alike(given, i.folded)
    $$;
`;
