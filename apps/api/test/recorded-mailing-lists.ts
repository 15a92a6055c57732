import type { House } from './house.js';

/** The mailing list behind the recordings, with its two people. */
export async function addRecordedMailingLists(house: House): Promise<void> {
  await house.rows(`
    truncate mailing_lists restart identity cascade;
    insert into mailing_lists (id, uuid, name, recipients, description, organisation_id, user_id, created, modified) values
      (1, '55eb4506-863a-492b-b953-e90f03e2ebe4', 'Baltic leads', 'heads of CSIRT', 'Made-up list', 1, 1,
        '2026-11-22T01:05:16Z', '2026-11-22T01:05:16Z');
    insert into mailing_list_members (mailing_list_id, individual_id, origin, created) values
      (1, 2, 'hand', '2026-11-22T01:05:16Z'), (1, 5, 'hand', '2026-11-22T01:05:16Z');
    select setval(pg_get_serial_sequence('mailing_lists', 'id'), 2, false)`);
}
