import type { Topology, TopologyNode } from '@cerebrate/contract';

/** A node at its place; the centre is 0, 0. */
export interface PlacedNode extends TopologyNode {
  readonly x: number;
  readonly y: number;
}

/** A map with places, and how far it reaches. */
export interface PlacedMap {
  readonly nodes: readonly PlacedNode[];
  readonly width: number;
  readonly height: number;
}

export const box = { width: 200, height: 58 } as const;
const gap = 26;

/**
 * Places nodes in columns: those that tools of this node are on the left, this node in the middle, broods on the right
 * and their tools beyond. Columns stay readable with any number of nodes, where a ring would overlap.
 */
export function placed({ nodes }: Topology): PlacedMap {
  const columns = (['tool', 'instance', 'brood', 'remote-tool'] as const).map((kind) =>
    nodes.filter((node) => node.kind === kind),
  );
  const used = columns.filter((column) => column.length > 0);
  const tallest = Math.max(1, ...used.map((column) => column.length));
  const height = tallest * (box.height + gap) + gap;
  const places = used.flatMap((column, at) =>
    column.map((node, row): PlacedNode => {
      const whole = column.length * (box.height + gap) - gap;
      const y = (height - whole) / 2 + row * (box.height + gap);
      return { ...node, x: gap + at * (box.width + 4 * gap), y };
    }),
  );
  return { nodes: places, height, width: 2 * gap + used.length * box.width + (used.length - 1) * 4 * gap };
}

/** A text as long as its box. */
export const cut = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text);
