import type { ReactNode } from 'react';
import { text } from '../../text/en.js';
import { CopyButton } from '../pieces/copy-button.js';

/** One fact of a record: label above, value below. */
export interface Fact {
  readonly label: string;
  /** Nothing is drawn as a dash. */
  readonly value: ReactNode;
  /** Copies the value (`true`, when it is text) or another text. */
  readonly copy?: boolean | string;
  readonly mono?: boolean;
  /** Takes the whole width. */
  readonly wide?: boolean;
}

/** Facts in columns, as many as there is room for. */
export function KeyValue({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl className="key-value">
      {facts.map((fact) => (
        <div key={fact.label} data-wide={fact.wide || undefined}>
          <dt>{fact.label}</dt>
          <dd className={fact.mono ? 'mono' : undefined}>
            {isBlank(fact.value) ? (
              <span className="muted">
                <span aria-hidden>–</span>
                <span className="visually-hidden">{text.empty}</span>
              </span>
            ) : (
              fact.value
            )}
            <FactCopy fact={fact} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function FactCopy({ fact }: { readonly fact: Fact }) {
  const { copy, value, label } = fact;
  const copied =
    typeof copy === 'string'
      ? copy
      : copy && (typeof value === 'string' || typeof value === 'number')
        ? String(value)
        : '';
  return copied === '' ? null : <CopyButton text={copied} label={label} />;
}

const isBlank = (value: ReactNode): boolean => value === null || value === undefined || value === '' || value === false;
