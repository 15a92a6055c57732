import ReactMarkdown from 'react-markdown';

/** Headings begin below those of the page; pictures could tell another host who reads. */
const allowed = [
  'p',
  'strong',
  'em',
  'del',
  'a',
  'ul',
  'ol',
  'li',
  'code',
  'pre',
  'blockquote',
  'br',
  'hr',
  'h3',
  'h4',
];

/**
 * The Markdown as elements: never as HTML text, so no style and no script of the writer's gets in.
 * @public loaded when it is needed
 */
export default function Rendered({ text }: { readonly text: string }) {
  return (
    <ReactMarkdown
      allowedElements={[...allowed, 'h1', 'h2', 'h5', 'h6']}
      unwrapDisallowed
      components={{ h1: 'h3', h2: 'h3', h5: 'h4', h6: 'h4', a: Anchor }}
    >
      {text}
    </ReactMarkdown>
  );
}

function Anchor({ href, children }: { readonly href?: string | undefined; readonly children?: React.ReactNode }) {
  const isOwn = href?.startsWith('/') && !href.startsWith('//');
  return (
    <a href={href} {...(isOwn ? {} : { target: '_blank', rel: 'noopener noreferrer nofollow' })}>
      {children}
    </a>
  );
}
