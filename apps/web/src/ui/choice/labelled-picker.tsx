import { type ComponentProps, useId } from 'react';
import { TagPicker } from './tag-picker.js';

type LabelledPickerProps = Omit<ComponentProps<typeof TagPicker>, 'id' | 'describedBy' | 'onChange'> & {
  readonly help?: string;
  readonly onChange: (values: readonly string[]) => void;
};

/** A `TagPicker` with its label above and a word of help below, outside of `FormFor`. */
export function LabelledPicker({ help, onChange, ...picker }: LabelledPickerProps) {
  const id = useId();
  return (
    <div>
      <label className="form-label" htmlFor={id}>
        {picker.label}
      </label>
      <TagPicker
        {...picker}
        id={id}
        onChange={(next) => onChange(next)}
        {...(help ? { describedBy: `${id}-help` } : {})}
      />
      {help ? (
        <div id={`${id}-help`} className="form-text">
          {help}
        </div>
      ) : null}
    </div>
  );
}
