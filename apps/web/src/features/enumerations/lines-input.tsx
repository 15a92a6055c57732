import { useState } from 'react';
import { type FieldControl, inputProps } from '../../ui/index.js';
import { text } from './text.js';

const filled = (lines: string): string[] =>
  lines
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** A list of texts as the lines of one text area; its value is the list without blank lines. */
export function LinesInput({ control }: { readonly control: FieldControl }) {
  const given = Array.isArray(control.value) ? control.value.filter((one) => typeof one === 'string') : [];
  const [lines, setLines] = useState(given.join('\n'));
  const faults = control.issues.filter(({ path }) => path.length > 0);
  return (
    <>
      <textarea
        {...inputProps(control)}
        className={`form-control${control.invalid ? ' is-invalid' : ''}`}
        rows={12}
        value={lines}
        onChange={(event) => {
          setLines(event.target.value);
          control.onChange(filled(event.target.value));
        }}
      />
      <div className="form-text">{text.form.count(given.length)}</div>
      {faults.map(({ path, message }) => (
        <div key={`${path.join('.')} ${message}`} className="invalid-feedback">
          {text.form.line(Number(path[0]) + 1, message)}
        </div>
      ))}
    </>
  );
}
