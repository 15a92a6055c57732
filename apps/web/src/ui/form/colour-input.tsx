import { text } from '../../text/en.js';
import { safeColour } from '../pieces/colour.js';
import type { FieldControl } from './field-spec.js';

interface ColourInputProps {
  readonly control: FieldControl;
  readonly value: string;
}

/** A colour by eye or by its hex text; both stay in step. */
export function ColourInput({ control, value }: ColourInputProps) {
  return (
    <div className="colour-input">
      <input
        type="color"
        className="form-control form-control-color"
        aria-label={text.form.colourOf(control.label)}
        disabled={control.disabled}
        value={safeColour(value) ?? '#888888'}
        onChange={(event) => control.onChange(event.target.value)}
      />
      <input
        id={control.id}
        name={control.name}
        className={`form-control mono${control.invalid ? ' is-invalid' : ''}`}
        aria-invalid={control.invalid || undefined}
        aria-describedby={control.describedBy}
        disabled={control.disabled}
        placeholder="#2557d6"
        maxLength={7}
        spellCheck={false}
        value={value}
        onBlur={control.onBlur}
        onChange={(event) => control.onChange(event.target.value)}
      />
    </div>
  );
}
