import { text } from '../../text/en.js';
import { CopyButton } from './copy-button.js';

interface JsonProps {
  readonly value: unknown;
  /** What it is, for the copy button and screen readers. */
  readonly label?: string;
  /** Levels that are open at first. */
  readonly open?: number;
}

/** JSON one can fold, read and copy. */
export function Json({ value, label = 'JSON', open = 2 }: JsonProps) {
  return (
    <figure className="json mono" aria-label={label}>
      <CopyButton text={JSON.stringify(value, null, 2) ?? ''} label={label} />
      <Node value={value} depth={0} open={open} />
    </figure>
  );
}

interface NodeProps {
  readonly name?: string;
  readonly value: unknown;
  readonly depth: number;
  readonly open: number;
}

function Node({ name, value, depth, open }: NodeProps) {
  const key = name === undefined ? null : <span className="json-key">{name}: </span>;
  if (typeof value !== 'object' || value === null) {
    return (
      <div>
        {key}
        <span data-type={value === null ? 'null' : typeof value}>{JSON.stringify(value) ?? text.none}</span>
      </div>
    );
  }
  const entries: [string, unknown][] = Array.isArray(value)
    ? value.map((one, at): [string, unknown] => [String(at), one])
    : Object.entries(value);
  const [left, right] = Array.isArray(value) ? '[]' : '{}';
  if (entries.length === 0)
    return (
      <div>
        {key}
        {left}
        {right}
      </div>
    );
  return (
    <details open={depth < open}>
      <summary>
        {key}
        {left} <span className="muted">{entries.length}</span> {right}
      </summary>
      <div className="json-inner">
        {entries.map(([inner, one]) => (
          <Node key={inner} name={inner} value={one} depth={depth + 1} open={open} />
        ))}
      </div>
    </details>
  );
}
