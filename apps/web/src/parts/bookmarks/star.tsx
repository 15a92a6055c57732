import { useLocation } from 'react-router';
import { asProblem, Icon, toast } from '../../ui/index.js';
import { removeBookmark, saveBookmark, useBookmarks } from './bookmarks.js';
import { text } from './text.js';

/** The star of a page: keeps it as a bookmark, or forgets it. */
export function Star() {
  const { pathname, search } = useLocation();
  const url = pathname + search;
  const isKept = useBookmarks().some((bookmark) => bookmark.url === url);
  const toggle = async () => {
    try {
      if (isKept) await removeBookmark(url);
      else await saveBookmark({ label: titleOf(document.title) || pathname, name: '', url });
      toast({ tone: 'ok', text: isKept ? text.forgotten : text.kept });
    } catch (error) {
      toast({ tone: 'broken', text: asProblem(error).detail ?? asProblem(error).title });
    }
  };
  return (
    <button
      type="button"
      className="btn btn-ghost btn-icon"
      aria-label={text.star}
      aria-pressed={isKept}
      title={isKept ? text.forget : text.keep}
      onClick={() => void toggle()}
    >
      <Icon name={isKept ? 'star-fill' : 'star'} />
    </button>
  );
}

/** The page's own name, without that of the program. */
const titleOf = (title: string): string => (title.split(' · ')[0] ?? title).trim().slice(0, 60);
