import type { PublicEntry } from '@cerebrate/contract';
import { Link } from 'react-router';
import { Country, type Fact, KeyValue } from '../../ui/index.js';
import { text } from './text.js';

interface PublicFactsProps {
  readonly entry: PublicEntry;
  /** Where a related entry leads; without it, names are not links. */
  readonly linkTo?: (related: PublicEntry['related'][number]) => string;
}

/** A record as strangers see it. */
export function PublicFacts({ entry, linkTo }: PublicFactsProps) {
  const { facts: words } = text;
  const plain = (label: string, value: string | null, wide = false): Fact[] =>
    value === null ? [] : [{ label, value: <span className="pre-line">{value}</span>, wide }];
  const facts: Fact[] = [
    ...plain(words.name, entry.name),
    ...(entry.country ? [{ label: words.country, value: <Country code={entry.country} show="name" /> }] : []),
    ...plain(words.sector, entry.sector),
    ...plain(words.type, entry.type),
    ...plain(words.position, entry.position),
    ...(entry.url
      ? [
          {
            label: words.url,
            value: (
              <a href={entry.url} target="_blank" rel="noopener noreferrer nofollow">
                {entry.url}
              </a>
            ),
          },
        ]
      : []),
    ...plain(words.contacts, entry.contacts, true),
    ...detailsOf(entry),
    ...(entry.related.length > 0
      ? [
          {
            label: words[entry.kind],
            wide: true,
            value: (
              <ul className="list-unstyled mb-0">
                {entry.related.map((one) => (
                  <li key={one.uuid}>{linkTo ? <Link to={linkTo(one)}>{one.name}</Link> : one.name}</li>
                ))}
              </ul>
            ),
          },
        ]
      : []),
    ...(entry.onRequest.includes('email')
      ? [{ label: words.onRequest, value: <span className="muted">{words.onRequestValue}</span> }]
      : []),
  ];
  return <KeyValue facts={facts} />;
}

/** Values of one field stand together. */
function detailsOf({ details }: PublicEntry): Fact[] {
  const found = new Map<string, { label: string; values: string[] }>();
  for (const { field, label, value } of details) {
    const known = found.get(field) ?? { label, values: [] };
    known.values.push(value);
    found.set(field, known);
  }
  return [...found.values()].map(({ label, values }) => ({
    label,
    value: <span className="pre-line">{values.join('\n')}</span>,
    wide: values.length > 3,
  }));
}
