interface SwitchCellProps {
  /** What it switches, for screen readers: "Enabled: FIRST Directory". */
  readonly label: string;
  readonly checked: boolean;
  /** Shown but not to be changed by this user. */
  readonly disabled: boolean;
  readonly onSwitch: () => void;
}

/** A switch in a row or among facts: the state is the server's, and changes when the server says so. */
export function SwitchCell({ label, checked, disabled, onSwitch }: SwitchCellProps) {
  return (
    <span className="form-check form-switch m-0">
      <input
        type="checkbox"
        role="switch"
        className="form-check-input"
        aria-label={label}
        checked={checked}
        aria-checked={checked}
        disabled={disabled}
        onChange={onSwitch}
      />
    </span>
  );
}
