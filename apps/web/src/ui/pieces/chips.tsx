import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { text } from '../../text/en.js';
import { readableOn, safeColour } from './colour.js';
import { Icon } from './icon.js';
import type { IconName } from './icons.js';

/** How a state feels; colour never speaks alone, a word always stands beside it. */
export type Tone = 'ok' | 'attention' | 'broken' | 'info' | 'unknown';

const usualIcon: Readonly<Record<Tone, IconName>> = {
  ok: 'check-circle',
  attention: 'exclamation-triangle',
  broken: 'x-circle',
  info: 'info-circle',
  unknown: 'question-circle',
};

interface BadgeProps {
  readonly tone: Tone;
  readonly icon?: IconName;
  readonly title?: string;
  readonly children: ReactNode;
}

/** A state: colour, icon and word. */
export function Badge({ tone, icon = usualIcon[tone], title, children }: BadgeProps) {
  return (
    <span className="state-badge" data-tone={tone} title={title}>
      <Icon name={icon} />
      {children}
    </span>
  );
}

interface ChipProps {
  readonly children: ReactNode;
  readonly icon?: IconName;
  /** Where a click leads, e.g. the search for this network. */
  readonly to?: string;
  readonly mono?: boolean;
  readonly title?: string;
}

/** A small value among others: a network, a sector, a count. */
export function Chip({ children, icon, to, mono, title }: ChipProps) {
  const className = mono ? 'chip mono' : 'chip';
  const inner = (
    <>
      {icon ? <Icon name={icon} /> : null}
      {children}
    </>
  );
  return to === undefined ? (
    <span className={className} title={title}>
      {inner}
    </span>
  ) : (
    <Link className={className} to={to} title={title}>
      {inner}
    </Link>
  );
}

interface TagChipProps {
  readonly name: string;
  /** CSS hex colour; anything else is drawn grey. */
  readonly colour?: string;
  readonly to?: string;
  readonly onRemove?: () => void;
}

/** A tag in its own colour, with text that can be read on it. */
export function TagChip({ name, colour, to, onRemove }: TagChipProps) {
  const ground = safeColour(colour);
  const style = ground ? { backgroundColor: ground, color: readableOn(ground), borderColor: 'transparent' } : undefined;
  return (
    <span className="chip tag-chip" style={style} title={name}>
      {to ? (
        <Link to={to} className="cut">
          {name}
        </Link>
      ) : (
        <span className="cut">{name}</span>
      )}
      {onRemove ? (
        <button type="button" aria-label={text.form.removeTag(name)} onClick={onRemove}>
          <Icon name="x-lg" />
        </button>
      ) : null}
    </span>
  );
}

/** Several small things in a row that wraps. */
export const Chips = ({ children }: { readonly children: ReactNode }) => <span className="chips">{children}</span>;
