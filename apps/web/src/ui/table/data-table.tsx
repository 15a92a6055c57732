import { type CSSProperties, type ReactNode, useEffect, useMemo, useRef } from 'react';
import { useLocation, useNavigate, useNavigation } from 'react-router';
import { text } from '../../text/en.js';
import { announce } from '../feedback/announce.js';
import type { ListState } from '../list/list-state.js';
import { type Action, ActionButton } from '../pieces/action.js';
import { EmptyState, ProblemNote } from '../pieces/empty-state.js';
import { useHotkeys } from '../pieces/hotkeys.js';
import { useDelayed } from '../pieces/use-delayed.js';
import { useIsPhone } from '../pieces/use-media.js';
import { useOpenAction } from '../pieces/use-open-action.js';
import { type Settled, useSettled } from '../pieces/use-settled.js';
import { asProblem, type Problem } from '../problem.js';
import type { Column } from './column.js';
import { Pager } from './pager.js';
import { useTablePreferences } from './preferences.js';
import { TableHead } from './table-head.js';
import { RowCard, type RowManner, SkeletonRows, TableRow } from './table-rows.js';
import { type Grid, useGrid } from './use-data-table.js';
import { type TableKeys, useTableKeys } from './use-table-keys.js';
import { useTableRoom } from './use-table-room.js';
import { ViewMenu } from './view-menu.js';

/** What is chosen in a table, across its pages. */
export interface Chosen<Row> {
  readonly keys: readonly string[];
  /** The chosen rows that are on this page. */
  readonly rows: readonly Row[];
  clear(): void;
}

export interface DataTableProps<Row extends object> {
  /** Under this name columns are remembered. */
  readonly id: string;
  /** What the table holds, for screen readers. */
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[] | Promise<readonly Row[]>;
  readonly total?: number | null | Promise<number | null>;
  readonly rowKey: (row: Row) => string | number;
  /** Names a row: "Select CIRCL". */
  readonly rowLabel: (row: Row) => string;
  /** Where Enter and a double click lead. */
  readonly rowHref?: (row: Row) => string;
  readonly rowActions?: (row: Row) => readonly Action[];
  readonly rowDimmed?: (row: Row) => boolean;
  /** State of the list; without it the table neither sorts nor pages. */
  readonly list?: ListState;
  /** What can be done with the chosen rows; its presence makes rows selectable. */
  readonly bulk?: (chosen: Chosen<Row>) => readonly Action[];
  /** The bar above: usually a `FilterBar`. */
  readonly toolbar?: ReactNode;
  /** Address of the same list as CSV, from the list's query. */
  readonly download?: (search: string) => string;
  /** Why there are no rows, when the loader says so. */
  readonly problem?: Problem;
  readonly empty: { readonly text: string; readonly action?: Action };
  /** Told when columns are shown or hidden, for pages that load by column. */
  readonly onColumns?: (keys: readonly string[]) => void;
}

/** A list of records: server-sorted, server-paged, selectable, driven by keys, cards on a phone. */
export function DataTable<Row extends object>(props: DataTableProps<Row>) {
  const { id, columns, list, bulk, rowKey, caption } = props;
  const loaded = useSettled<readonly Row[]>(props.rows);
  const preferences = useTablePreferences(id, columns, props.onColumns);
  const shown = useMemo(
    () => columns.filter((column) => column.always || preferences.shown.has(column.key)),
    [columns, preferences.shown],
  );
  const rows = loaded.value ?? noRows;
  const grid = useGrid({ rows, columns, shown: preferences.shown, rowKey, selectable: bulk !== undefined });
  const room = useTableRoom();
  const manner = mannerOf(props);
  const style: CSSProperties & Record<'--bar-height', string> = { '--bar-height': `${room.barHeight}px` };
  useSelectionVoice(grid);
  return (
    <section
      className="data-table"
      data-compact={preferences.compact || undefined}
      data-wide={room.isWide || undefined}
      style={style}
      aria-label={caption}
    >
      <div ref={room.bar} className="table-bar">
        {bulk && grid.getSelectedRowIds().length > 0 ? (
          <BulkBar grid={grid} bulk={bulk} />
        ) : (
          <>
            <div className="table-bar-main">{props.toolbar}</div>
            {list ? (
              <ViewMenu
                columns={columns}
                preferences={preferences}
                limit={list.limit}
                onLimit={list.setLimit}
                download={props.download?.(list.search)}
              />
            ) : null}
          </>
        )}
      </div>
      <div ref={room.scroll} className="table-room" tabIndex={room.isWide ? 0 : undefined}>
        <Rows props={props} grid={grid} shown={shown} manner={manner} loaded={loaded} />
      </div>
      {list && rows.length + list.page > 1 ? (
        <Pager
          page={list.page}
          limit={list.limit}
          count={rows.length}
          total={props.total ?? null}
          onPage={list.setPage}
        />
      ) : null}
    </section>
  );
}

const noRows: readonly never[] = [];

const mannerOf = <Row extends object>(props: DataTableProps<Row>): RowManner<Row> => ({
  label: props.rowLabel,
  href: props.rowHref,
  actions: props.rowActions,
  dimmed: props.rowDimmed,
  selectable: props.bulk !== undefined,
});

function useSelectionVoice<Row extends object>(grid: Grid<Row>): void {
  const count = grid.getSelectedRowIds().length;
  const before = useRef(count);
  useEffect(() => {
    if (before.current !== count) announce(text.table.selected(count));
    before.current = count;
  }, [count]);
}

interface RowsProps<Row extends object> {
  readonly props: DataTableProps<Row>;
  readonly grid: Grid<Row>;
  readonly shown: readonly Column<Row>[];
  readonly manner: RowManner<Row>;
  readonly loaded: Settled<readonly Row[]>;
}

/** The rows themselves, or what stands in their place: skeleton, refusal, emptiness. */
function Rows<Row extends object>({ props, grid, shown, manner, loaded }: RowsProps<Row>) {
  const keys = useRowKeys(props, grid);
  const waiting = useWaiting(loaded.pending);
  const isPhone = useIsPhone();
  const rows = grid.getRowModel().rows;
  const problem = props.problem ?? (loaded.error === undefined ? undefined : asProblem(loaded.error));
  if (problem && !waiting) return <ProblemNote problem={problem} lead={text.table.failed} />;
  if (rows.length === 0 && !loaded.pending && !waiting) return <NoRows props={props} />;
  if (isPhone && !waiting) {
    return (
      <ul className="row-cards">
        {rows.map((row) => (
          <RowCard key={row.id} row={row} columns={shown} manner={manner} selected={row.getIsSelected()} />
        ))}
      </ul>
    );
  }
  const cells = shown.length + (manner.selectable ? 1 : 0) + (manner.actions ? 1 : 0);
  return (
    <table className="grid" aria-busy={waiting}>
      <caption className="visually-hidden">{props.caption}</caption>
      <TableHead
        columns={shown}
        list={props.list}
        selection={manner.selectable ? selectionOf(grid) : undefined}
        hasActions={manner.actions !== undefined}
      />
      <tbody ref={keys.body} onKeyDown={keys.onKeyDown}>
        {waiting ? (
          <SkeletonRows rows={Math.min(Math.max(rows.length, 8), 20)} cells={cells} />
        ) : (
          rows.map((row, index) => (
            <TableRow
              key={row.id}
              row={row}
              columns={shown}
              manner={manner}
              isActive={index === keys.active}
              selected={row.getIsSelected()}
              onReach={() => keys.onReach(index)}
            />
          ))
        )}
      </tbody>
    </table>
  );
}

const selectionOf = <Row extends object>(grid: Grid<Row>) => ({
  all: grid.getIsAllRowsSelected(),
  some: grid.getIsSomeRowsSelected(),
  toggle: grid.getToggleAllRowsSelectedHandler(),
});

/** Skeleton after 200 ms: while the rows' promise runs, or while this page's address changes. */
function useWaiting(pending: boolean): boolean {
  const navigation = useNavigation();
  const { pathname } = useLocation();
  return useDelayed(pending || (navigation.state === 'loading' && navigation.location.pathname === pathname));
}

function useRowKeys<Row extends object>(props: DataTableProps<Row>, grid: Grid<Row>): TableKeys {
  const navigate = useNavigate();
  const rows = grid.getRowModel().rows;
  const { rowHref, rowActions, bulk } = props;
  const openAction = useOpenAction();
  const keys = useTableKeys({
    count: rows.length,
    select: bulk ? (index) => rows[index]?.toggleSelected() : undefined,
    open: rowHref ? (index) => rows[index] && void navigate(rowHref(rows[index].original)) : undefined,
    act: (index, key) => {
      const row = rows[index];
      const action =
        row && rowActions?.(row.original).find((one) => one.hotkey === key && one.unavailable === undefined);
      if (!action) return false;
      openAction(action);
      return true;
    },
  });
  const enter = useRef(keys.enter);
  useEffect(() => {
    enter.current = keys.enter;
  });
  const isMain = props.list !== undefined;
  useHotkeys(useMemo(() => (isMain ? listHotkeys(enter) : []), [isMain]));
  return keys;
}

const listHotkeys = (enter: { readonly current: (step: 1 | -1) => void }) => [
  { keys: 'j', label: text.keys.down, group: text.keys.lists, run: () => enter.current(1) },
  { keys: 'k', label: text.keys.up, group: text.keys.lists, run: () => enter.current(-1) },
];

function NoRows<Row extends object>({ props }: { readonly props: DataTableProps<Row> }) {
  const { list, empty } = props;
  if (list?.narrowed) {
    const clear = { label: text.table.clearFilters, icon: 'x-lg', onSelect: list.clear } as const;
    return <EmptyState text={text.table.emptyFiltered} action={clear} />;
  }
  return <EmptyState text={empty.text} action={empty.action} />;
}

interface BulkBarProps<Row extends object> {
  readonly grid: Grid<Row>;
  readonly bulk: (chosen: Chosen<Row>) => readonly Action[];
}

/** The tool bar while rows are chosen: "12 selected: Tag · Edit · Delete". */
function BulkBar<Row extends object>({ grid, bulk }: BulkBarProps<Row>) {
  const keys = grid.getSelectedRowIds();
  const clear = () => grid.setRowSelection({});
  const rows = grid.getSelectedRowModel().rows.map((row) => row.original);
  return (
    <div className="bulk-bar" role="toolbar" aria-label={text.table.selected(keys.length)}>
      <strong className="tabular">{text.table.selected(keys.length)}</strong>
      {bulk({ keys, rows, clear }).map((action) => (
        <ActionButton key={action.label} action={action} small />
      ))}
      <ActionButton action={{ label: text.table.clearSelection, icon: 'x-lg', onSelect: clear }} look="icon" small />
    </div>
  );
}
