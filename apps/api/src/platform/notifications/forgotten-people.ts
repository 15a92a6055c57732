import { erasurePlaces, knows, mentions, sql, type WatchedChange, type Work } from '../../kernel/index.js';

/** Notices about the person, and those whose words mention them: a notice lives for days, it is dropped whole. */
erasurePlaces.add({
  id: 'notifications',
  label: 'notifications',
  async erase(work, { ids, known }) {
    const rows = await work.query(sql`
      delete from notifications where link = any(${ids.map((id) => `/individuals/view/${id}`)}::text[])
        or ${knows(sql`concat_ws(' ', title, detail::text)`, known)} returning 1 as done`);
    return rows.length;
  },
});

/** E-mails to the person or about them; one on its way is not sent any more. */
erasurePlaces.add({
  id: 'mails',
  label: 'e-mails',
  async erase(work, { known }) {
    const rows = await work.query(sql`
      delete from mails where ${knows(sql`concat_ws(' ', address, subject, body)`, known)} returning 1 as done`);
    return rows.length;
  },
});

erasurePlaces.add(mentions('saved_views', 'saved views', { columns: ['name', 'search'], also: encodeURIComponent }));
erasurePlaces.add(mentions('user_settings', 'settings and bookmarks of users', { columns: ['value'] }));

/** Drops notices of records that were emptied since (decision 135): the log tells of that after what they told of. */
export async function dropForgotten(work: Work, changes: readonly WatchedChange[]): Promise<void> {
  const pages = changes
    .filter(({ kind, action }) => kind === 'erasure' && action === 'forget')
    .map(({ after }) => String(after?.['page'] ?? ''));
  if (pages.length > 0) await work.query(sql`delete from notifications where link = any(${pages}::text[])`);
}
