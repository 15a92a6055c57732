import { useId } from 'react';
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
export function ValuesInput({ control, values, addLabel = text.form.addValue, placeholder, mono, suggestions }: ValuesInputProps) {
  const listId = useId();
  const rows = values.length === 0 ? [''] : values;
  const set = (next: readonly string[], focus?: number) => {
    control.onChange([...next]);
    if (focus !== undefined) requestAnimationFrame(() => document.getElementById(rowId(control.id, focus))?.focus());
  };
  const insert = (at: number) => set([...rows.slice(0, at), '', ...rows.slice(at)], at);
  const remove = (at: number) => set(rows.filter((_, index) => index !== at), Math.max(0, at - 1));
  const paste = (at: number, pasted: string) => {
    const lines = pasted.split(/[\n\r]+/).map((line) => line.trim()).filter((line) => line !== '');
    if (lines.length < 2) return false;
    set([...rows.slice(0, at), ...lines, ...rows.slice(at + 1)].filter((one) => one !== ''), at + lines.length - 1);
    return true;
  };
  return (
    <fieldset className="values-input" aria-label={control.label}>
      {rows.map((value, index) => {
        const fault = control.issues.find((issue) => String(issue.path[0]) === String(index));
        return (
          // rows have no identity but their place
          <div key={index} className="values-row">
            <input
              id={rowId(control.id, index)}
              className={`form-control${mono ? ' mono' : ''}${fault || (control.invalid && values.length === 0) ? ' is-invalid' : ''}`}
              aria-label={text.form.valueN(control.label, index + 1)}
              aria-invalid={fault ? true : undefined}
              aria-describedby={fault ? `${rowId(control.id, index)}-fault` : control.describedBy}
              disabled={control.disabled}
              placeholder={placeholder}
              list={suggestions ? listId : undefined}
              spellCheck={mono ? false : undefined}
              autoComplete="off"
              value={value}
              onBlur={control.onBlur}
              onChange={(event) => set(rows.map((one, at) => (at === index ? event.target.value : one)))}
              onPaste={(event) => paste(index, event.clipboardData.getData('text/plain')) && event.preventDefault()}
              onKeyDown={(event) => {
                if (event.key === 'Enter' && !event.metaKey && !event.ctrlKey && value !== '') {
                  event.preventDefault();
                  insert(index + 1);
                } else if (event.key === 'Backspace' && value === '' && rows.length > 1) {
                  event.preventDefault();
                  remove(index);
                }
              }}
            />
            <button type="button" className="btn btn-ghost btn-icon" aria-label={text.form.removeValue(index + 1)} title={text.remove} disabled={control.disabled || values.length === 0} onClick={() => remove(index)}>
              <Icon name="x-lg" />
            </button>
            {fault ? (
              <div id={`${rowId(control.id, index)}-fault`} className="invalid-feedback">
                {fault.message}
              </div>
            ) : null}
          </div>
        );
      })}
      {suggestions ? (
        <datalist id={listId}>
          {suggestions.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      ) : null}
      <button type="button" className="btn btn-ghost btn-sm" disabled={control.disabled} onClick={() => insert(rows.length)}>
        <Icon name="plus-lg" /> {addLabel}
      </button>
    </fieldset>
  );
}

/** The first row carries the field's own id, so that label and error summary lead there. */
const rowId = (id: string, row: number): string => (row === 0 ? id : `${id}-${row}`);
