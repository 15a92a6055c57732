import { text } from '../../text/en.js';
import { useDelayed } from './use-delayed.js';

const widths = ['92%', '78%', '86%', '64%'];

interface SkeletonProps {
  readonly lines?: number;
  /** What is on its way, for screen readers. */
  readonly label?: string;
}

/** Grey bars where text will be; shown after 200 ms only. */
export function Skeleton({ lines = 3, label = text.loading }: SkeletonProps) {
  const isShown = useDelayed(true);
  return (
    <div className="skeleton-block" aria-busy>
      <span className="visually-hidden">{label}</span>
      {isShown
        ? Array.from({ length: lines }, (_, line) => (
            <span key={line} className="skeleton" style={{ width: widths[line % widths.length] }} />
          ))
        : null}
    </div>
  );
}
