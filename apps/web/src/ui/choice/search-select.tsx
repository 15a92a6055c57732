import type { ReactNode } from 'react';
import { text } from '../../text/en.js';
import type { Choice, ChoiceSearch } from '../list/grammar.js';
import { Icon } from '../pieces/icon.js';
import { ChoiceField, type PickerProps } from './choice-field.js';
import { rememberChoice, useChoice } from './use-choices.js';
import { useCombobox } from './use-combobox.js';

interface SearchSelectProps extends PickerProps {
  readonly value: string | null;
  /** The choice behind `value`, when the source cannot name it. */
  readonly chosen?: Choice;
  readonly source: readonly Choice[] | ChoiceSearch | undefined;
  readonly onChange: (value: string | null, choice?: Choice) => void;
  /** Offers to create what was typed and picks it. */
  readonly create?: (name: string) => Promise<Choice>;
  /** Drawn before the chosen label, e.g. a flag. */
  readonly lead?: (choice: Choice) => ReactNode;
}

/** A field that searches as one types and holds one choice. */
export function SearchSelect(props: SearchSelectProps) {
  const { label, value, source, onChange, create, placeholder = text.form.typeToSearch } = props;
  const pick = (choice: Choice) => {
    rememberChoice(label, choice);
    onChange(choice.value, choice);
  };
  const box = useCombobox({ source, create, onPick: pick });
  const known = useChoice(label, source, value ?? '');
  const current = props.chosen?.value === value ? props.chosen : known;
  const closed = value === null ? '' : (current?.label ?? value);
  return (
    <div ref={box.anchor} className="search-select" data-filled={value !== null || undefined}>
      {!box.open && current && props.lead ? <span className="search-select-lead">{props.lead(current)}</span> : null}
      {!box.open && current?.colour ? <span className="swatch" style={{ backgroundColor: current.colour }} /> : null}
      <ChoiceField
        box={box}
        picker={props}
        className={`form-control${props.invalid ? ' is-invalid' : ''}`}
        value={box.open ? box.query : closed}
        placeholder={box.open && current ? current.label : placeholder}
        isChosen={(one) => one === value}
      />
      {value !== null && !props.disabled && !box.open ? (
        <button
          type="button"
          className="btn btn-ghost btn-icon btn-sm search-select-clear"
          aria-label={text.form.clear(label)}
          onClick={() => onChange(null)}
        >
          <Icon name="x-lg" />
        </button>
      ) : (
        <Icon name="chevron-down" className="search-select-caret" />
      )}
    </div>
  );
}
