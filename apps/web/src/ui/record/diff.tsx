import { type KeyboardEvent, type ReactNode, useId, useMemo, useState } from 'react';
import { text } from '../../text/en.js';
import { Icon } from '../pieces/icon.js';
import { type DiffPart, diffWords } from './diff-words.js';

/** A field as two sides know it; null is an absent value. */
export interface DiffField {
  readonly key: string;
  readonly label: string;
  readonly here: string | null;
  readonly there: string | null;
  readonly mono?: boolean;
}

/** Which side's value is taken for a field. */
export type DiffChoice = 'here' | 'there';

interface DiffProps {
  readonly fields: readonly DiffField[];
  /** What is read first: "212 new · 14 changed · 3 refused". */
  readonly summary?: string;
  /** Names of the sides; default Here and There, for a history Before and After. */
  readonly sides?: readonly [here: string, there: string];
  /** The side taken per field; with it each row can be decided, by buttons or ← →. */
  readonly choices?: Readonly<Record<string, DiffChoice>>;
  readonly onChoose?: (key: string, choice: DiffChoice) => void;
}

/** Field · here · there, what differs tinted within the value, what is the same folded. */
export function Diff({ fields, summary, sides = [text.diff.here, text.diff.there], choices, onChoose }: DiffProps) {
  const [unfolded, setUnfolded] = useState(false);
  const changed = fields.filter((field) => field.here !== field.there);
  const same = fields.filter((field) => field.here === field.there);
  const choosing = onChoose ? { choices: choices ?? {}, onChoose } : undefined;
  return (
    <div className="diff">
      {summary ? <p className="diff-summary">{summary}</p> : null}
      {changed.length === 0 && same.length === 0 ? <p className="muted m-0">{text.diff.empty}</p> : null}
      {changed.length + (unfolded ? same.length : 0) > 0 ? (
        <table>
          <thead>
            <tr>
              <th scope="col">{text.diff.field}</th>
              <th scope="col">{sides[0]}</th>
              <th scope="col">{sides[1]}</th>
            </tr>
          </thead>
          <tbody>
            {changed.map((field) => (
              <ChangedRow key={field.key} field={field} choosing={choosing} />
            ))}
            {unfolded ? same.map((field) => <SameRow key={field.key} field={field} />) : null}
          </tbody>
        </table>
      ) : null}
      {same.length > 0 ? (
        <button
          type="button"
          className="btn btn-ghost btn-sm"
          aria-expanded={unfolded}
          onClick={() => setUnfolded(!unfolded)}
        >
          <Icon name={unfolded ? 'arrows-collapse' : 'arrows-expand'} /> {text.diff.same(same.length)}
        </button>
      ) : null}
    </div>
  );
}

interface Choosing {
  readonly choices: Readonly<Record<string, DiffChoice>>;
  readonly onChoose: (key: string, choice: DiffChoice) => void;
}

function ChangedRow({ field, choosing }: { readonly field: DiffField; readonly choosing: Choosing | undefined }) {
  const { key, label, here, there, mono } = field;
  const group = useId();
  const parts = useMemo(() => diffWords(here ?? '', there ?? ''), [here, there]);
  const choice = choosing?.choices[key];
  const onKeyDown = (event: KeyboardEvent) => {
    const next = event.key === 'ArrowLeft' ? 'here' : event.key === 'ArrowRight' ? 'there' : undefined;
    if (!next || !choosing) return;
    event.preventDefault();
    choosing.onChoose(key, next);
    const row = event.currentTarget;
    requestAnimationFrame(() => row.querySelector<HTMLElement>('input:checked')?.focus());
  };
  const side = (which: DiffChoice, value: string | null, tinted: readonly DiffPart[]) => (
    <td
      className={mono ? 'mono' : undefined}
      data-side={which}
      data-taken={choice === which || undefined}
      data-left={(choice !== undefined && choice !== which) || undefined}
    >
      <Pick
        choosing={choosing}
        name={key}
        group={group}
        which={which}
        chosen={choice === which}
        label={which === 'there' ? text.diff.acceptThere(label) : text.diff.keepHere(label)}
      >
        {value === null || value === '' ? (
          <span className="muted">{text.empty}</span>
        ) : (
          <Parts parts={tinted} side={which} />
        )}
      </Pick>
    </td>
  );
  return (
    <tr onKeyDown={onKeyDown}>
      <th scope="row">{label}</th>
      {side('here', here, parts.here)}
      {side('there', there, parts.there)}
    </tr>
  );
}

interface PickProps {
  readonly choosing: Choosing | undefined;
  readonly name: string;
  /** Names the pair of radio buttons. */
  readonly group: string;
  readonly which: DiffChoice;
  readonly chosen: boolean;
  readonly label: string;
  readonly children: ReactNode;
}

/** The value, with a way to take it when the row is to be decided. */
function Pick({ choosing, name, group, which, chosen, label, children }: PickProps) {
  if (!choosing) return children;
  return (
    <label className="diff-pick">
      <input
        type="radio"
        name={group}
        className="form-check-input"
        aria-label={label}
        checked={chosen}
        onChange={() => choosing.onChoose(name, which)}
      />
      <span>{children}</span>
    </label>
  );
}

function Parts({ parts, side }: { readonly parts: readonly DiffPart[]; readonly side: DiffChoice }) {
  const Changed = side === 'here' ? 'del' : 'ins';
  return parts.map((part, index) =>
    part.same ? <span key={index}>{part.text}</span> : <Changed key={index}>{part.text}</Changed>,
  );
}

function SameRow({ field }: { readonly field: DiffField }) {
  return (
    <tr className="is-same">
      <th scope="row">{field.label}</th>
      <td colSpan={2} className={field.mono ? 'mono' : undefined}>
        {field.here ?? <span className="muted">{text.empty}</span>}
      </td>
    </tr>
  );
}
