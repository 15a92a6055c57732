import type { Import, ImportMapping, ImportOptions, ImportReading, ImportState } from '@cerebrate/contract';
import { sql } from '../../kernel/index.js';

/** What `importColumns` selects. */
export interface ImportViewRow {
  id: number;
  uuid: string;
  name: string;
  state: ImportState;
  user_id: number | null;
  username: string;
  size: number;
  reading: ImportReading | null;
  preset: string | null;
  mapping: ImportMapping;
  match: string | null;
  options: ImportOptions;
  warnings: string[];
  created_count: number;
  updated_count: number;
  unchanged_count: number;
  refused_count: number;
  position: number;
  started_position: number;
  total_rows: number | null;
  read_bytes: number;
  rehearsed: boolean;
  fault: string | null;
  created: Date;
  modified: Date;
  started_at: Date | null;
  finished_at: Date | null;
  version: number;
}

/** The columns of an import's view, over `imports i`. */
export const importColumns = sql`i.id, i.uuid, i.name, i.state, i.user_id, i.username, i.size, i.reading, i.preset, i.mapping, i.match,
  i.options, i.warnings, i.created_count, i.updated_count, i.unchanged_count, i.refused_count, i.position, i.started_position,
  i.total_rows, i.read_bytes, i.rehearsed, i.fault, i.created, i.modified, i.started_at, i.finished_at, i.version`;

/** An import as the contract shows it. Pure but for the clock, which gives the rate. */
export function toImport(row: ImportViewRow): Import {
  const rate = rateOf(row);
  const left =
    row.total_rows !== null && row.total_rows >= row.position
      ? row.total_rows - row.position
      : estimatedRows(row) - row.position;
  return {
    id: row.id,
    uuid: row.uuid,
    name: row.name,
    state: row.state,
    user: { id: row.user_id, name: row.username },
    size: row.size,
    reading: row.reading,
    preset: row.preset,
    mapping: row.mapping,
    match: row.match,
    options: row.options,
    warnings: row.warnings,
    counts: {
      create: row.created_count,
      update: row.updated_count,
      unchanged: row.unchanged_count,
      refused: row.refused_count,
    },
    rows: row.position,
    totalRows: row.total_rows,
    readBytes: row.read_bytes,
    rate: rate === null ? null : Math.round(rate * 10) / 10,
    secondsLeft: rate === null || rate === 0 ? null : Math.max(0, Math.ceil(left / rate)),
    rehearsed: row.rehearsed,
    fault: row.fault,
    created: row.created.toISOString(),
    modified: row.modified.toISOString(),
    startedAt: row.started_at?.toISOString() ?? null,
    finishedAt: row.finished_at?.toISOString() ?? null,
    version: row.version,
  };
}

/** Records a second since this stretch of work began; null when nothing is under way or nothing is done yet. */
function rateOf({ state, position, started_position, started_at }: ImportViewRow): number | null {
  if ((state !== 'checking' && state !== 'running') || !started_at || position === started_position) return null;
  const seconds = (Date.now() - started_at.getTime()) / 1000;
  return seconds > 0 ? (position - started_position) / seconds : null;
}

/** How many records the file has if they are as long as those read. */
const estimatedRows = ({ position, read_bytes, size }: ImportViewRow): number =>
  read_bytes === 0 ? position : Math.round((position * size) / read_bytes);
