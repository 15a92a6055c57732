import { erasurePlaces, likeText, mentions, sql } from '../../kernel/index.js';

erasurePlaces.add(
  mentions('signature_checks', 'answers about signatures', { columns: ['signatures', 'purpose'], signed: 'asked_by' }),
);
erasurePlaces.add(mentions('merges', 'merges of organisations', { columns: ['state'], signed: 'username' }));
erasurePlaces.add(mentions('public_consents', 'consents of organisations', { columns: ['agreed_by', 'note'] }));
erasurePlaces.add(
  mentions('sharing_group_blueprint_runs', 'runs of blueprints', { columns: ['problem'], signed: 'actor' }),
);
erasurePlaces.add(mentions('meta_template_migrations', 'migrations of templates', { columns: [], signed: 'username' }));
erasurePlaces.add(mentions('import_rows', 'rows of import reports', { columns: ['title', 'reason', 'changes'] }));
erasurePlaces.add(mentions('imports', 'imports', { columns: ['name', 'warnings', 'fault'], signed: 'username' }));

erasurePlaces.add(
  mentions('inbox', 'requests', {
    columns: ['title', 'origin', 'key', 'payload', 'message', 'outcome'],
    signed: 'decided_by_name',
  }),
);
erasurePlaces.add(mentions('outbox', 'messages on their way', { columns: ['title', 'payload', 'fault'] }));

/** Files of imports that are over: those that name the person, and packed ones, of which nobody can tell. */
erasurePlaces.add({
  id: 'import_chunks',
  label: 'files of imports',
  async erase(work, { known }) {
    const words = known.words.map((word) => `%${likeText(word)}%`);
    const rows = await work.query<{ id: number }>(sql`
      select i.id from imports i where i.uploaded and i.state not in ('checking', 'running') and exists (
        select from import_chunks c where c.import_id = i.id
          and (encode(c.bytes, 'escape') ilike any(${words}::text[]) or (c.seq = 0 and substr(c.bytes, 1, 2) = '\\x504b'::bytea)))
      order by i.id for update`);
    const ids = rows.map(({ id }) => id);
    await work.query(sql`delete from import_chunks where import_id = any(${ids}::int[])`);
    await work.query(
      sql`update imports set uploaded = false, size = 0, version = version + 1 where id = any(${ids}::int[])`,
    );
    return rows.length;
  },
});
