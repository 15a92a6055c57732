import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { number } from '../../text/en.js';
import { Icon } from '../pieces/icon.js';
import { Sparkline } from './sparkline.js';

interface StatisticProps {
  readonly title: string;
  readonly value: number;
  /** How it changed over the period, with the period: "+38 this week". */
  readonly change?: { readonly by: number; readonly words: string };
  readonly trend?: readonly number[];
  readonly to?: string;
}

/** A figure with its change and its trend. */
export function Statistic({ title, value, change, trend, to }: StatisticProps) {
  const figure = <strong className="tabular">{number(value)}</strong>;
  return (
    <div className="statistic">
      <div className="muted">{title}</div>
      <div className="statistic-line">
        {to === undefined ? figure : <Link to={to}>{figure}</Link>}
        {trend ? <Sparkline label={title} values={trend} /> : null}
      </div>
      {change ? (
        <span className="muted tabular">
          {change.by === 0 ? null : <Icon name={change.by > 0 ? 'arrow-up' : 'arrow-down'} />} {change.words}
        </span>
      ) : null}
    </div>
  );
}

/** The strip of statistics above a list. */
export const StatisticsStrip = ({ children }: { readonly children: ReactNode }) => (
  <div className="surface statistics">{children}</div>
);
