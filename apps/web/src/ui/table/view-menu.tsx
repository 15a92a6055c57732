import { useState } from 'react';
import { text } from '../../text/en.js';
import { grouped, namedGroup } from '../pieces/grouped.js';
import { Icon } from '../pieces/icon.js';
import { Popup } from '../pieces/popup.js';
import type { Column } from './column.js';
import type { TablePreferences } from './preferences.js';

interface ViewMenuProps<Row> {
  readonly columns: readonly Column<Row>[];
  readonly preferences: TablePreferences;
  readonly limit?: number;
  readonly onLimit?: (limit: number) => void;
  /** Where the list is to be had as CSV; the other forms stand beside it. */
  readonly download?: string;
}

const pageSizes = [20, 50, 100, 200, 500];

/** How the list is shown: columns, density, rows per page, and the same list as a file. */
export function ViewMenu<Row>({ columns, preferences, limit, onLimit, download }: ViewMenuProps<Row>) {
  return (
    <Popup label={text.table.view} icon="sliders" className="btn-ghost btn-icon" align="end">
      <label className="form-check form-switch menu-line">
        <input
          type="checkbox"
          role="switch"
          aria-checked={preferences.compact}
          className="form-check-input"
          checked={preferences.compact}
          onChange={(event) => preferences.setCompact(event.target.checked)}
        />
        {text.table.density}
      </label>
      {limit !== undefined && onLimit ? (
        <label className="menu-line">
          <span>{text.table.pageSize}</span>
          <select
            className="form-select form-select-sm"
            value={limit}
            onChange={(event) => onLimit(Number(event.target.value))}
          >
            {[...new Set([...pageSizes, limit])]
              .sort((a, b) => a - b)
              .map((size) => (
                <option key={size}>{size}</option>
              ))}
          </select>
        </label>
      ) : null}
      {download ? <Downloads address={download} /> : null}
      <ColumnChooser columns={columns} preferences={preferences} />
    </Popup>
  );
}

/** The forms the server sends a table in, by the ending of its address. */
const forms = ['csv', 'xlsx', 'json'] as const;

function Downloads({ address }: { readonly address: string }) {
  return (
    <div role="group" aria-label={text.table.downloads}>
      {forms.map((form) => (
        <a key={form} className="menu-line" href={address.replace(/\.csv(?=$|\?)/, `.${form}`)} download>
          <Icon name="download" /> {text.table.download[form]}
        </a>
      ))}
    </div>
  );
}

function ColumnChooser<Row>({
  columns,
  preferences,
}: {
  readonly columns: readonly Column<Row>[];
  readonly preferences: TablePreferences;
}) {
  const [sought, setSought] = useState('');
  const found = columns.filter((column) =>
    `${column.group ?? ''} ${column.label}`.toLowerCase().includes(sought.trim().toLowerCase()),
  );
  return (
    <fieldset className="column-chooser">
      <legend>{text.table.columns}</legend>
      {columns.length > 12 ? (
        <input
          type="search"
          className="form-control form-control-sm"
          placeholder={text.table.findColumn}
          aria-label={text.table.findColumn}
          value={sought}
          onChange={(event) => setSought(event.target.value)}
        />
      ) : null}
      <div className="column-list">
        {grouped(found, (column) => column.group ?? '').map(([group, members]) => (
          <div key={group} {...namedGroup(group)}>
            {group ? <div className="menu-heading">{group}</div> : null}
            {members.map((column) => (
              <label key={column.key} className="form-check menu-line">
                <input
                  type="checkbox"
                  className="form-check-input"
                  checked={column.always || preferences.shown.has(column.key)}
                  disabled={column.always}
                  onChange={() => preferences.toggle(column.key)}
                />
                {column.label}
              </label>
            ))}
          </div>
        ))}
      </div>
      <button type="button" className="btn btn-ghost btn-sm" onClick={preferences.reset}>
        {text.table.resetColumns}
      </button>
    </fieldset>
  );
}
