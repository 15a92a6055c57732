import type { ChangeEvent } from 'react';
import { text } from '../../text/en.js';
import type { ListState } from '../list/list-state.js';
import { CheckBox } from '../pieces/check-box.js';
import { Icon } from '../pieces/icon.js';
import { type Column, sortField } from './column.js';

interface TableHeadProps<Row> {
  readonly columns: readonly Column<Row>[];
  readonly list?: ListState;
  readonly selection?: { readonly all: boolean; readonly some: boolean; toggle(event: ChangeEvent): void };
  readonly hasActions: boolean;
}

/** The header row: select-all, sortable headings, room for the actions. */
export function TableHead<Row>({ columns, list, selection, hasActions }: TableHeadProps<Row>) {
  return (
    <thead>
      <tr>
        {selection ? (
          <th scope="col" className="cell-check">
            <CheckBox
              label={text.table.selectAll}
              checked={selection.all}
              partly={selection.some}
              onChange={selection.toggle}
            />
          </th>
        ) : null}
        {columns.map((column, index) => (
          <Heading key={column.key} column={column} list={list} isFirst={index === 0} />
        ))}
        {hasActions ? (
          <th scope="col" className="cell-actions">
            <span className="visually-hidden">{text.table.actions}</span>
          </th>
        ) : null}
      </tr>
    </thead>
  );
}

interface HeadingProps<Row> {
  readonly column: Column<Row>;
  readonly list?: ListState;
  readonly isFirst: boolean;
}

function Heading<Row>({ column, list, isFirst }: HeadingProps<Row>) {
  const field = sortField(column);
  const className = [isFirst ? 'cell-first' : '', column.align === 'end' ? 'end' : ''].join(' ').trim() || undefined;
  const style = column.width ? { width: column.width } : undefined;
  if (!list || field === undefined) {
    return (
      <th scope="col" className={className} style={style}>
        {column.label}
      </th>
    );
  }
  const place = list.sort.findIndex((key) => key.field === field);
  const sorted = list.sort[place];
  return (
    <th
      scope="col"
      className={className}
      style={style}
      aria-sort={sorted && place === 0 ? (sorted.descending ? 'descending' : 'ascending') : undefined}
    >
      <button
        type="button"
        className="sort"
        data-sorted={sorted ? true : undefined}
        onClick={(event) => list.toggleSort(field, event.shiftKey)}
      >
        {column.label}
        <Icon name={sorted?.descending ? 'arrow-down' : 'arrow-up'} />
        {sorted && list.sort.length > 1 ? <span className="sort-place">{place + 1}</span> : null}
      </button>
    </th>
  );
}
