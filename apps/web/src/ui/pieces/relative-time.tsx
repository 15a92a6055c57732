import { useEffect, useState } from 'react';
import { text } from '../../text/en.js';

const words = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const steps: readonly (readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number])[] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];

/** How long ago or ahead, in the largest unit that fits: "3 months ago", "in 6 days", "now". */
export function relative(at: Date, now: Date): string {
  const seconds = (at.getTime() - now.getTime()) / 1000;
  for (const [unit, length] of steps) {
    if (Math.abs(seconds) >= length) return words.format(Math.round(seconds / length), unit);
  }
  return words.format(0, 'second');
}

/** The exact moment in UTC: `2026-01-31 12:00:05`. */
export const exactUtc = (at: Date): string => at.toISOString().slice(0, 19).replace('T', ' ');

interface RelativeTimeProps {
  /** ISO 8601; nothing means never. */
  readonly at: string | null | undefined;
}

/** A time relative to now, with the exact UTC on hover; follows the clock. */
export function RelativeTime({ at }: RelativeTimeProps) {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 60_000);
    return () => clearInterval(timer);
  }, []);
  if (!at) return <span className="muted">{text.time.never}</span>;
  const moment = new Date(at);
  if (Number.isNaN(moment.getTime())) return <span>{at}</span>;
  return (
    <time dateTime={moment.toISOString()} title={text.time.utc(exactUtc(moment))}>
      {relative(moment, now)}
    </time>
  );
}
