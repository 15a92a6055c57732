import type { Graph, GraphNode } from '@cerebrate/contract';
import { useMemo, useState } from 'react';
import { Link } from 'react-router';
import { ActionButton, type Column, DataTable } from '../../ui/index.js';
import { recordOf } from './addresses.js';
import { text } from './text.js';

interface GraphTableProps {
  readonly graph: Graph;
  readonly onChoose: (place: number) => void;
  /** The address of a node's surroundings. */
  readonly around: (node: GraphNode) => string;
}

interface Row {
  readonly node: GraphNode;
  readonly place: number;
  readonly links: number;
}

const step = 50;

/** What the picture shows, for keyboard and screen reader: every point with its links, the best linked first. */
export function GraphTable({ graph, onChoose, around }: GraphTableProps) {
  const [sought, seek] = useState('');
  const [shown, show] = useState(step);
  const rows = useMemo(() => rowsOf(graph), [graph]);
  const words = sought.trim().toLowerCase();
  const found = words === '' ? rows : rows.filter(({ node }) => node.label.toLowerCase().includes(words));
  return (
    <div className="graph-table">
      <input
        type="search"
        className="form-control"
        aria-label={text.graph.find}
        placeholder={text.graph.find}
        value={sought}
        onChange={(event) => seek(event.target.value)}
      />
      <DataTable
        id="exploration-graph"
        caption={text.graph.table}
        rows={found.slice(0, shown)}
        columns={columns}
        rowKey={({ node }) => node.key}
        rowLabel={({ node }) => node.label}
        rowHref={({ node }) => recordOf(node)}
        rowActions={({ node, place }) => [
          { label: text.graph.around, icon: 'diagram-3', to: around(node) },
          { label: text.graph.show, icon: 'eye', onSelect: () => onChoose(place) },
        ]}
        empty={{ text: text.graph.empty }}
      />
      {found.length > shown ? (
        <ActionButton
          action={{ label: text.graph.more(Math.min(step, found.length - shown)), onSelect: () => show(shown + step) }}
          look="plain"
          small
        />
      ) : null}
    </div>
  );
}

const columns: Column<Row>[] = [
  {
    key: 'name',
    label: text.graph.columns.name,
    always: true,
    card: 'title',
    cell: ({ node }) => <Link to={recordOf(node)}>{node.label}</Link>,
  },
  { key: 'kind', label: text.graph.columns.kind, card: 'fact', value: ({ node }) => text.graph.kinds[node.kind] },
  { key: 'links', label: text.graph.columns.links, align: 'end', card: 'fact', value: ({ links }) => links },
];

function rowsOf({ nodes, links }: Graph): Row[] {
  const counts = new Uint16Array(nodes.length);
  for (const place of links.flat()) counts[place] = (counts[place] ?? 0) + 1;
  return nodes
    .map((node, place) => ({ node, place, links: counts[place] ?? 0 }))
    .sort((a, b) => b.links - a.links || a.node.label.localeCompare(b.node.label));
}
