import { type Topology, type TopologyNode, topology } from '@cerebrate/contract';
import { useRef } from 'react';
import { Link, type LoaderFunctionArgs, useLoaderData, useRevalidator, useSearchParams } from 'react-router';
import { call } from '../../api/index.js';
import { type Action, Badge, type Column, DataTable, ListPage, RelativeTime } from '../../ui/index.js';
import { TopologyMap } from './map.js';
import { text } from './text.js';

/** The map as it is now. */
export const loader = ({ request }: LoaderFunctionArgs) => call(topology.get, { signal: request.signal });

/** This node, its broods and their tools, as a drawing and as a table (FEATURES INS-07). */
export function Component() {
  const map = useLoaderData<typeof loader>();
  const { revalidate } = useRevalidator();
  const drawing = useRef<SVGSVGElement>(null);
  const [search] = useSearchParams();
  const shown = search.get('only') === 'faults' ? withoutWhatIsInOrder(map) : map;
  const actions: readonly Action[] = [
    { label: text.refresh, icon: 'arrow-repeat', onSelect: () => void revalidate(), hotkey: 'r' },
    { label: text.svg, icon: 'arrow-down', onSelect: () => drawing.current && saveSvg(drawing.current) },
    {
      label: text.json,
      icon: 'arrow-down',
      onSelect: () => save('topology.json', 'application/json', JSON.stringify(map, null, 2)),
    },
  ];
  return (
    <ListPage title={text.title} actions={actions}>
      <div className="d-flex flex-column gap-3">
        <p className="muted m-0">{map.nodes.length > 1 ? text.lead : text.alone}</p>
        <nav className="d-flex gap-3" aria-label={text.only}>
          <Link to="?" aria-current={shown === map ? 'page' : undefined}>
            {text.all}
          </Link>
          <Link to="?only=faults" aria-current={shown === map ? undefined : 'page'}>
            {text.faults}
          </Link>
        </nav>
        <TopologyMap map={shown} ref={drawing} />
        <DataTable
          id="topology"
          caption={text.table}
          rows={shown.nodes}
          columns={columnsOf(shown)}
          rowKey={(row) => row.id}
          rowLabel={(row) => row.title}
          empty={{ text: text.alone }}
        />
      </div>
    </ListPage>
  );
}

/** Only what is not in order, and this node as its centre. */
function withoutWhatIsInOrder(map: Topology): Topology {
  const nodes = map.nodes.filter(({ kind, state }) => kind === 'instance' || state !== 'ok');
  const ids = new Set(nodes.map(({ id }) => id));
  return { ...map, nodes, links: map.links.filter(({ from, to }) => ids.has(from) && ids.has(to)) };
}

const tones = {
  ok: ['ok', 'check-circle'],
  attention: ['attention', 'exclamation-triangle'],
  broken: ['broken', 'x-circle'],
  unknown: ['unknown', 'question-circle'],
} as const;

function columnsOf({ nodes, links }: Topology): readonly Column<TopologyNode>[] {
  const titles = new Map(nodes.map(({ id, title }) => [id, title]));
  const linkedWith = (id: string) =>
    links
      .filter(({ from, to }) => from === id || to === id)
      .map(({ from, to, label }) => `${titles.get(from === id ? to : from) ?? ''} (${label})`)
      .join(', ');
  return [
    {
      key: 'title',
      label: text.name,
      always: true,
      card: 'title',
      value: (row) => row.title,
      cell: (row) => (row.href ? <Link to={row.href}>{row.title}</Link> : row.title),
    },
    { key: 'kind', label: text.kind, card: 'fact', value: (row) => text.kinds[row.kind] },
    {
      key: 'state',
      label: text.state,
      card: 'fact',
      cell: ({ state }) => (
        <Badge tone={tones[state][0]} icon={tones[state][1]}>
          {text.states[state]}
        </Badge>
      ),
    },
    { key: 'detail', label: text.detail, card: 'fact', value: (row) => row.detail },
    { key: 'links', label: text.links, card: 'fact', value: (row) => linkedWith(row.id) || null },
    {
      key: 'checked',
      label: text.checked,
      cell: (row) => (row.checkedAt ? <RelativeTime at={row.checkedAt} /> : null),
    },
  ];
}

/** A file of its own: the colours of the page are written into it, since it will stand without the page. */
function saveSvg(drawing: SVGSVGElement): void {
  const style = getComputedStyle(document.documentElement);
  const source = new XMLSerializer()
    .serializeToString(drawing)
    .replace(/var\((--[a-z-]+)\)/g, (_, name: string) => style.getPropertyValue(name).trim() || 'currentColor');
  save('topology.svg', 'image/svg+xml', source);
}

function save(name: string, type: string, content: string): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
