import {
  type SearchGroupName,
  type SearchOverview,
  type SearchPage,
  search,
  searchGroups,
  type Understood,
} from '@cerebrate/contract';
import { type FormEvent, useEffect, useState } from 'react';
import { Link, type LoaderFunctionArgs, useLoaderData, useNavigate } from 'react-router';
import { call } from '../../api/index.js';
import { Country, EmptyState, Icon, ListPage, Pager } from '../../ui/index.js';
import { searchAddress, shownHit } from './hit.js';
import './search.scss';
import { text } from './text.js';

type Loaded =
  | { readonly q: string; readonly kind: 'nothing' }
  | { readonly q: string; readonly kind: 'overview'; readonly found: SearchOverview }
  | { readonly q: string; readonly kind: 'group'; readonly found: SearchPage };

const atOnce = '10';

/** What the address asks for: the best of each kind, or all of one. @throws ProblemError */
export async function loader({ request }: LoaderFunctionArgs): Promise<Loaded> {
  const asked = new URL(request.url).searchParams;
  const q = (asked.get('search') ?? '').trim().slice(0, 400);
  const group = searchGroups.find((name) => name === asked.get('group'));
  const { signal } = request;
  if (q === '') return { q, kind: 'nothing' };
  if (!group)
    return { q, kind: 'overview', found: await call(search.overview, { query: { q, limit: atOnce }, signal }) };
  const page = /^[1-9]\d{0,4}$/.exec(asked.get('page') ?? '')?.[0] ?? '1';
  return {
    q,
    kind: 'group',
    found: await call(search.group, { params: { group }, query: { q, page, limit: '50' }, signal }),
  };
}

/** All that answers to a search (FEATURES SRC-02, SCREENS §10). */
export function Component() {
  const loaded = useLoaderData<typeof loader>();
  return (
    <ListPage
      title={text.title}
      lead={loaded.kind === 'nothing' ? text.prompt : <Meaning {...loaded.found.understood} />}
    >
      <SearchForm key={loaded.q} q={loaded.q} />
      <Results {...loaded} />
    </ListPage>
  );
}

/** What the text was taken for, or why it is not what it looks like. */
function Meaning({ kind, text: canonical, problem }: Understood) {
  return <>{problem ?? text.understood[kind](canonical)}</>;
}

function SearchForm({ q }: { readonly q: string }) {
  const navigate = useNavigate();
  const [typed, setTyped] = useState(q);
  useEffect(() => setTyped(q), [q]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed.trim() !== '') void navigate(searchAddress(typed.trim()));
  };
  return (
    <div role="search">
      <form className="search-form" onSubmit={submit}>
        <input
          type="text"
          enterKeyHint="search"
          className="form-control"
          aria-label={text.label}
          placeholder={text.placeholder}
          value={typed}
          maxLength={400}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => setTyped(event.target.value)}
        />
        <button type="submit" className="btn btn-primary" disabled={typed.trim() === ''}>
          {text.act}
        </button>
      </form>
    </div>
  );
}

function Results(loaded: Loaded) {
  if (loaded.kind === 'nothing') return null;
  if (loaded.kind === 'group') return <OneGroup q={loaded.q} found={loaded.found} />;
  const { groups } = loaded.found;
  if (groups.length === 0) return <EmptyState text={text.nothing(loaded.q)} />;
  return (
    <div className="search-groups">
      {groups.map(({ group, hits, isAlike, more }) => (
        <Group key={group} group={group} hits={hits} isAlike={isAlike}>
          {more ? <Link to={searchAddress(loaded.q, group)}>{text.showAll(text.groups[group])}</Link> : null}
        </Group>
      ))}
    </div>
  );
}

function OneGroup({ q, found }: { readonly q: string; readonly found: SearchPage }) {
  const navigate = useNavigate();
  const { group, hits, isAlike, total, page, limit } = found;
  const goTo = (next: number) => void navigate(`${searchAddress(q, group)}&page=${next}`);
  if (total === 0) return <EmptyState text={text.nothing(q)} action={{ label: text.back, to: searchAddress(q) }} />;
  return (
    <>
      <p className="search-back">
        <Link to={searchAddress(q)}>
          <Icon name="arrow-left" /> {text.back}
        </Link>
        <span className="muted">{text.count(total, text.groups[group])}</span>
      </p>
      <Group group={group} hits={hits} isAlike={isAlike}>
        <Pager page={page} limit={limit} count={hits.length} total={total} onPage={goTo} />
      </Group>
    </>
  );
}

interface GroupProps {
  readonly group: SearchGroupName;
  readonly hits: SearchPage['hits'];
  readonly isAlike: boolean;
  readonly children: React.ReactNode;
}

function Group({ group, hits, isAlike, children }: GroupProps) {
  const heading = `search-${group}`;
  return (
    <section className="surface search-group" aria-labelledby={heading}>
      <h2 id={heading}>{text.headings[group]}</h2>
      {isAlike ? <p className="muted">{text.alike}</p> : null}
      <ul>
        {hits.map((hit) => {
          const { id, label, hint, icon, to } = shownHit(hit);
          return (
            <li key={id}>
              <Link to={to}>
                {hit.kind === 'organisation' && hit.country ? (
                  <Country code={hit.country} show="flag" />
                ) : icon ? (
                  <Icon name={icon} />
                ) : null}
                <span className={hit.kind === 'value' ? 'mono' : undefined}>{label}</span>
              </Link>
              {hint ? <span className="muted">{hint}</span> : null}
            </li>
          );
        })}
      </ul>
      {children}
    </section>
  );
}
