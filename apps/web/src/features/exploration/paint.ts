import { type Graph, type GraphKind, graphKinds } from '@cerebrate/contract';

/** Where the picture is looked at: scale and shift in CSS pixels. */
export interface View {
  readonly k: number;
  readonly x: number;
  readonly y: number;
}

/** What is painted. */
export interface Scene {
  readonly graph: Graph;
  readonly positions: Float32Array;
  /** Links of each node, by place. */
  readonly neighbours: readonly (readonly number[])[];
  readonly chosen: number | undefined;
}

/** Colours of the theme at hand. */
export interface Palette {
  readonly line: string;
  readonly strong: string;
  readonly text: string;
  readonly surface: string;
  readonly kinds: Readonly<Record<GraphKind, string>>;
}

const series: Readonly<Record<GraphKind, string>> = {
  organisation: '--series-1',
  individual: '--series-rest',
  orgGroup: '--series-2',
  sharingGroup: '--series-3',
};

/** Reads the theme's colours where the canvas is. */
export function paletteAt(element: Element): Palette {
  const style = getComputedStyle(element);
  const of = (name: string) => style.getPropertyValue(name).trim();
  const kinds = Object.fromEntries(graphKinds.map((kind) => [kind, of(series[kind])])) as Palette['kinds'];
  return { line: of('--line-strong'), strong: of('--accent'), text: of('--text'), surface: of('--surface'), kinds };
}

/** The neighbours of every node. */
export function neighboursOf({ nodes, links }: Graph): number[][] {
  const found: number[][] = nodes.map(() => []);
  for (const [from, to] of links) {
    found[from]?.push(to);
    found[to]?.push(from);
  }
  return found;
}

/** The radius of a point on the picture: the better linked, the larger. */
export const radiusOf = (links: number): number => 3 + Math.min(9, Math.sqrt(links) * 1.2);

const tau = Math.PI * 2;

/**
 * Paints everything. Links are one path, points one path a kind, so that a frame costs a few strokes whatever the size.
 * Kinds differ by shape as well as by colour.
 */
export function paint(
  context: CanvasRenderingContext2D,
  scene: Scene,
  view: View,
  palette: Palette,
  ratio: number,
): void {
  const { graph, positions, neighbours, chosen } = scene;
  const { width, height } = context.canvas;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, width, height);
  context.setTransform(ratio * view.k, 0, 0, ratio * view.k, ratio * view.x, ratio * view.y);
  const at = (place: number): [number, number] => [positions[place * 2] ?? 0, positions[place * 2 + 1] ?? 0];
  const near = chosen === undefined ? undefined : new Set([chosen, ...(neighbours[chosen] ?? [])]);
  context.lineWidth = 0.7 / Math.max(view.k, 0.4);
  context.globalAlpha = near ? 0.12 : 0.35;
  context.strokeStyle = palette.line;
  context.beginPath();
  for (const [from, to] of graph.links) {
    context.moveTo(...at(from));
    context.lineTo(...at(to));
  }
  context.stroke();
  for (const kind of graphKinds) {
    context.fillStyle = palette.kinds[kind];
    for (const isNear of near ? [false, true] : [true]) {
      context.globalAlpha = isNear ? 1 : 0.2;
      context.beginPath();
      for (const [place, node] of graph.nodes.entries()) {
        if (node.kind !== kind || (near && near.has(place) !== isNear)) continue;
        const [x, y] = at(place);
        outline(context, kind, x, y, radiusOf(neighbours[place]?.length ?? 0));
      }
      context.fill();
    }
  }
  context.globalAlpha = 1;
  if (chosen !== undefined) paintChosen(context, scene, chosen, view, palette, at);
  paintLabels(context, scene, near, view, palette, at);
}

function outline(context: CanvasRenderingContext2D, kind: GraphKind, x: number, y: number, r: number): void {
  if (kind === 'individual') {
    context.moveTo(x + r * 0.8, y);
    context.arc(x, y, r * 0.8, 0, tau);
  } else if (kind === 'organisation') context.rect(x - r * 0.9, y - r * 0.9, r * 1.8, r * 1.8);
  else if (kind === 'orgGroup') {
    context.moveTo(x, y - r * 1.3);
    context.lineTo(x + r * 1.3, y);
    context.lineTo(x, y + r * 1.3);
    context.lineTo(x - r * 1.3, y);
    context.closePath();
  } else {
    context.moveTo(x, y - r * 1.3);
    context.lineTo(x + r * 1.2, y + r);
    context.lineTo(x - r * 1.2, y + r);
    context.closePath();
  }
}

type At = (place: number) => [number, number];

function paintChosen(
  context: CanvasRenderingContext2D,
  scene: Scene,
  chosen: number,
  view: View,
  palette: Palette,
  at: At,
) {
  context.strokeStyle = palette.strong;
  context.lineWidth = 1.6 / Math.max(view.k, 0.4);
  context.beginPath();
  for (const other of scene.neighbours[chosen] ?? []) {
    context.moveTo(...at(chosen));
    context.lineTo(...at(other));
  }
  const [x, y] = at(chosen);
  const r = radiusOf(scene.neighbours[chosen]?.length ?? 0) + 4;
  context.moveTo(x + r, y);
  context.arc(x, y, r, 0, tau);
  context.stroke();
}

/** Names of groups always, of others when one is near enough to read them. */
function paintLabels(
  context: CanvasRenderingContext2D,
  { graph, neighbours }: Scene,
  near: ReadonlySet<number> | undefined,
  view: View,
  palette: Palette,
  at: At,
): void {
  const room = context.canvas;
  const size = 12 / view.k;
  context.font = `${size}px "Inter Variable", sans-serif`;
  context.textAlign = 'center';
  context.lineWidth = 3 / view.k;
  context.strokeStyle = palette.surface;
  context.fillStyle = palette.text;
  context.lineJoin = 'round';
  let left = 120;
  for (const [place, node] of graph.nodes.entries()) {
    const links = neighbours[place]?.length ?? 0;
    const isNamed = near
      ? near.has(place)
      : node.kind !== 'individual' && (node.kind !== 'organisation' || links * view.k > 9);
    if (!(isNamed || view.k > 2.4) || left <= 0) continue;
    const [x, y] = at(place);
    const [sx, sy] = [x * view.k + view.x, y * view.k + view.y];
    if (sx < 0 || sy < 0 || sx > room.clientWidth || sy > room.clientHeight) continue;
    left--;
    const name = node.label.length > 34 ? `${node.label.slice(0, 33)}…` : node.label;
    context.strokeText(name, x, y - radiusOf(links) - size * 0.4);
    context.fillText(name, x, y - radiusOf(links) - size * 0.4);
  }
}

/** The point under the pointer, or undefined. */
export function pointAt({ graph, positions, neighbours }: Scene, view: View, x: number, y: number): number | undefined {
  const [px, py] = [(x - view.x) / view.k, (y - view.y) / view.k];
  const slack = 4 / view.k;
  let best: { place: number; distance: number } | undefined;
  for (let place = 0; place < graph.nodes.length; place++) {
    const distance = Math.hypot((positions[place * 2] ?? 0) - px, (positions[place * 2 + 1] ?? 0) - py);
    if (distance > radiusOf(neighbours[place]?.length ?? 0) + slack) continue;
    if (!best || distance < best.distance) best = { place, distance };
  }
  return best?.place;
}

/** The view that shows every point. */
export function fitting(positions: Float32Array, width: number, height: number): View {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let at = 0; at < positions.length; at += 2) {
    const [x = 0, y = 0] = [positions[at], positions[at + 1]];
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  if (!(right >= left)) return { k: 1, x: width / 2, y: height / 2 };
  const k = Math.min(3, (width - 60) / Math.max(1, right - left), (height - 60) / Math.max(1, bottom - top));
  return { k, x: width / 2 - (k * (left + right)) / 2, y: height / 2 - (k * (top + bottom)) / 2 };
}
