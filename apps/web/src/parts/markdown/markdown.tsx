import { lazy, Suspense } from 'react';

const Rendered = lazy(() => import('./rendered.js'));

/** Text in Markdown that somebody else wrote: HTML in it is shown as text, and links lead only to web and mail addresses and own pages. */
export function Markdown({ text }: { readonly text: string }) {
  return (
    <div className="markdown">
      <Suspense fallback={<p className="pre-line">{text}</p>}>
        <Rendered text={text} />
      </Suspense>
    </div>
  );
}
