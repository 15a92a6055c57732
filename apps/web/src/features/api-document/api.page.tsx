import { apiDocument } from '@cerebrate/contract';
import { useEffect, useMemo, useState } from 'react';
import { type LoaderFunctionArgs, useLoaderData, useLocation, useSearchParams } from 'react-router';
import { addressOf, call } from '../../api/index.js';
import { EmptyState, ListPage } from '../../ui/index.js';
import './api-document.scss';
import { CallRow } from './call-row.js';
import { type ApiDocument, type Topic, topicsOf } from './document.js';
import { text } from './text.js';

/** The document as the server prints it. @throws ProblemError */
export const loader = async ({ request }: LoaderFunctionArgs) =>
  (await call(apiDocument, { signal: request.signal })) as unknown as ApiDocument;

/** The document is the same whatever is looked for in it. */
export const shouldRevalidate = () => false;

/** The API document, to read and to search (FEATURES API-03). A call has an address of its own: `#<operation id>`. */
export function Component() {
  const document = useLoaderData<typeof loader>();
  const [query, setQuery] = useSearchParams();
  const [filter, setFilter] = useState(query.get('q') ?? '');
  const topics = useMemo(() => topicsOf(document, filter), [document, filter]);
  const opened = useLocation().hash.slice(1);
  useEffect(() => window.document.getElementById(opened)?.scrollIntoView({ block: 'start' }), [opened]);
  const type = (typed: string) => {
    setFilter(typed);
    setQuery(typed === '' ? {} : { q: typed }, { replace: true, preventScrollReset: true });
  };
  return (
    <ListPage
      title={text.title}
      lead={text.lead(document.info.title, document.info.version)}
      actions={[{ label: text.download, icon: 'download', href: addressOf(apiDocument) }]}
    >
      <div className="api-document">
        <div className="api-side">
          <input
            type="text"
            className="form-control"
            aria-label={text.filter}
            placeholder={text.filterPlaceholder}
            value={filter}
            maxLength={200}
            spellCheck={false}
            onChange={(event) => type(event.target.value)}
          />
          <Contents topics={topics} />
        </div>
        <div className="api-topics">
          {topics.length === 0 ? (
            <EmptyState text={text.none} action={{ label: text.clear, onSelect: () => type('') }} />
          ) : null}
          {topics.map((topic) => (
            <section key={topic.name} aria-labelledby={anchorOf(topic)}>
              <h2 id={anchorOf(topic)}>{topic.name}</h2>
              {topic.description ? <p className="muted">{topic.description.replaceAll('`', '')}</p> : null}
              {topic.calls.map((one) => (
                <CallRow key={one.operationId} document={document} call={one} isOpen={one.operationId === opened} />
              ))}
            </section>
          ))}
        </div>
      </div>
    </ListPage>
  );
}

const anchorOf = ({ name }: Topic): string => `topic-${name.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`;

function Contents({ topics }: { readonly topics: readonly Topic[] }) {
  return (
    <nav aria-label={text.topics}>
      <ul>
        {topics.map((topic) => (
          <li key={topic.name}>
            <a href={`#${anchorOf(topic)}`}>{topic.name}</a> <span className="muted tabular">{topic.calls.length}</span>
          </li>
        ))}
      </ul>
    </nav>
  );
}
