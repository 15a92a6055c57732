import type { FieldChange } from '@cerebrate/contract';
import { Chip } from '../../ui/index.js';
import { fieldLabel, listDifference, valueWords } from './change-words.js';
import './history.scss';
import { text } from './text.js';

/** More than these are folded. */
const shownAtOnce = 6;
const longest = 240;
const chipsAtOnce = 12;

interface FieldChangesProps {
  readonly changes: readonly FieldChange[];
  /** Folds all of them, for a record that is new or gone. */
  readonly folded?: boolean;
}

/** What changed, field by field: small before → after, lists by what came and went. */
export function FieldChanges({ changes, folded = false }: FieldChangesProps) {
  if (changes.length === 0) return null;
  const [first, rest] = folded ? [[], changes] : [changes.slice(0, shownAtOnce), changes.slice(shownAtOnce)];
  return (
    <div className="field-changes">
      <Lines changes={first} />
      {rest.length > 0 ? (
        <details>
          <summary>{folded ? text.fields(rest.length) : text.more(rest.length)}</summary>
          <Lines changes={rest} />
        </details>
      ) : null}
    </div>
  );
}

function Lines({ changes }: { readonly changes: readonly FieldChange[] }) {
  if (changes.length === 0) return null;
  return (
    <dl>
      {changes.map((change) => (
        <div key={change.field}>
          <dt>{fieldLabel(change.field)}</dt>
          <dd>
            <Change change={change} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Change({ change: { field, before, after } }: { readonly change: FieldChange }) {
  const list = listDifference(before, after);
  if (list)
    return (
      <>
        <ListedValues values={list.removed} as="del" />
        <ListedValues values={list.added} as="ins" />
        {list.kept > 0 ? <span className="muted">{text.unchanged(list.kept)}</span> : null}
      </>
    );
  const [old, now] = [valueWords(field, before), valueWords(field, after)];
  return (
    <>
      {old === null ? null : <del title={old}>{cut(old)}</del>}
      {old === null || now === null ? null : (
        <span className="muted" aria-hidden="true">
          →
        </span>
      )}
      {now === null ? null : <ins title={now}>{cut(now)}</ins>}
    </>
  );
}

function ListedValues({ values, as: Tag }: { readonly values: readonly string[]; readonly as: 'del' | 'ins' }) {
  const more = values.length - chipsAtOnce;
  return (
    <>
      {values.slice(0, chipsAtOnce).map((value) => (
        <Tag key={value}>
          <span aria-hidden="true">{Tag === 'del' ? '−' : '+'}</span>
          <Chip mono>{cut(value)}</Chip>
        </Tag>
      ))}
      {more > 0 ? <span className="muted">{`${Tag === 'del' ? '−' : '+'}${more}`}</span> : null}
    </>
  );
}

const cut = (value: string): string => (value.length > longest ? `${value.slice(0, longest)}…` : value);
