import type { ChangeEventHandler } from 'react';

interface CheckBoxProps {
  readonly label: string;
  readonly checked: boolean;
  /** Some, not all, of what it stands for. */
  readonly partly?: boolean;
  readonly onChange: ChangeEventHandler<HTMLInputElement>;
  readonly tabIndex?: number;
}

/** A check box without visible words; its label is said aloud. */
export function CheckBox({ label, checked, partly = false, onChange, tabIndex }: CheckBoxProps) {
  return (
    <input
      ref={(element) => {
        if (element) element.indeterminate = partly && !checked;
      }}
      type="checkbox"
      className="form-check-input m-0"
      aria-label={label}
      checked={checked}
      onChange={onChange}
      tabIndex={tabIndex}
    />
  );
}
