import { number } from '../../text/en.js';

interface ProgressProps {
  /** What progresses. */
  readonly label: string;
  readonly value: number;
  /** Nothing when the end is not known yet. */
  readonly max?: number;
  readonly tone?: 'ok' | 'broken';
}

/** How far a job is: bar, figures and words. */
export function Progress({ label, value, max, tone }: ProgressProps) {
  const part = max ? Math.min(1, value / max) : undefined;
  return (
    <div className="progress-line">
      <div className="progress-words">
        <span>{label}</span>
        <span className="tabular muted">{max === undefined ? number(value) : `${number(value)} / ${number(max)}`}</span>
      </div>
      <div
        className="progress"
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={max}
        aria-valuenow={part === undefined ? undefined : value}
        data-tone={tone}
        data-endless={part === undefined || undefined}
      >
        <div className="progress-bar" style={part === undefined ? undefined : { width: `${part * 100}%` }} />
      </div>
    </div>
  );
}
