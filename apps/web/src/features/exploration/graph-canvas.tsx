import { type Graph, graphKinds } from '@cerebrate/contract';
import { select } from 'd3-selection';
import { type ZoomBehavior, type ZoomTransform, zoom, zoomIdentity } from 'd3-zoom';
import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { ActionButton } from '../../ui/index.js';
import type { ArrangeAnswer, ArrangeRequest } from './arrange.worker.js';
import { fitting, neighboursOf, paint, paletteAt, pointAt, type Scene } from './paint.js';
import { text } from './text.js';

interface GraphCanvasProps {
  readonly graph: Graph;
  readonly chosen: number | undefined;
  readonly onChoose: (place: number | undefined) => void;
  readonly onOpen: (place: number) => void;
}

/** The picture: arranged by a worker, painted on a canvas when something moved, moved and zoomed by mouse, wheel and fingers. */
export function GraphCanvas({ graph, chosen, onChoose, onOpen }: GraphCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { positions, done } = useArranged(graph);
  const neighbours = useMemo(() => neighboursOf(graph), [graph]);
  const scene = useMemo(() => ({ graph, positions, neighbours, chosen }), [graph, positions, neighbours, chosen]);
  const camera = useCamera(canvas);
  const isMoved = useRef(false);
  const { showAll, show } = camera;
  useEffect(() => {
    show(scene);
    if (!isMoved.current) showAll();
    if (done) isMoved.current = true;
  }, [show, showAll, scene, done]);
  const hit = (event: React.MouseEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    return pointAt(scene, camera.view.current, event.clientX - box.left, event.clientY - box.top);
  };
  return (
    <>
      <canvas
        ref={canvas}
        role="img"
        aria-label={text.graph.canvas(graph.nodes.length, graph.links.length)}
        onClick={(event) => onChoose(hit(event))}
        onDoubleClick={(event) => {
          const place = hit(event);
          if (place !== undefined) onOpen(place);
        }}
      />
      <div className="graph-tools">
        <ActionButton
          action={{ label: text.graph.zoomIn, icon: 'plus-lg', onSelect: () => camera.scale(1.5) }}
          look="plain"
          small
        />
        <ActionButton
          action={{ label: text.graph.zoomOut, icon: 'dash-lg', onSelect: () => camera.scale(1 / 1.5) }}
          look="plain"
          small
        />
        <ActionButton action={{ label: text.graph.fit, icon: 'arrows-expand', onSelect: showAll }} look="plain" small />
      </div>
      <Legend />
      <span className="visually-hidden" role="status">
        {done ? '' : text.graph.arranging}
      </span>
    </>
  );
}

const shapes = {
  organisation: <rect x="1" y="1" width="10" height="10" />,
  individual: <circle cx="6" cy="6" r="4.5" />,
  orgGroup: <path d="M6 0 12 6 6 12 0 6z" />,
  sharingGroup: <path d="M6 0 12 11H0z" />,
};

function Legend() {
  return (
    <ul className="graph-legend">
      {graphKinds.map((kind) => (
        <li key={kind}>
          <svg viewBox="0 0 12 12" aria-hidden className="graph-mark" data-kind={kind}>
            {shapes[kind]}
          </svg>
          {text.graph.kinds[kind]}
        </li>
      ))}
    </ul>
  );
}

/** Positions as the worker finds them: the picture settles before one's eyes. */
function useArranged(graph: Graph): { positions: Float32Array; done: boolean } {
  const [state, setState] = useState<{ of: Graph; positions: Float32Array; done: boolean }>();
  useEffect(() => {
    // where there are no workers the table has it all
    if (typeof Worker === 'undefined' || graph.nodes.length === 0) return;
    const worker = new Worker(new URL('./arrange.worker.ts', import.meta.url), { type: 'module' });
    worker.onmessage = ({ data }: MessageEvent<ArrangeAnswer>) => setState({ of: graph, ...data });
    worker.postMessage({ nodes: graph.nodes.length, links: graph.links } satisfies ArrangeRequest);
    return () => worker.terminate();
  }, [graph]);
  return useMemo(() => (state?.of === graph ? state : { positions: new Float32Array(0), done: false }), [state, graph]);
}

/** Moving and zooming, and a repaint at the next frame after anything moved. */
function useCamera(canvas: RefObject<HTMLCanvasElement | null>) {
  const view = useRef<ZoomTransform>(zoomIdentity);
  const zooming = useRef<ZoomBehavior<HTMLCanvasElement, unknown>>(undefined);
  const latest = useRef<Scene>(undefined);
  const frame = useRef(0);
  const repaint = useCallback(() => {
    cancelAnimationFrame(frame.current);
    frame.current = requestAnimationFrame(() => {
      const element = canvas.current;
      const seen = latest.current;
      const context = element?.getContext('2d');
      if (!element || !context || !seen || seen.positions.length === 0) return;
      const ratio = devicePixelRatio;
      const [width, height] = [Math.round(element.clientWidth * ratio), Math.round(element.clientHeight * ratio)];
      if (element.width !== width || element.height !== height) Object.assign(element, { width, height });
      paint(context, seen, view.current, paletteAt(element), ratio);
    });
  }, [canvas]);
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const behaviour = zoom<HTMLCanvasElement, unknown>()
      .scaleExtent([0.05, 12])
      .on('zoom', ({ transform }: { transform: ZoomTransform }) => {
        view.current = transform;
        repaint();
      });
    zooming.current = behaviour;
    select(element).call(behaviour).on('dblclick.zoom', null);
    const watchers = watchRoom(element, repaint);
    return () => {
      select(element).on('.zoom', null);
      for (const watcher of watchers) watcher.disconnect();
      cancelAnimationFrame(frame.current);
    };
  }, [canvas, repaint]);
  const showAll = useCallback(() => {
    const element = canvas.current;
    const positions = latest.current?.positions;
    if (!element || !zooming.current || !positions || positions.length === 0) return;
    const { k, x, y } = fitting(positions, element.clientWidth, element.clientHeight);
    zooming.current.transform(select(element), zoomIdentity.translate(x, y).scale(k));
  }, [canvas]);
  const show = useCallback(
    (scene: Scene) => {
      latest.current = scene;
      repaint();
    },
    [repaint],
  );
  const scale = (by: number) => {
    if (canvas.current && zooming.current) zooming.current.scaleBy(select(canvas.current), by);
  };
  return { view, showAll, scale, show };
}

/** Repaints when the room or the theme changes. */
function watchRoom(element: Element, repaint: () => void): { disconnect(): void }[] {
  if (typeof ResizeObserver === 'undefined') return [];
  const size = new ResizeObserver(repaint);
  size.observe(element);
  const theme = new MutationObserver(repaint);
  theme.observe(document.documentElement, { attributeFilter: ['data-bs-theme'] });
  return [size, theme];
}
