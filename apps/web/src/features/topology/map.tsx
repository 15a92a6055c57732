import type { Topology, TopologyLink } from '@cerebrate/contract';
import type { Ref } from 'react';
import { useNavigate } from 'react-router';
import { box, cut, type PlacedNode, placed } from './layout.js';
import { text } from './text.js';

interface MapProps {
  readonly map: Topology;
  readonly ref?: Ref<SVGSVGElement>;
}

/** The colours of a state, as tokens on the page; a downloaded file carries its own. */
const colours = { ok: 'var(--ok)', attention: 'var(--attention)', broken: 'var(--broken)', unknown: 'var(--unknown)' };

/** The map as a drawing: one box a node, one line a link. What it says is in the table, too. */
export function TopologyMap({ map, ref }: MapProps) {
  const { nodes, width, height } = placed(map);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard (axe: scrollable-region-focusable)
    <div className="surface overflow-auto p-2" tabIndex={0} role="region" aria-label={text.map}>
      <svg
        ref={ref}
        xmlns="http://www.w3.org/2000/svg"
        viewBox={`0 0 ${width} ${height}`}
        width={width}
        height={height}
        role="img"
        aria-label={text.map}
        fontFamily="system-ui, sans-serif"
      >
        <defs>
          <marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">
            <path d="M0 0 8 4 0 8z" fill="var(--muted)" />
          </marker>
        </defs>
        {map.links.map((link) => (
          <Line
            key={`${link.from} ${link.to} ${link.kind}`}
            link={link}
            from={byId.get(link.from)}
            to={byId.get(link.to)}
          />
        ))}
        {nodes.map((node) => (
          <Box key={node.id} node={node} />
        ))}
      </svg>
    </div>
  );
}

interface LineProps {
  readonly link: TopologyLink;
  readonly from: PlacedNode | undefined;
  readonly to: PlacedNode | undefined;
}

function Line({ link, from, to }: LineProps) {
  if (!from || !to) return null;
  const isRightwards = from.x <= to.x;
  const [x1, x2] = isRightwards ? [from.x + box.width, to.x - 4] : [from.x, to.x + box.width + 4];
  const [y1, y2] = [from.y + box.height / 2, to.y + box.height / 2];
  const bend = (x1 + x2) / 2;
  return (
    <path
      d={`M${x1} ${y1}C${bend} ${y1} ${bend} ${y2} ${x2} ${y2}`}
      fill="none"
      stroke={colours[link.state]}
      strokeWidth="1.5"
      {...(link.kind === 'knows' ? { strokeDasharray: '4 4' } : { markerEnd: 'url(#arrow)' })}
    >
      <title>{link.label}</title>
    </path>
  );
}

function Box({ node }: { readonly node: PlacedNode }) {
  const navigate = useNavigate();
  const { href } = node;
  return (
    // the same way is a link in the table below, for keyboards and screen readers
    <g
      transform={`translate(${node.x} ${node.y})`}
      {...(href ? { onClick: () => void navigate(href), style: { cursor: 'pointer' } } : {})}
    >
      <title>{`${node.title}: ${text.states[node.state]}`}</title>
      <rect width={box.width} height={box.height} rx="6" fill="var(--surface)" stroke="var(--line-strong)" />
      <rect width="4" height={box.height} rx="2" fill={colours[node.state]} />
      <text x="14" y="22" fontSize="13" fontWeight="600" fill="var(--text)">
        {cut(node.title, 24)}
      </text>
      <text x="14" y="38" fontSize="11" fill="var(--muted)">
        {cut(node.detail, 32)}
      </text>
      <text x="14" y="51" fontSize="10" fill="var(--muted)">
        {`${text.kinds[node.kind]} · ${text.states[node.state]}`}
      </text>
    </g>
  );
}
