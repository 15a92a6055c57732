import {
  type ColumnDef,
  columnVisibilityFeature,
  type ReactTable,
  type RowSelectionState,
  rowSelectionFeature,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { useMemo, useState } from 'react';
import type { Column } from './column.js';

const features = tableFeatures({ columnVisibilityFeature, rowSelectionFeature });

/** TanStack's table with just the features our lists use: the server sorts, filters and pages. */
export type Grid<Row extends object> = ReactTable<typeof features, Row>;
export type GridRow<Row extends object> = ReturnType<Grid<Row>['getRowModel']>['rows'][number];

interface GridOptions<Row extends object> {
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  readonly shown: ReadonlySet<string>;
  readonly rowKey: (row: Row) => string | number;
  readonly selectable: boolean;
}

/** Builds the grid of a table. Rows keep their selection across pages, by key. */
export function useGrid<Row extends object>({ rows, columns, shown, rowKey, selectable }: GridOptions<Row>): Grid<Row> {
  const [rowSelection, setRowSelection] = useState<RowSelectionState>({});
  const data = useMemo(() => [...rows], [rows]);
  const definitions = useMemo(
    () =>
      columns.map(
        (column): ColumnDef<typeof features, Row> => ({
          id: column.key,
          header: column.label,
          accessorFn: (row) => column.value?.(row),
        }),
      ),
    [columns],
  );
  const columnVisibility = useMemo(
    () => Object.fromEntries(columns.map((column) => [column.key, shown.has(column.key)])),
    [columns, shown],
  );
  return useTable({
    features,
    data,
    columns: definitions,
    getRowId: (row) => String(rowKey(row)),
    state: { rowSelection, columnVisibility },
    onRowSelectionChange: setRowSelection,
    enableRowSelection: selectable,
  });
}
