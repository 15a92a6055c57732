import { type PointerEvent, useRef } from 'react';
import { text } from '../../text/en.js';
import type { Choice, ChoiceSearch } from '../list/grammar.js';
import { TagChip } from '../pieces/chips.js';
import { ChoiceField, type PickerProps } from './choice-field.js';
import { rememberChoice, useChoice } from './use-choices.js';
import { useCombobox } from './use-combobox.js';

interface TagPickerProps extends PickerProps {
  readonly values: readonly string[];
  /** The choices behind `values`, when the source cannot name them. */
  readonly chosen?: readonly Choice[];
  readonly source: readonly Choice[] | ChoiceSearch | undefined;
  readonly onChange: (values: string[], choices: readonly Choice[]) => void;
  readonly create?: (name: string) => Promise<Choice>;
}

/** A field that holds several choices as chips: tags, countries, members. Backspace takes the last one off. */
export function TagPicker(props: TagPickerProps) {
  const { label, values, source, create, disabled, placeholder = text.form.typeToSearch } = props;
  const input = useRef<HTMLInputElement>(null);
  const { known, set, add } = usePicked(props);
  const box = useCombobox({
    source,
    create,
    onPick: add,
    without: values,
    stays: true,
    onBackspace: () => set(values.slice(0, -1)),
  });
  // A press beside the chips goes to the field within; who uses the keyboard is there already.
  const reach = (event: PointerEvent) => {
    if (event.target === event.currentTarget) requestAnimationFrame(() => input.current?.focus());
  };
  return (
    <div
      ref={box.anchor}
      className={`tag-picker form-control${props.invalid ? ' is-invalid' : ''}`}
      data-disabled={disabled || undefined}
      onPointerDown={reach}
    >
      {values.map((value) => (
        <PickedChip
          key={value}
          scope={label}
          value={value}
          source={source}
          known={known(value)}
          onRemove={disabled ? undefined : () => set(values.filter((one) => one !== value))}
        />
      ))}
      <ChoiceField
        ref={input}
        box={box}
        picker={props}
        value={box.query}
        placeholder={values.length === 0 ? placeholder : undefined}
        isChosen={(value) => values.includes(value)}
        many
      />
    </div>
  );
}

/** The picked values and, as far as they are known, the choices behind them. */
function usePicked({ label, values, chosen = [], onChange }: TagPickerProps) {
  const picked = useRef(new Map<string, Choice>());
  const known = (value: string) => chosen.find((choice) => choice.value === value) ?? picked.current.get(value);
  const set = (next: string[]) =>
    onChange(
      next,
      next.map((value) => known(value) ?? { value, label: value }),
    );
  const add = (choice: Choice) => {
    picked.current.set(choice.value, choice);
    rememberChoice(label, choice);
    if (!values.includes(choice.value)) set([...values, choice.value]);
  };
  return { known, set, add };
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
