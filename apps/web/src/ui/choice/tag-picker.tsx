import { useRef } from 'react';
import { text } from '../../text/en.js';
import type { Choice, ChoiceSearch } from '../list/grammar.js';
import { TagChip } from '../pieces/chips.js';
import { ChoiceList } from './choice-list.js';
import { rememberChoice, useChoice } from './use-choices.js';
import { useCombobox } from './use-combobox.js';

interface TagPickerProps {
  readonly id?: string;
  readonly label: string;
  readonly values: readonly string[];
  /** The choices behind `values`, when the source cannot name them. */
  readonly chosen?: readonly Choice[];
  readonly source: readonly Choice[] | ChoiceSearch | undefined;
  readonly onChange: (values: string[], choices: readonly Choice[]) => void;
  readonly onBlur?: () => void;
  readonly create?: (name: string) => Promise<Choice>;
  readonly placeholder?: string;
  readonly disabled?: boolean;
  readonly invalid?: boolean;
  readonly required?: boolean;
  readonly describedBy?: string;
  readonly autoFocus?: boolean;
}

/** A field that holds several choices as chips: tags, countries, members. Backspace takes the last one off. */
export function TagPicker(props: TagPickerProps) {
  const { id, label, values, source, onChange, create, disabled, chosen = [] } = props;
  const input = useRef<HTMLInputElement>(null);
  const known = useRef(new Map<string, Choice>());
  for (const choice of chosen) known.current.set(choice.value, choice);
  const set = (next: string[]) => onChange(next, next.map((value) => known.current.get(value) ?? { value, label: value }));
  const pick = (choice: Choice) => {
    known.current.set(choice.value, choice);
    rememberChoice(label, choice);
    if (!values.includes(choice.value)) set([...values, choice.value]);
  };
  const box = useCombobox({ source, create, onPick: pick, without: values, stays: true, onBackspace: () => set(values.slice(0, -1)) });
  return (
    // A click beside the chips goes to the field within; keyboard users are there already.
    <div ref={box.anchor} className={`tag-picker form-control${props.invalid ? ' is-invalid' : ''}`} data-disabled={disabled || undefined} onPointerDown={(event) => event.target === event.currentTarget && requestAnimationFrame(() => input.current?.focus())}>
      {values.map((value) => (
        <PickedChip key={value} scope={label} value={value} source={source} known={known.current.get(value)} onRemove={disabled ? undefined : () => set(values.filter((one) => one !== value))} />
      ))}
      <input
        {...box.field}
        ref={input}
        id={id}
        aria-label={id ? undefined : label}
        aria-invalid={props.invalid || undefined}
        aria-required={props.required || undefined}
        aria-describedby={props.describedBy}
        autoFocus={props.autoFocus}
        disabled={disabled || box.creating}
        placeholder={values.length === 0 ? (props.placeholder ?? text.form.typeToSearch) : undefined}
        value={box.query}
        onChange={(event) => box.type(event.target.value)}
        onClick={() => !box.open && box.show()}
        onBlur={() => {
          box.hide();
          props.onBlur?.();
        }}
        onKeyDown={box.onKeyDown}
      />
      {box.open ? (
        <ChoiceList ref={box.floating} id={box.listId} label={label} lines={box.lines} active={box.active} note={box.note} isChosen={(value) => values.includes(value)} many onPick={(line) => void box.pick(line)} onPoint={box.point} />
      ) : null}
    </div>
  );
}

interface PickedChipProps {
  readonly scope: string;
  readonly value: string;
  readonly source: readonly Choice[] | ChoiceSearch | undefined;
  readonly known: Choice | undefined;
  readonly onRemove?: () => void;
}

function PickedChip({ scope, value, source, known, onRemove }: PickedChipProps) {
  const found = useChoice(scope, known ? undefined : source, value);
  const choice = known ?? found ?? { value, label: value };
  return <TagChip name={choice.label} colour={choice.colour} onRemove={onRemove} />;
}
