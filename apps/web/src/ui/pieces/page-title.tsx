import { useEffect } from 'react';
import { text } from '../../text/en.js';

/** Names the page in the browser's tab and history; a dialog's name goes away with it. */
export function PageTitle({ title }: { readonly title: string }) {
  useEffect(() => {
    const before = document.title;
    document.title = `${title} · ${text.app}`;
    return () => {
      document.title = before;
    };
  }, [title]);
  return null;
}
