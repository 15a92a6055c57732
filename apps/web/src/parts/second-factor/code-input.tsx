interface CodeInputProps {
  readonly id: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly invalid?: boolean;
}

/** Six digits, offered by the phone where it can. */
export function CodeInput({ id, value, onChange, invalid = false }: CodeInputProps) {
  return (
    <input
      id={id}
      className={`form-control mono code-input${invalid ? ' is-invalid' : ''}`}
      inputMode="numeric"
      autoComplete="one-time-code"
      maxLength={10}
      spellCheck={false}
      aria-invalid={invalid || undefined}
      autoFocus
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
