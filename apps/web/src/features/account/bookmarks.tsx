import type { Bookmark } from '@cerebrate/contract';
import { useCallback, useState } from 'react';
import { Link } from 'react-router';
import { BookmarkForm } from '../../parts/bookmarks/bookmark-form.js';
import { removeBookmark, saveBookmark, useBookmarks } from '../../parts/bookmarks/bookmarks.js';
import { tellFailure } from '../../parts/identity/index.js';
import { type Action, ActionButton, type Column, DataTable, toast } from '../../ui/index.js';
import { text } from './text.js';

const words = text.bookmarks;

/** One's own bookmarks: kept, changed and forgotten (FEATURES SET-04). */
export function OwnBookmarks() {
  const bookmarks = useBookmarks();
  const [form, setForm] = useState<{ readonly bookmark?: Bookmark }>();
  const add: Action = { label: words.add, icon: 'plus-lg', onSelect: () => setForm({}) };
  const rowActions = useCallback(
    (bookmark: Bookmark): Action[] => [
      { label: words.change, icon: 'pencil', onSelect: () => setForm({ bookmark }) },
      { label: words.forget, icon: 'trash', tone: 'danger', onSelect: () => void forget(bookmark) },
    ],
    [],
  );
  return (
    <>
      <p className="muted">{words.lead}</p>
      <DataTable
        id="account-bookmarks"
        caption={text.tabs.bookmarks}
        rows={bookmarks}
        columns={columns}
        rowKey={({ url }) => url}
        rowLabel={({ label }) => label}
        rowActions={rowActions}
        toolbar={bookmarks.length > 0 ? <ActionButton action={add} /> : undefined}
        empty={{ text: words.none, action: add }}
      />
      <BookmarkForm
        key={form?.bookmark?.url ?? ''}
        bookmark={form?.bookmark}
        show={form !== undefined}
        onClose={() => setForm(undefined)}
      />
    </>
  );
}

async function forget(bookmark: Bookmark): Promise<void> {
  try {
    await removeBookmark(bookmark.url);
  } catch (error) {
    return tellFailure(error);
  }
  toast({ tone: 'ok', text: words.forgotten(bookmark.label), undo: () => saveBookmark(bookmark) });
}

const columns: readonly Column<Bookmark>[] = [
  {
    key: 'label',
    label: words.columns.label,
    always: true,
    card: 'title',
    cell: ({ url, label }) => <Link to={url}>{label}</Link>,
  },
  { key: 'name', label: words.columns.name, card: 'fact', value: ({ name }) => name },
  { key: 'url', label: words.columns.url, mono: true, card: 'fact', value: ({ url }) => url },
];
