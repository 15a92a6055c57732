import { number, text } from '../../text/en.js';

interface SparklineProps {
  /** What it counts, for the text alternative. */
  readonly label: string;
  /** One figure per step, oldest first. */
  readonly values: readonly number[];
  readonly width?: number;
  readonly height?: number;
}

/** A trend in the size of a word. Drawn as SVG at once: it is too small to wait for a chart library. */
export function Sparkline({ label, values, width = 96, height = 24 }: SparklineProps) {
  const first = values[0];
  const last = values.at(-1);
  if (first === undefined || last === undefined) return null;
  const low = Math.min(...values);
  const high = Math.max(...values);
  const spoken = text.chart.points(label, number(first), number(last), number(low), number(high));
  const x = (index: number) => (values.length === 1 ? width / 2 : 2 + (index * (width - 4)) / (values.length - 1));
  const y = (value: number) => (high === low ? height / 2 : height - 3 - ((value - low) * (height - 6)) / (high - low));
  const line = values.map((value, index) => `${x(index).toFixed(1)},${y(value).toFixed(1)}`).join(' ');
  return (
    <svg
      className="sparkline"
      role="img"
      aria-label={spoken}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
    >
      <title>{spoken}</title>
      <polygon points={`${x(0).toFixed(1)},${height} ${line} ${x(values.length - 1).toFixed(1)},${height}`} />
      <polyline points={line} />
      <circle cx={x(values.length - 1)} cy={y(last)} r="2" />
    </svg>
  );
}
