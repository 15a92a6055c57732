import type { ReactNode } from 'react';

/** A column of a `DataTable`. */
export interface Column<Row> {
  /** Its identity: under this name the choice of columns is remembered, and (with `sort: true`) the API sorts. */
  readonly key: string;
  readonly label: string;
  /** Plain content; drawn when there is no `cell`, shown whole on hover, used by cards. */
  readonly value?: (row: Row) => string | number | null | undefined;
  /** Drawn content. */
  readonly cell?: (row: Row) => ReactNode;
  /** Sortable; a text is the API's field when it differs from `key`. */
  readonly sort?: boolean | string;
  /** Numbers stand at the end. */
  readonly align?: 'end';
  /** Width in CSS; without it the column takes what its content wants, cut at 320 px. */
  readonly width?: string;
  /** Cannot be hidden. */
  readonly always?: boolean;
  /** Hidden until chosen. */
  readonly optional?: boolean;
  /** Heading under which the column chooser lists it, e.g. a meta-template. */
  readonly group?: string;
  /** Masked until asked for, cell by cell. Needs `value`. */
  readonly secret?: boolean;
  /** Its place on a phone's card: the title, one of the facts, or none (default: the first three are facts). */
  readonly card?: 'title' | 'fact' | 'none';
  /** Fixed-width letters: uuid, address, fingerprint. */
  readonly mono?: boolean;
}

/** The field the API sorts by for this column, if it does. */
export const sortField = <Row>(column: Column<Row>): string | undefined =>
  column.sort === true ? column.key : column.sort || undefined;

/** What goes on a phone's card: at most one title and three facts. */
export function cardColumns<Row>(columns: readonly Column<Row>[]): {
  title: Column<Row> | undefined;
  facts: Column<Row>[];
} {
  const title = columns.find((column) => column.card === 'title') ?? columns[0];
  const declared = columns.filter((column) => column.card === 'fact');
  const rest = columns.filter((column) => column !== title && column.card === undefined);
  return { title, facts: (declared.length > 0 ? declared : rest).slice(0, 3) };
}
