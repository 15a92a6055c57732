import { type FormEvent, useId, useState } from 'react';
import { text } from '../../text/en.js';
import { SearchSelect } from '../choice/search-select.js';
import { TagPicker } from '../choice/tag-picker.js';
import { type Filter, type FilterField, type FilterOp, takesMany } from '../list/grammar.js';
import { conditionOf, conditionsOf } from './filter-words.js';

interface FilterEditorProps {
  readonly field: FilterField;
  /** The filter that is edited; nothing for a new one. */
  readonly filter?: Filter;
  readonly onApply: (filter: Filter) => void;
}

/** Condition and value of one filter, edited in place. */
export function FilterEditor({ field, filter, onApply }: FilterEditorProps) {
  const conditions = conditionsOf(field);
  const [conditionId, setCondition] = useState((filter && conditionOf(field, filter)?.id) ?? conditions[0]?.id ?? '');
  const [values, setValues] = useState<readonly string[]>(filter?.values ?? (field.kind === 'boolean' ? ['true'] : []));
  const condition = conditions.find((one) => one.id === conditionId) ?? conditions[0];
  if (!condition) return null;
  const given =
    condition.value === undefined
      ? values.map((value) => value.trim()).filter((value) => value !== '')
      : [condition.value];
  const apply = (event: FormEvent) => {
    event.preventDefault();
    if (given.length === 0) return;
    onApply({ field: field.name, op: condition.op, values: takesMany(condition.op) ? given : given.slice(0, 1) });
  };
  return (
    <form className="filter-editor" onSubmit={apply}>
      <div className="filter-editor-name">{field.label}</div>
      {conditions.length > 1 ? (
        <select
          className="form-select"
          aria-label={text.filter.operator}
          value={condition.id}
          onChange={(event) => setCondition(event.target.value)}
        >
          {conditions.map((one) => (
            <option key={one.id} value={one.id}>
              {one.label}
            </option>
          ))}
        </select>
      ) : null}
      {condition.value === undefined ? (
        <ValueInput field={field} op={condition.op} values={values} onChange={setValues} />
      ) : null}
      <button type="submit" className="btn btn-primary btn-sm" disabled={given.length === 0}>
        {text.filter.apply}
      </button>
    </form>
  );
}

interface ValueInputProps {
  readonly field: FilterField;
  readonly op: FilterOp;
  readonly values: readonly string[];
  readonly onChange: (values: readonly string[]) => void;
}

/** The input that fits the field and its operator. */
function ValueInput({ field, op, values, onChange }: ValueInputProps) {
  if (field.choices && takesMany(op)) {
    return (
      <TagPicker
        label={field.label}
        values={values}
        source={field.choices}
        placeholder={text.filter.pickValue}
        onChange={onChange}
        autoFocus
      />
    );
  }
  if (field.choices && (op === 'eq' || op === 'not')) {
    return (
      <SearchSelect
        label={field.label}
        value={values[0] ?? null}
        source={field.choices}
        placeholder={text.filter.pickValue}
        onChange={(value) => onChange(value === null ? [] : [value])}
        autoFocus
      />
    );
  }
  if (field.kind === 'boolean') return <YesOrNo value={values[0] ?? 'true'} onChange={(value) => onChange([value])} />;
  return <PlainValue field={field} op={op} values={values} onChange={onChange} />;
}

function YesOrNo({ value, onChange }: { readonly value: string; readonly onChange: (value: string) => void }) {
  const name = useId();
  return (
    <div role="radiogroup" aria-label={text.filter.value} className="d-flex gap-4">
      {(['true', 'false'] as const).map((one) => (
        <label key={one} className="form-check">
          <input
            type="radio"
            className="form-check-input"
            name={name}
            checked={value === one}
            onChange={() => onChange(one)}
          />
          {one === 'true' ? text.yes : text.no}
        </label>
      ))}
    </div>
  );
}

function PlainValue({ field, op, values, onChange }: ValueInputProps) {
  const many = takesMany(op);
  const type = field.kind === 'date' ? 'date' : field.kind === 'number' && !many ? 'number' : 'text';
  const shown = many ? values.join(', ') : (values[0] ?? '');
  return (
    <input
      type={type}
      className={`form-control${field.kind === 'network' ? ' mono' : ''}`}
      aria-label={many ? text.filter.values : text.filter.value}
      placeholder={field.placeholder ?? (field.kind === 'network' ? '192.0.2.0/24' : undefined)}
      // a date-time from a link is cut to its day, which is all this input can show
      value={type === 'date' ? shown.slice(0, 10) : shown}
      onChange={(event) => onChange(many ? event.target.value.split(',') : [event.target.value])}
      spellCheck={false}
      autoFocus
    />
  );
}
