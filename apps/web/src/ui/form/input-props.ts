import type { FieldControl } from './field-spec.js';

/** Attributes that tie any input to its label, help and errors. */
export const inputProps = (control: FieldControl) => ({
  id: control.id,
  name: control.name,
  disabled: control.disabled,
  'aria-invalid': control.invalid || undefined,
  'aria-required': control.required || undefined,
  'aria-describedby': control.describedBy,
  onBlur: control.onBlur,
});
