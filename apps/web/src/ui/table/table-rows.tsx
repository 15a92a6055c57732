import type { ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { text } from '../../text/en.js';
import { type Action, ActionButton, ActionMenu } from '../pieces/action.js';
import { CheckBox } from '../pieces/check-box.js';
import { Secret } from '../pieces/secret.js';
import { type Column, cardColumns } from './column.js';
import type { GridRow } from './use-data-table.js';

/** How the rows of a table speak and act; the same for table and cards. */
export interface RowManner<Row> {
  readonly label: (row: Row) => string;
  readonly href?: (row: Row) => string;
  readonly actions?: (row: Row) => readonly Action[];
  /** Greyed: revoked, disabled, deleted. */
  readonly dimmed?: (row: Row) => boolean;
  readonly selectable: boolean;
}

interface TableRowProps<Row extends object> {
  readonly row: GridRow<Row>;
  readonly columns: readonly Column<Row>[];
  readonly manner: RowManner<Row>;
  readonly isActive: boolean;
  readonly selected: boolean;
  onReach(): void;
}

/** One row: tick, cells, and actions that show on hover and focus. */
export function TableRow<Row extends object>({
  row,
  columns,
  manner,
  isActive,
  selected,
  onReach,
}: TableRowProps<Row>) {
  const navigate = useNavigate();
  const record = row.original;
  const label = manner.label(record);
  const open = () => {
    if (manner.href && !window.getSelection()?.toString()) void navigate(manner.href(record));
  };
  return (
    <tr
      data-row={row.id}
      tabIndex={isActive ? 0 : -1}
      data-selected={selected || undefined}
      data-dimmed={manner.dimmed?.(record) || undefined}
      onFocus={onReach}
      onDoubleClick={open}
    >
      {manner.selectable ? (
        <td className="cell-check">
          <CheckBox
            label={text.table.select(label)}
            checked={selected}
            onChange={row.getToggleSelectedHandler()}
            tabIndex={isActive ? 0 : -1}
          />
        </td>
      ) : null}
      {columns.map((column, index) => (
        <Cell key={column.key} column={column} row={record} isFirst={index === 0} />
      ))}
      {manner.actions ? <RowActions actions={manner.actions(record)} label={label} isActive={isActive} /> : null}
    </tr>
  );
}

interface CellProps<Row> {
  readonly column: Column<Row>;
  readonly row: Row;
  /** Stays in sight while a wide table scrolls sideways. */
  readonly isFirst: boolean;
}

function Cell<Row>({ column, row, isFirst }: CellProps<Row>) {
  const plain = column.value?.(row);
  const whole = column.secret || plain === null || plain === undefined ? undefined : String(plain);
  const className = [
    isFirst ? 'cell-first' : '',
    column.align === 'end' ? 'end tabular' : '',
    column.mono ? 'mono' : '',
  ]
    .join(' ')
    .trim();
  return (
    <td className={className || undefined} title={whole !== undefined && whole.length > 20 ? whole : undefined}>
      <div className="cell">{contentOf(column, row)}</div>
    </td>
  );
}

/** What a column shows of a row. */
function contentOf<Row>(column: Column<Row>, row: Row): ReactNode {
  const plain = column.value?.(row);
  if (column.secret)
    return plain === null || plain === undefined || plain === '' ? null : (
      <Secret value={String(plain)} label={column.label} />
    );
  return column.cell ? column.cell(row) : plain;
}

interface RowActionsProps {
  readonly actions: readonly Action[];
  readonly label: string;
  readonly isActive: boolean;
}

function RowActions({ actions, label, isActive }: RowActionsProps) {
  const beside = actions.filter((action) => action.icon && !action.menu);
  const menu = actions.filter((action) => !beside.includes(action));
  return (
    <td className="cell-actions">
      <div className="row-actions">
        {beside.map((action) => (
          <ActionButton
            key={action.label}
            action={{ ...action, label: `${action.label}: ${label}` }}
            look="icon"
            small
            tabIndex={isActive ? 0 : -1}
          />
        ))}
        {menu.length > 0 ? <ActionMenu actions={menu} label={text.table.actionsOf(label)} small ghost /> : null}
      </div>
    </td>
  );
}

interface CardProps<Row extends object> {
  readonly row: GridRow<Row>;
  readonly columns: readonly Column<Row>[];
  readonly manner: RowManner<Row>;
  readonly selected: boolean;
}

/** A row on a phone: its title, three facts, its actions. */
export function RowCard<Row extends object>({ row, columns, manner, selected }: CardProps<Row>) {
  const { title, facts } = cardColumns(columns);
  const record = row.original;
  const label = manner.label(record);
  const actions = manner.actions?.(record) ?? [];
  return (
    <li className="row-card" data-selected={selected || undefined} data-dimmed={manner.dimmed?.(record) || undefined}>
      <div className="row-card-head">
        {manner.selectable ? (
          <CheckBox label={text.table.select(label)} checked={selected} onChange={row.getToggleSelectedHandler()} />
        ) : null}
        <div className="row-card-title">{title ? contentOf(title, record) : label}</div>
        {actions.length > 0 ? <ActionMenu actions={actions} label={text.table.actionsOf(label)} ghost /> : null}
      </div>
      <dl aria-label={text.table.facts(label)}>
        {facts.map((column) => (
          <div key={column.key}>
            <dt>{column.label}</dt>
            <dd className={column.mono ? 'mono' : undefined}>{contentOf(column, record) ?? '–'}</dd>
          </div>
        ))}
      </dl>
    </li>
  );
}

interface SkeletonRowsProps {
  readonly rows: number;
  readonly cells: number;
}

const widths = [70, 45, 60, 35, 52, 40];

/** Grey bars in the shape of rows. */
export function SkeletonRows({ rows, cells }: SkeletonRowsProps) {
  return Array.from({ length: rows }, (_, row) => (
    <tr key={row} className="skeleton-row" aria-hidden>
      {Array.from({ length: cells }, (_, cell) => (
        <td key={cell}>
          <span className="skeleton" style={{ width: `${widths[(row + cell) % widths.length]}%` }} />
        </td>
      ))}
    </tr>
  ));
}
