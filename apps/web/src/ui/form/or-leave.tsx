import { useState } from 'react';
import type { FieldValues } from 'react-hook-form';
import { text } from '../../text/en.js';
import type { FieldControl, FieldSpec } from './field-spec.js';
import { FieldInputFor } from './inputs.js';

const ways = ['leave', 'set', 'empty'] as const;
type Way = (typeof ways)[number];

/**
 * A field of a form over many records: its value is absent while each record keeps its own, `null` when it is emptied in
 * all, else what they all get. A schema that refuses the empty text makes "set" without a value a fault.
 */
export function orLeave<V extends FieldValues>(field: FieldSpec<V>): FieldSpec<V> {
  const { name, label, help, width } = field;
  return {
    name,
    label,
    help,
    width,
    input: 'custom',
    render: (control) => <OrLeave field={field as unknown as FieldSpec} control={control} />,
  };
}

function OrLeave({ field, control }: { readonly field: FieldSpec; readonly control: FieldControl }) {
  const [way, setWay] = useState<Way>('leave');
  const choose = (next: Way) => {
    setWay(next);
    control.onChange({ leave: undefined, set: '', empty: null }[next]);
  };
  const id = `${control.id}-value`;
  return (
    <div className="or-leave">
      <select
        id={control.id}
        className="form-select"
        aria-describedby={control.describedBy}
        value={way}
        disabled={control.disabled}
        onChange={(event) => choose(ways.find((one) => one === event.target.value) ?? 'leave')}
        onBlur={control.onBlur}
      >
        {ways.map((one) => (
          <option key={one} value={one}>
            {text.form.ways[one]}
          </option>
        ))}
      </select>
      {way === 'set' ? (
        <>
          <label className="visually-hidden" htmlFor={id}>
            {text.form.newValue(control.label)}
          </label>
          <FieldInputFor field={field} control={{ ...control, id }} />
        </>
      ) : null}
    </div>
  );
}
