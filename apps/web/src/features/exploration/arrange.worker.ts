import { forceCenter, forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY } from 'd3-force';

/** What the page asks of the worker: how many points, and which are linked. */
export interface ArrangeRequest {
  readonly nodes: number;
  readonly links: readonly (readonly [number, number])[];
}

/** Positions so far, x and y in turn; `done` with the last ones. */
export interface ArrangeAnswer {
  readonly positions: Float32Array;
  readonly done: boolean;
}

interface Point {
  index: number;
  x?: number;
  y?: number;
}

/** How long the worker computes before it shows how far it is. */
const showEveryMs = 80;

/** Arranges a graph by forces, away from the page's own thread, so that the page stays fluid meanwhile. */
function arrange({ nodes, links }: ArrangeRequest): void {
  const points: Point[] = Array.from({ length: nodes }, (_, index) => ({ index }));
  const degree = new Uint16Array(nodes);
  for (const [from, to] of links) {
    degree[from] = (degree[from] ?? 0) + 1;
    degree[to] = (degree[to] ?? 0) + 1;
  }
  const simulation = forceSimulation(points)
    .force(
      'link',
      forceLink<Point, { source: number; target: number; index?: number }>(
        links.map(([source, target]) => ({ source, target })),
      )
        .distance(28)
        .strength(({ index = 0 }) => {
          const [from = 0, to = 0] = links[index] ?? [];
          return 1 / Math.min(degree[from] || 1, degree[to] || 1, 6);
        }),
    )
    .force('charge', forceManyBody().strength(-38).distanceMax(420).theta(1))
    .force('collide', forceCollide(6))
    .force('x', forceX(0).strength(0.035))
    .force('y', forceY(0).strength(0.045))
    .force('centre', forceCenter(0, 0))
    .stop();
  const ticks = 240;
  let shown = performance.now();
  for (let tick = 0; tick < ticks; tick++) {
    simulation.tick();
    if (performance.now() - shown < showEveryMs && tick < ticks - 1) continue;
    shown = performance.now();
    const positions = new Float32Array(nodes * 2);
    for (const { index, x = 0, y = 0 } of points) positions.set([x, y], index * 2);
    postMessage({ positions, done: tick === ticks - 1 } satisfies ArrangeAnswer, { transfer: [positions.buffer] });
  }
}

addEventListener('message', ({ data }: MessageEvent<ArrangeRequest>) => arrange(data));
