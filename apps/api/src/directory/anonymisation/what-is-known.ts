import type { AnonymisationPreview } from '@cerebrate/contract';
import { type ErasedSubject, type Sql, sql, type Work } from '../../kernel/index.js';

/** What a person is called once nothing is known of them. */
export const anonymousName = (id: number): string => `Anonymous person ${id}`;

/** An address that leads nowhere (RFC 2606), the only thing that is unique of an anonymous person. */
export const anonymousAddress = (id: number): string => `person-${id}@anonymised.invalid`;

/** The records that are this person: itself, and those merged into it, however many one after another. */
export async function recordsOf(work: Work, id: number): Promise<number[]> {
  const rows = await work.query<{ id: number }>(sql`
    with recursive same (id) as (
      select ${id}::int
      union
      select m.merged_id from merges m join same s on m.survivor_id = s.id where m.kind = 'individual' and m.undone_at is null)
    select id from same order by id`);
  return rows.map((row) => row.id);
}

/** The person of these records, and all they are known by outside of them. */
export async function whatIsKnown(
  work: Work,
  id: number,
  ids: readonly number[],
): Promise<{ subject: ErasedSubject; elsewhere: AnonymisationPreview['elsewhere'] }> {
  const records = await work.query<{ uuid: string; name: string; email: string }>(sql`
    select uuid, trim(first_name || ' ' || last_name) as name, email::text as email from individuals where id = any(${[...ids]}::int[])`);
  const history = await work.query<{ title: string; said: string }>(ofRecords(ids));
  const accounts = await formerAccounts(work, ids);
  const said = [
    ...records.flatMap(({ name, email }) => [name, email]),
    ...(await addressesIn(work, ids)),
    ...history.flatMap(({ title, said: text }) => [title, ...addressesOfText(text)]),
    ...accounts.map(({ username }) => username),
  ];
  const words = distinct(said.filter(isTelling));
  const elsewhere = await saidElsewhere(work, words, ids);
  const shared = new Set(elsewhere.map(({ says }) => says.toLowerCase()));
  const uuids = records.map(({ uuid }) => uuid);
  return {
    subject: {
      ids,
      uuids,
      known: {
        words: words.filter((word) => !shared.has(word.toLowerCase())),
        keys: uuids.map((uuid) => `member.${uuid}`),
      },
      userIds: accounts.map((account) => account.id),
      usernames: distinct(accounts.map(({ username }) => username)),
      title: anonymousName(id),
    },
    elsewhere,
  };
}

/** Rows of the log about the records and what was theirs alone, as a condition over `audit_log a`. */
export const ownTrail = ({ ids, userIds }: ErasedSubject): Sql => {
  const records = [...ids.map((id) => `individual:${id}`), ...userIds.map((id) => `user:${id}`)];
  return sql`(
    (a.kind = 'individual' and a.entity_id = any(${[...ids]}::int[]))
    or (a.kind = 'user' and a.entity_id = any(${[...userIds]}::int[]))
    or (a.related && ${records}::text[] and a.kind = any(${personal}::text[])))`;
};

/** Kinds of the log whose rows are about nobody but the person they are related to. */
const personal = [
  'individual',
  'alignment',
  'encryptionKey',
  'publicConsent',
  'confirmation',
  'authKey',
  'session',
  'orgGroupAdministration',
];

/** All that the log says of the records themselves, before and after each change. */
const ofRecords = (ids: readonly number[]): Sql => sql`
  select a.title, concat_ws(' ', a.before::text, a.after::text) as said from audit_log a
  where a.kind = 'individual' and a.entity_id = any(${[...ids]}::int[])`;

/** The accounts that were theirs, as the log of their deletion, or of their making, tells. */
const formerAccounts = (work: Work, ids: readonly number[]) =>
  work.query<{ id: number; username: string }>(sql`
    select distinct a.entity_id as id, a.title as username from audit_log a
    where a.kind = 'user' and a.entity_id in (
        select u.entity_id from audit_log u where u.kind = 'user'
          and coalesce(u.after ->> 'individualId', u.before ->> 'individualId') = any(${ids.map(String)}::text[]))
      and not exists (select from users x where x.id = a.entity_id)`);

/** Addresses beside the primary one: further ones, in values of meta-fields, in keys. */
async function addressesIn(work: Work, ids: readonly number[]): Promise<string[]> {
  const rows = await work.query<{ said: string }>(sql`
    select address::text as said from individual_emails where individual_id = any(${[...ids]}::int[])
    union select value from meta_fields where individual_id = any(${[...ids]}::int[]) and value like '%@%'
    union select unnest(emails) from encryption_keys where individual_id = any(${[...ids]}::int[])
    union select unnest(user_ids) from encryption_keys where individual_id = any(${[...ids]}::int[])`);
  return rows.flatMap(({ said }) => addressesOfText(said));
}

/**
 * Records of others that say the same of themselves: an organisation whose contact the person is, somebody of the same name.
 * What they say is theirs and stays.
 */
async function saidElsewhere(work: Work, words: readonly string[], ids: readonly number[]) {
  return work.query<AnonymisationPreview['elsewhere'][number]>(sql`
    with word as (select w as said from unnest(${[...words]}::text[]) w)
    select distinct x.kind, x.id, x.name, x.says from (
      select 'organisation' as kind, o.id, o.name, w.said as says from word w
        join organisations o on o.deleted_at is null and lower(o.contacts) like '%' || replace(replace(replace(lower(w.said), '\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%'
      union all
      select 'organisation', o.id, o.name, w.said from word w
        join meta_fields m on lower(m.value) = lower(w.said) and m.organisation_id is not null
        join organisations o on o.id = m.organisation_id and o.deleted_at is null
      union all
      select 'individual', i.id, trim(i.first_name || ' ' || i.last_name), w.said from word w
        join individuals i on i.deleted_at is null and i.id <> all(${[...ids]}::int[])
          and (i.email = w.said::citext or lower(trim(i.first_name || ' ' || i.last_name)) = lower(w.said)
            or exists (select from individual_emails e where e.individual_id = i.id and e.address = w.said::citext))) x
    order by x.kind desc, x.name, x.id limit 100`);
}

const addressesOfText = (text: string): string[] => text.match(/[^\s<>()[\]{}"',;:\\]+@[^\s<>()[\]{}"',;:\\]+/g) ?? [];

/** Addresses and full names; a first name alone is anybody's. */
const isTelling = (word: string): boolean => word.length >= 5 && (/.@./.test(word) || /\S\s+\S/.test(word));

const distinct = (words: readonly string[]): string[] => [
  ...new Map(words.map((word) => [word.toLowerCase(), word])).values(),
];
