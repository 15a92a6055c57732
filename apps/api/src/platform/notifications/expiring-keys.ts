import { type NoticeKind, noticeKinds, sql } from '../../kernel/index.js';
import { keyWarningDays } from './notice-settings.js';

interface EndingKey {
  readonly id: number;
  readonly organisation_id: number | null;
  readonly individual_id: number | null;
  readonly owner: string;
  readonly short: string | null;
  readonly expires_at: Date;
  readonly is_over: boolean;
}

/**
 * Encryption keys that end soon, or ended since the last look (FEATURES KEY-07). A person is told of their own key; the
 * administrators of an organisation of its keys, and of the keys of its people who have no account to be told by.
 */
noticeKinds.add<NoticeKind>({
  id: 'encryptionKey.expiring',
  label: 'Encryption key ends soon',
  description: 'An encryption key of yours, or of the organisation you administer, ends soon or has just ended.',
  severity: 'attention',
  bell: true,
  mail: 'daily',
  daily: async (store, read) => {
    const rows = await store.read<EndingKey>(sql`
      select k.id, k.organisation_id, k.individual_id, right(k.fingerprint, 16) as short, k.expires_at,
        k.expires_at <= now() as is_over,
        coalesce(o.name, nullif(trim(i.first_name || ' ' || i.last_name), ''), i.email::text) as owner
      from encryption_keys k
      left join organisations o on o.id = k.organisation_id left join individuals i on i.id = k.individual_id
      where k.deleted_at is null and not k.revoked and not k.revoked_by_maker
        and o.deleted_at is null and i.deleted_at is null
        and k.expires_at between now() - interval '7 days' and now() + make_interval(days => ${read(keyWarningDays)})
      order by k.expires_at, k.id limit 10000`);
    return rows.map((row) => ({
      to: keepersOf(row),
      title: `The key ${(row.short ?? '').toUpperCase()} of ${row.owner} ${row.is_over ? 'ended' : 'ends'} on ${row.expires_at.toISOString().slice(0, 10)}`,
      link: `/encryptionKeys/view/${row.id}`,
      detail: {},
      about:
        row.organisation_id === null
          ? { kind: 'individual', id: row.individual_id ?? 0, isGone: false }
          : { kind: 'organisation', id: row.organisation_id, isGone: false },
      key: `encryptionKey:${row.id}:${row.expires_at.getTime()}${row.is_over ? ':over' : ''}`,
    }));
  },
});

/** Who looks after a key, as a condition over users `u` with their roles `r`. */
function keepersOf({ organisation_id: organisation, individual_id: person }: EndingKey) {
  if (organisation !== null) return sql`u.organisation_id = ${organisation}::int and r.perm_org_admin`;
  return sql`u.individual_id = ${person}::int
    or (r.perm_org_admin and not exists (select from users own where own.individual_id = ${person}::int and not own.disabled)
      and exists (select from alignments a where a.individual_id = ${person}::int and a.organisation_id = u.organisation_id
        and (a.valid_until is null or a.valid_until >= current_date)))`;
}
