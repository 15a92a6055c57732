import { exploration, type Graph, organisations } from '@cerebrate/contract';
import { useState } from 'react';
import { Link, type LoaderFunctionArgs, useLoaderData, useNavigate, useSearchParams } from 'react-router';
import { call } from '../../api/index.js';
import { ActionButton, countryName, EmptyState, Icon, ListPage } from '../../ui/index.js';
import { recordOf } from './addresses.js';
import './exploration.scss';
import { GraphCanvas } from './graph-canvas.js';
import { GraphTable } from './graph-table.js';
import { text } from './text.js';

const filters = ['country', 'sector', 'orgGroup', 'sharingGroup', 'focus', 'depth', 'people', 'limit'] as const;

/** The graph the address asks for, and the choices of its filters. @throws ProblemError 404 for a record out of view */
export async function loader({ request }: LoaderFunctionArgs) {
  const asked = new URL(request.url).searchParams;
  const query = Object.fromEntries(filters.flatMap((name) => (asked.get(name) ? [[name, asked.get(name) ?? '']] : [])));
  const [graph, countries, statistics] = await Promise.all([
    call(exploration.graph, { query, signal: request.signal }),
    call(exploration.countries, { signal: request.signal }),
    call(organisations.statistics, { query: { slices: '30' }, signal: request.signal }),
  ]);
  const sectors = statistics.sector.filter(({ key }) => key !== '').map(({ key }) => key);
  return { graph, countries: countries.items.map(({ code }) => code), sectors };
}

type Loaded = Awaited<ReturnType<typeof loader>>;

/** People, organisations and groups as a picture and as a table (FEATURES HOM-04). */
export function Component() {
  const loaded = useLoaderData<typeof loader>();
  const { graph } = loaded;
  const [params] = useSearchParams();
  const focus = graph.nodes.find(({ key }) => key === params.get('focus'));
  return (
    <ListPage
      title={text.graph.title}
      lead={text.graph.lead}
      total={graph.nodes.length}
      actions={[{ label: text.overlap, icon: 'collection', to: '/sharingGroups/overlap', menu: true }]}
      notice={graph.truncated ? <Cut graph={graph} isFocused={focus !== undefined} /> : undefined}
    >
      <Filters loaded={loaded} focus={focus?.label} />
      {graph.nodes.length === 0 ? (
        <EmptyState text={text.graph.empty} action={{ label: text.graph.emptyAction, to: '/organisations/index' }} />
      ) : (
        <Picture key={params.toString()} graph={graph} />
      )}
    </ListPage>
  );
}

function Cut({ graph, isFocused }: { readonly graph: Graph; readonly isFocused: boolean }) {
  const { length } = graph.nodes;
  return (
    <p className="notice-strip" data-tone="info">
      <Icon name="info-circle" />
      {isFocused ? text.graph.cutAround(length) : text.graph.cut(length, graph.organisations)}
    </p>
  );
}

function Picture({ graph }: { readonly graph: Graph }) {
  const [chosen, choose] = useState<number>();
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const around = ({ key }: { readonly key: string }): string => {
    const next = new URLSearchParams({ focus: key });
    for (const name of ['depth', 'people']) if (params.has(name)) next.set(name, params.get(name) ?? '');
    return `/exploration/graph?${next}`;
  };
  const node = chosen === undefined ? undefined : graph.nodes[chosen];
  return (
    <div className="graph-room">
      <div className="surface graph-canvas">
        <GraphCanvas
          graph={graph}
          chosen={chosen}
          onChoose={choose}
          onOpen={(place) => {
            const opened = graph.nodes[place];
            if (opened) void navigate(recordOf(opened));
          }}
        />
        {node && chosen !== undefined ? (
          <div className="graph-card" role="status">
            <h2>
              <Link to={recordOf(node)}>{node.label}</Link>
            </h2>
            <div className="muted">
              {[
                text.graph.kinds[node.kind],
                node.country ? countryName(node.country) : null,
                node.sector,
                text.graph.linkedTo(graph.links.filter((link) => link.includes(chosen)).length),
              ]
                .filter(Boolean)
                .join(' · ')}
            </div>
            <div className="graph-acts">
              <ActionButton action={{ label: text.graph.open, to: recordOf(node) }} look="plain" small />
              <ActionButton action={{ label: text.graph.around, to: around(node) }} look="plain" small />
              <ActionButton
                action={{ label: text.graph.close, onSelect: () => choose(undefined) }}
                look="ghost"
                small
              />
            </div>
          </div>
        ) : null}
      </div>
      <GraphTable graph={graph} onChoose={choose} around={around} />
    </div>
  );
}

const depths = ['1', '2', '3', '4'].map((depth) => [depth, depth] as const);

/** The address, and the way to set one of its parameters; blank takes it away. */
function useFilter() {
  const [params, setParams] = useSearchParams();
  const set = (name: string, value: string) => {
    const next = new URLSearchParams(params);
    if (value === '') next.delete(name);
    else next.set(name, value);
    setParams(next);
  };
  return { params, set };
}

interface ChoiceProps {
  readonly name: string;
  readonly label: string;
  readonly choices: readonly (readonly [value: string, words: string])[];
  /** What holds when nothing is chosen; without it anything does. */
  readonly usual?: string;
}

function Choice({ name, label, choices, usual }: ChoiceProps) {
  const { params, set } = useFilter();
  return (
    <label>
      <span className="muted">{label}</span>
      <select
        className="form-select"
        value={params.get(name) ?? usual ?? ''}
        onChange={(event) => set(name, event.target.value)}
      >
        {usual === undefined ? <option value="">{text.graph.any}</option> : null}
        {choices.map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Each choice is in the address at once. */
function Filters({ loaded, focus }: { readonly loaded: Loaded; readonly focus: string | undefined }) {
  const { params, set } = useFilter();
  const countries = loaded.countries
    .map((code) => [code, countryName(code)] as const)
    .sort((a, b) => a[1].localeCompare(b[1]));
  return (
    <div className="surface graph-filters">
      {focus === undefined ? (
        <>
          <Choice name="country" label={text.graph.country} choices={countries} />
          <Choice name="sector" label={text.graph.sector} choices={loaded.sectors.map((sector) => [sector, sector])} />
        </>
      ) : (
        <>
          <strong className="check">{text.graph.focus(focus)}</strong>
          <Choice name="depth" label={text.graph.depth} choices={depths} usual="2" />
          <ActionButton action={{ label: text.graph.unfocus, to: '/exploration/graph' }} look="plain" />
        </>
      )}
      <label className="check">
        <input
          type="checkbox"
          className="form-check-input me-2"
          checked={params.get('people') !== 'false'}
          onChange={(event) => set('people', event.target.checked ? '' : 'false')}
        />
        {text.graph.people}
      </label>
    </div>
  );
}
