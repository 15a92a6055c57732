import { useState } from 'react';
import { Link } from 'react-router';
import { ActionButton, asProblem, Icon, toast } from '../../ui/index.js';
import { BookmarkForm } from './bookmark-form.js';
import { removeBookmark, useBookmarks } from './bookmarks.js';
import { text } from './text.js';

/** The user's bookmarks as links, each with a way to forget it, and a way to add one by its address. */
export function BookmarkList() {
  const items = useBookmarks();
  const [adding, setAdding] = useState(false);
  const forget = (url: string) =>
    void removeBookmark(url).catch((error: unknown) =>
      toast({ tone: 'broken', text: asProblem(error).detail ?? asProblem(error).title }),
    );
  return (
    <>
      {items.length === 0 ? <p className="muted mb-2">{text.none}</p> : null}
      <ul className="bookmark-list">
        {items.map(({ url, label, name }) => (
          <li key={url}>
            <Icon name="bookmark" />
            <Link to={url} className="cut" title={name || url}>
              {label}
            </Link>
            <button
              type="button"
              className="btn btn-ghost btn-icon btn-sm"
              aria-label={text.remove(label)}
              title={text.remove(label)}
              onClick={() => forget(url)}
            >
              <Icon name="x-lg" />
            </button>
          </li>
        ))}
      </ul>
      <ActionButton action={{ label: text.add, icon: 'plus-lg', onSelect: () => setAdding(true) }} look="ghost" small />
      <BookmarkForm show={adding} onClose={() => setAdding(false)} />
    </>
  );
}
