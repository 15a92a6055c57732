import {
  fieldChanges,
  type NoticeDraft,
  type NoticeKind,
  noticeKinds,
  sql,
  type WatchedChange,
} from '../../kernel/index.js';
import { staleMonths, tellsEveryChange } from './notice-settings.js';

const watched: Readonly<Record<string, { noun: string; path: string }>> = {
  organisation: { noun: 'organisation', path: '/organisations/view/' },
  individual: { noun: 'person', path: '/individuals/view/' },
  user: { noun: 'user', path: '/users/view/' },
};
const verbs: Readonly<Record<string, string>> = {
  add: 'added',
  edit: 'changed',
  delete: 'deleted',
  restore: 'restored',
};
const warnDays = 14;

/** Data changed by somebody who is no administrator (WIRE-CONTRACT §5.7, FEATURES MSG-07). Read by administrators. */
noticeKinds.add<NoticeKind>({
  id: 'data.changed',
  label: 'Data was changed',
  description: 'Somebody who is no administrator added, changed or deleted an organisation, a person or a user.',
  severity: 'info',
  bell: true,
  mail: 'off',
  fromChange: (change, read) => {
    const place = watched[change.kind];
    const verb = verbs[change.action];
    if (!place || !verb || change.channel === 'job' || change.channel === 'system' || change.channel === 'command')
      return null;
    const isAdministrator = change.actor_flags?.['perm_admin'] || change.actor_flags?.['perm_sync'];
    if (isAdministrator && !read(tellsEveryChange)) return null;
    const isGone = change.action === 'delete';
    return {
      to: sql`r.perm_admin and u.id is distinct from ${change.actor_id}::int`,
      title: `${change.actor_name} ${verb} the ${place.noun} ${change.title}`,
      link: isGone ? '/auditLogs/index' : `${place.path}${change.entity_id}`,
      detail: { changes: fieldChanges(change.before, change.after).slice(0, 30) },
      about: { kind: change.kind, id: change.entity_id, isGone },
      key: `change:${change.seq}`,
      ...(change.request_id ? { bundle: `${change.request_id}:${change.kind}` } : {}),
    };
  },
});

/** An import that somebody started is through. */
noticeKinds.add<NoticeKind>({
  id: 'import.finished',
  label: 'Import finished',
  description: 'An import of yours is through, or could not go on.',
  severity: 'info',
  bell: true,
  mail: 'off',
  fromChange: (change: WatchedChange): NoticeDraft | null => {
    if (change.kind !== 'import' || change.action !== 'finish' || change.actor_id === null) return null;
    const { state, created, updated, refused } = (change.after ?? {}) as Record<string, unknown>;
    const outcome =
      state === 'failed' ? 'could not go on' : `is done: ${created} new, ${updated} changed, ${refused} refused`;
    return {
      to: sql`u.id = ${change.actor_id}::int`,
      title: `The import ${change.title} ${outcome}`,
      link: `/imports/view/${change.entity_id}`,
      detail: {},
      about: null,
      key: `import:${change.seq}`,
    };
  },
});

/** One's auth keys that end soon. */
noticeKinds.add<NoticeKind>({
  id: 'authKey.expiring',
  label: 'Auth key ends soon',
  description: `An auth key of yours ends within ${warnDays} days.`,
  severity: 'attention',
  bell: true,
  mail: 'daily',
  daily: async (store) => {
    const rows = await store.read<{ id: number; user_id: number; comment: string | null; expires_at: Date }>(sql`
      select k.id, k.user_id, k.comment, k.expires_at from auth_keys k
      where k.expires_at between now() and now() + make_interval(days => ${warnDays}) order by k.id limit 10000`);
    return rows.map((row) => ({
      to: sql`u.id = ${row.user_id}::int`,
      title: `Your auth key ${row.comment || `number ${row.id}`} ends on ${row.expires_at.toISOString().slice(0, 10)}`,
      link: '/users/settings?tab=keys',
      detail: {},
      about: null,
      key: `authKey:${row.id}:${row.expires_at.getTime()}`,
    }));
  },
});

/** Records of one's organisation that nobody looked at for long. */
noticeKinds.add<NoticeKind>({
  id: 'organisation.stale',
  label: 'Record of your organisation is old',
  description: 'Nobody changed the record of your organisation for long; look whether it still holds.',
  severity: 'attention',
  bell: true,
  mail: 'off',
  daily: async (store, read) => {
    const rows = await store.read<{ id: number; name: string; modified: Date }>(sql`
      select o.id, o.name, o.modified from organisations o
      where o.deleted_at is null and o.modified < now() - make_interval(months => ${read(staleMonths)})
        and exists (select from users u join roles r on r.id = u.role_id
          where u.organisation_id = o.id and r.perm_org_admin and not u.disabled)
      order by o.id limit 10000`);
    return rows.map((row) => ({
      to: sql`u.organisation_id = ${row.id}::int and r.perm_org_admin`,
      title: `Nobody changed the record of ${row.name} since ${row.modified.toISOString().slice(0, 10)}`,
      link: `/organisations/view/${row.id}`,
      detail: {},
      about: { kind: 'organisation', id: row.id, isGone: false },
      key: `stale:${row.id}:${row.modified.getTime()}`,
    }));
  },
});
