import type { Ref } from 'react';
import { ChoiceList } from './choice-list.js';
import { type Combobox, comboboxField } from './use-combobox.js';

/** What the fields of all pickers share. */
export interface PickerProps {
  readonly id?: string;
  /** Name of the field, for its list and its buttons. */
  readonly label: string;
  readonly onBlur?: () => void;
  readonly placeholder?: string;
  readonly disabled?: boolean;
  readonly invalid?: boolean;
  readonly required?: boolean;
  readonly describedBy?: string;
  readonly autoFocus?: boolean;
}

interface ChoiceFieldProps {
  readonly box: Combobox;
  readonly picker: PickerProps;
  readonly value: string;
  readonly placeholder?: string;
  readonly className?: string;
  readonly isChosen: (value: string) => boolean;
  readonly many?: boolean;
  readonly ref?: Ref<HTMLInputElement>;
}

/** The input of a combobox and, while it is open, its list. */
export function ChoiceField({ box, picker, value, placeholder, className, isChosen, many, ref }: ChoiceFieldProps) {
  return (
    <>
      <input
        {...comboboxField(box)}
        ref={ref}
        id={picker.id}
        className={className}
        aria-label={picker.id ? undefined : picker.label}
        aria-invalid={picker.invalid || undefined}
        aria-required={picker.required || undefined}
        aria-describedby={picker.describedBy}
        autoFocus={picker.autoFocus}
        disabled={picker.disabled || box.creating}
        placeholder={placeholder}
        value={value}
        onChange={(event) => box.type(event.target.value)}
        onClick={() => !box.open && box.show()}
        onBlur={() => {
          box.leave();
          picker.onBlur?.();
        }}
        onKeyDown={box.onKeyDown}
      />
      {box.open ? (
        <ChoiceList
          ref={box.floating}
          id={box.listId}
          label={picker.label}
          lines={box.lines}
          active={box.active}
          note={box.note}
          isChosen={isChosen}
          many={many}
          onPick={(line) => void box.pick(line)}
          onPoint={box.point}
        />
      ) : null}
    </>
  );
}
