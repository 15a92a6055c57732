import type { ReactNode } from 'react';
import { text } from '../../text/en.js';
import type { Choice, ChoiceSearch } from '../list/grammar.js';
import { Icon } from '../pieces/icon.js';
import { ChoiceList } from './choice-list.js';
import { rememberChoice, useChoice } from './use-choices.js';
import { useCombobox } from './use-combobox.js';

interface SearchSelectProps {
  readonly id?: string;
  /** Name of the field, for its list and its clear button. */
  readonly label: string;
  readonly value: string | null;
  /** The choice behind `value`, when the source cannot name it. */
  readonly chosen?: Choice;
  readonly source: readonly Choice[] | ChoiceSearch | undefined;
  readonly onChange: (value: string | null, choice?: Choice) => void;
  readonly onBlur?: () => void;
  /** Offers to create what was typed and picks it. */
  readonly create?: (name: string) => Promise<Choice>;
  readonly placeholder?: string;
  readonly disabled?: boolean;
  readonly invalid?: boolean;
  readonly required?: boolean;
  readonly describedBy?: string;
  readonly autoFocus?: boolean;
  /** Drawn before the chosen label, e.g. a flag. */
  readonly lead?: (choice: Choice) => ReactNode;
}

/** A field that searches as one types and holds one choice. */
export function SearchSelect(props: SearchSelectProps) {
  const { id, label, value, source, onChange, create, disabled } = props;
  const pick = (choice: Choice) => {
    rememberChoice(label, choice);
    onChange(choice.value, choice);
  };
  const box = useCombobox({ source, create, onPick: pick });
  const known = useChoice(label, source, value ?? '');
  const current = props.chosen?.value === value ? props.chosen : known;
  const shown = box.open ? box.query : value === null ? '' : (current?.label ?? value);
  return (
    <div ref={box.anchor} className="search-select" data-filled={value !== null || undefined}>
      {!box.open && current && props.lead ? <span className="search-select-lead">{props.lead(current)}</span> : null}
      {!box.open && current?.colour ? <span className="swatch" style={{ backgroundColor: current.colour }} /> : null}
      <input
        {...box.field}
        id={id}
        className={`form-control${props.invalid ? ' is-invalid' : ''}`}
        aria-label={id ? undefined : label}
        aria-invalid={props.invalid || undefined}
        aria-required={props.required || undefined}
        aria-describedby={props.describedBy}
        autoFocus={props.autoFocus}
        disabled={disabled || box.creating}
        placeholder={box.open && current ? current.label : (props.placeholder ?? text.form.typeToSearch)}
        value={shown}
        onChange={(event) => box.type(event.target.value)}
        onClick={() => !box.open && box.show()}
        onBlur={() => {
          box.hide();
          props.onBlur?.();
        }}
        onKeyDown={box.onKeyDown}
      />
      {value !== null && !disabled && !box.open ? (
        <button type="button" className="btn btn-ghost btn-icon btn-sm search-select-clear" tabIndex={-1} aria-label={text.form.clear(label)} onClick={() => onChange(null)}>
          <Icon name="x-lg" />
        </button>
      ) : (
        <Icon name="chevron-down" className="search-select-caret" />
      )}
      {box.open ? (
        <ChoiceList
          ref={box.floating}
          id={box.listId}
          label={label}
          lines={box.lines}
          active={box.active}
          note={box.note}
          isChosen={(one) => one === value}
          onPick={(line) => void box.pick(line)}
          onPoint={box.point}
        />
      ) : null}
    </div>
  );
}
