import { type ClipboardEvent, type KeyboardEvent, useId } from 'react';
import { text } from '../../text/en.js';
import { Icon } from '../pieces/icon.js';
import type { FieldControl } from './field-spec.js';

interface ValuesInputProps {
  readonly control: FieldControl;
  readonly values: readonly string[];
  readonly addLabel?: string;
  readonly placeholder?: string;
  readonly mono?: boolean;
  readonly suggestions?: readonly string[];
}

/**
 * Several values, one per row, with "add another". A paste of several lines becomes several rows; Enter goes to the
 * next row; Backspace in an empty row takes it away.
 */
export function ValuesInput(props: ValuesInputProps) {
  const { control, values, addLabel = text.form.addValue, suggestions } = props;
  const listId = useId();
  const ways = useRows(control, values.length === 0 ? [''] : values);
  return (
    <fieldset className="values-input" aria-label={control.label}>
      {ways.rows.map((value, index) => (
        // rows have no identity but their place
        <ValueRow
          key={index}
          index={index}
          value={value}
          props={props}
          ways={ways}
          listId={suggestions ? listId : undefined}
        />
      ))}
      {suggestions ? (
        <datalist id={listId}>
          {suggestions.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      ) : null}
      <button
        type="button"
        className="btn btn-ghost btn-sm"
        disabled={control.disabled}
        onClick={() => ways.insert(ways.rows.length)}
      >
        <Icon name="plus-lg" /> {addLabel}
      </button>
    </fieldset>
  );
}

interface RowWays {
  readonly rows: readonly string[];
  write(at: number, value: string): void;
  insert(at: number): void;
  remove(at: number): void;
  /** Spreads several pasted lines over rows; false when it is one line, which the browser pastes itself. */
  paste(at: number, pasted: string): boolean;
}

/** The ways to change the rows; those that move the focus do so after the rows are drawn. */
function useRows(control: FieldControl, rows: readonly string[]): RowWays {
  const set = (next: readonly string[], focus?: number) => {
    control.onChange([...next]);
    if (focus !== undefined) requestAnimationFrame(() => document.getElementById(rowId(control.id, focus))?.focus());
  };
  return {
    rows,
    write: (at, value) => set(rows.map((one, index) => (index === at ? value : one))),
    insert: (at) => set([...rows.slice(0, at), '', ...rows.slice(at)], at),
    remove: (at) =>
      set(
        rows.filter((_, index) => index !== at),
        Math.max(0, at - 1),
      ),
    paste: (at, pasted) => {
      const lines = pasted
        .split(/[\n\r]+/)
        .map((line) => line.trim())
        .filter((line) => line !== '');
      if (lines.length < 2) return false;
      const before = rows.slice(0, at).filter((one) => one !== '');
      const after = rows.slice(at + 1).filter((one) => one !== '');
      set([...before, ...lines, ...after], before.length + lines.length - 1);
      return true;
    },
  };
}

interface ValueRowProps {
  readonly index: number;
  readonly value: string;
  readonly props: ValuesInputProps;
  readonly ways: RowWays;
  readonly listId: string | undefined;
}

function ValueRow({ index, value, props, ways, listId }: ValueRowProps) {
  const { control, values, mono } = props;
  const id = rowId(control.id, index);
  const fault = control.issues.find((issue) => String(issue.path[0]) === String(index));
  const isInvalid = fault !== undefined || (control.invalid && values.length === 0);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && !event.metaKey && !event.ctrlKey && value !== '') ways.insert(index + 1);
    else if (event.key === 'Backspace' && value === '' && ways.rows.length > 1) ways.remove(index);
    else return;
    event.preventDefault();
  };
  const onPaste = (event: ClipboardEvent) => {
    if (ways.paste(index, event.clipboardData.getData('text/plain'))) event.preventDefault();
  };
  return (
    <div className="values-row">
      <input
        id={id}
        className={`form-control${mono ? ' mono' : ''}${isInvalid ? ' is-invalid' : ''}`}
        aria-label={text.form.valueN(control.label, index + 1)}
        aria-invalid={isInvalid || undefined}
        aria-describedby={fault ? `${id}-fault` : control.describedBy}
        disabled={control.disabled}
        placeholder={props.placeholder}
        list={listId}
        spellCheck={mono ? false : undefined}
        autoComplete="off"
        value={value}
        onBlur={control.onBlur}
        onChange={(event) => ways.write(index, event.target.value)}
        onPaste={onPaste}
        onKeyDown={onKeyDown}
      />
      <RemoveButton
        index={index}
        disabled={control.disabled || values.length === 0}
        onClick={() => ways.remove(index)}
      />
      {fault ? (
        <div id={`${id}-fault`} className="invalid-feedback">
          {fault.message}
        </div>
      ) : null}
    </div>
  );
}

function RemoveButton({
  index,
  disabled,
  onClick,
}: {
  readonly index: number;
  readonly disabled: boolean;
  readonly onClick: () => void;
}) {
  return (
    <button
      type="button"
      className="btn btn-ghost btn-icon"
      aria-label={text.form.removeValue(index + 1)}
      title={text.remove}
      disabled={disabled}
      onClick={onClick}
    >
      <Icon name="x-lg" />
    </button>
  );
}

/** The first row carries the field's own id, so that label and error summary lead there. */
const rowId = (id: string, row: number): string => (row === 0 ? id : `${id}-${row}`);
