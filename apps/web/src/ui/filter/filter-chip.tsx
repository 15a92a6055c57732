import { text } from '../../text/en.js';
import { useChoice } from '../choice/use-choices.js';
import type { Filter, FilterField } from '../list/grammar.js';
import { Icon } from '../pieces/icon.js';
import { Popup } from '../pieces/popup.js';
import { AddFilter } from './add-filter.js';
import { FilterEditor } from './filter-editor.js';
import { sentenceOf } from './filter-words.js';

interface FilterChipProps {
  readonly field: FilterField;
  readonly filter: Filter;
  /** What an alternative may be about. */
  readonly fields: readonly FilterField[];
  readonly onChange: (filter: Filter) => void;
  /** An alternative was built: this filter or that one. */
  readonly onAlternative: (filter: Filter) => void;
  readonly onRemove: () => void;
}

/** One filter one can read aloud; a click edits it in place. */
export function FilterChip({ field, filter, fields, onChange, onAlternative, onRemove }: FilterChipProps) {
  // The search is asked for the first value only; lists of several keep the values that were picked here.
  const first = useChoice(field.label, field.choices, filter.values[0] ?? '');
  const second = useChoice(field.label, field.choices, filter.values[1] ?? '');
  const known = [first, second];
  const labelOf = (value: string) => known.find((choice) => choice?.value === value)?.label ?? value;
  const [name, word, value] = sentenceOf(field, filter, labelOf);
  const sentence = [name, word, value].join(' ').trim();
  return (
    <span className="filter-chip">
      <Popup
        label={text.filter.edit(sentence)}
        className="filter-chip-text"
        content={
          <>
            <span className="filter-chip-name">{name}</span> <span className="muted">{word}</span>
            {value ? <strong className={field.kind === 'network' ? 'mono' : undefined}> {value}</strong> : null}
          </>
        }
      >
        {(close) => (
          <FilterEditor
            field={field}
            filter={filter}
            onApply={(next) => {
              onChange(next);
              close();
            }}
          />
        )}
      </Popup>
      <AddFilter
        fields={fields}
        label={text.filter.addAlternative(sentence)}
        content={text.filter.orMore}
        className="filter-chip-or"
        onAdd={onAlternative}
      />
      <button
        type="button"
        className="filter-chip-drop"
        aria-label={text.filter.drop(sentence)}
        title={text.remove}
        onClick={onRemove}
      >
        <Icon name="x-lg" />
      </button>
    </span>
  );
}

/** A parameter of the address that means nothing on this list. */
export function UnknownChip({ name, onRemove }: { readonly name: string; readonly onRemove: () => void }) {
  return (
    <span className="filter-chip is-unknown" role="note">
      <span className="filter-chip-text">
        <Icon name="exclamation-triangle" /> {text.filter.unknown(name)}
      </span>
      <button type="button" className="filter-chip-drop" aria-label={text.filter.drop(name)} onClick={onRemove}>
        <Icon name="x-lg" />
      </button>
    </span>
  );
}
