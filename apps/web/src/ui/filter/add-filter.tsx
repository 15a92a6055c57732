import { type ReactNode, useState } from 'react';
import { text } from '../../text/en.js';
import type { Filter, FilterField } from '../list/grammar.js';
import { grouped } from '../pieces/grouped.js';
import { Icon } from '../pieces/icon.js';
import { Popup } from '../pieces/popup.js';
import { FilterEditor } from './filter-editor.js';

interface AddFilterProps {
  readonly fields: readonly FilterField[];
  readonly onAdd: (filter: Filter) => void;
  /** What a screen reader says of the button; "Add filter" unless said otherwise. */
  readonly label?: string;
  /** What stands on the button instead of its icon and words. */
  readonly content?: ReactNode;
  readonly className?: string;
}

/** The builder: choose a field, then its condition and value. */
export function AddFilter({ fields, onAdd, label, content, className }: AddFilterProps) {
  const [field, setField] = useState<FilterField>();
  if (fields.length === 0) return null;
  return (
    <Popup
      label={label ?? text.filter.add}
      {...(content === undefined ? { icon: 'funnel' as const } : {})}
      content={content ?? <span className="wide-only">{text.filter.add}</span>}
      className={className ?? 'btn-ghost'}
      align="end"
      onClose={() => setField(undefined)}
    >
      {(close) =>
        field ? (
          <>
            <button type="button" className="btn btn-ghost btn-sm filter-back" onClick={() => setField(undefined)}>
              <Icon name="chevron-left" /> {text.filter.field}
            </button>
            <FilterEditor
              field={field}
              onApply={(filter) => {
                onAdd(filter);
                close();
              }}
            />
          </>
        ) : (
          <FieldList fields={fields} onChoose={setField} />
        )
      }
    </Popup>
  );
}

function FieldList({
  fields,
  onChoose,
}: {
  readonly fields: readonly FilterField[];
  readonly onChoose: (field: FilterField) => void;
}) {
  const [sought, setSought] = useState('');
  const wanted = sought.trim().toLowerCase();
  const found = fields.filter((field) => `${field.group ?? ''} ${field.label}`.toLowerCase().includes(wanted));
  return (
    <div className="field-list">
      <input
        type="search"
        className="form-control form-control-sm"
        placeholder={text.filter.findField}
        aria-label={text.filter.findField}
        value={sought}
        autoFocus
        onChange={(event) => setSought(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && found[0]) {
            event.preventDefault();
            onChoose(found[0]);
          }
        }}
      />
      <div className="field-list-body">
        {grouped(found, (field) => field.group ?? '').map(([group, members]) => (
          <div key={group} role="group" aria-label={group || text.filter.ownFields}>
            {group ? <div className="menu-heading">{group}</div> : null}
            {members.map((field) => (
              <button key={field.name} type="button" className="menu-line" onClick={() => onChoose(field)}>
                {field.label}
              </button>
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}
