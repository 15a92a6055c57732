import type { ImportMappingEntry, ImportTargetChoice } from '@cerebrate/contract';
import { CheckBox, type Choice, Icon, TagPicker } from '../../ui/index.js';
import { text } from './text.js';
import { choiceOfTransform, transformChoices, transformOfChoice } from './transform-choices.js';

const words = text.mapping;

interface MappingRowProps {
  readonly entry: ImportMappingEntry;
  readonly target: ImportTargetChoice | undefined;
  /** The columns of the file, with a sample each. */
  readonly columns: readonly Choice[];
  readonly disabled: boolean;
  readonly onChange: (entry: ImportMappingEntry) => void;
  readonly onRemove: () => void;
}

/** One field: what fills it, what is made of the values on the way. */
export function MappingRow({ entry, target, columns, disabled, onChange, onRemove }: MappingRowProps) {
  const label = target?.label ?? entry.target;
  return (
    <tr>
      <th scope="row">
        {label}
        {target ? <span className="muted import-group">{target.group}</span> : null}
      </th>
      <td>
        <Source entry={entry} label={label} columns={columns} disabled={disabled} onChange={onChange} />
      </td>
      <td>
        <TagPicker
          label={`${words.transforms}: ${label}`}
          values={entry.transforms.map(choiceOfTransform)}
          source={transformChoices}
          disabled={disabled}
          onChange={(values) => onChange({ ...entry, transforms: values.map(transformOfChoice) })}
        />
      </td>
      <td>
        <CheckBox
          label={`${words.keep}: ${label}`}
          checked={entry.keep}
          onChange={(event) => !disabled && onChange({ ...entry, keep: event.target.checked })}
        />
      </td>
      <td>
        <button
          type="button"
          className="btn btn-ghost btn-icon btn-sm"
          aria-label={words.remove(label)}
          title={words.remove(label)}
          disabled={disabled}
          onClick={onRemove}
        >
          <Icon name="x-lg" />
        </button>
      </td>
    </tr>
  );
}

interface SourceProps {
  readonly entry: ImportMappingEntry;
  readonly label: string;
  readonly columns: readonly Choice[];
  readonly disabled: boolean;
  readonly onChange: (entry: ImportMappingEntry) => void;
}

/** The columns a field is filled from, or the text that every record gets. */
function Source({ entry, label, columns, disabled, onChange }: SourceProps) {
  if (entry.constant !== undefined)
    return (
      <input
        className="form-control"
        aria-label={`${words.constant}: ${label}`}
        placeholder={words.constant}
        value={entry.constant}
        disabled={disabled}
        onChange={(event) => onChange({ ...entry, constant: event.target.value })}
      />
    );
  return (
    <>
      <TagPicker
        label={`${words.from}: ${label}`}
        values={entry.from}
        chosen={entry.from.map((path) => ({ value: path, label: path }))}
        source={columns}
        disabled={disabled}
        onChange={(from) => onChange({ ...entry, from })}
      />
      {entry.from.length === 0 && !disabled ? (
        <button type="button" className="btn btn-ghost btn-sm" onClick={() => onChange({ ...entry, constant: '' })}>
          {words.constant}
        </button>
      ) : null}
    </>
  );
}
