import type { ToolColumn } from '@cerebrate/contract';
import { Badge, type Column, RelativeTime, type Tone } from '../../ui/index.js';
import { text } from './text.js';

type Row = Readonly<Record<string, unknown>>;

/** A connector's words for how something feels, in ours. */
export const tones: Readonly<Record<ToolColumn['tones'][string], Tone>> = {
  neutral: 'unknown',
  good: 'ok',
  info: 'info',
  warning: 'attention',
  danger: 'broken',
};

/** The value at a dotted path of a row; a key with dots of its own is found whole. */
export function valueAt(row: Row, path: string): unknown {
  if (path in row) return row[path];
  let at: unknown = row;
  for (const step of path.split('.')) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = (at as Row)[step];
  }
  return at;
}

/** A declared column as the table draws it. */
export function columnOf<Of>(column: ToolColumn, at: number, rowOf: (one: Of) => Row): Column<Of> {
  const value = (one: Of): unknown => valueAt(rowOf(one), column.path);
  const { type, tones: own } = column;
  return {
    key: column.path,
    label: column.label,
    sort: column.isSortable,
    ...(at === 0 ? { always: true } : {}),
    ...(type === 'number' ? { align: 'end' as const } : {}),
    ...(type === 'json' ? { mono: true } : {}),
    value: (one) => words(value(one), type),
    ...(type === 'badge'
      ? {
          cell: (one: Of) => {
            const said = words(value(one), type);
            return said === null || said === '' ? null : (
              <Badge tone={tones[own[String(said)] ?? 'neutral']}>{said}</Badge>
            );
          },
        }
      : {}),
    ...(type === 'moment' ? { cell: (one: Of) => <Moment value={value(one)} /> } : {}),
  };
}

function words(value: unknown, type: ToolColumn['type']): string | number | null {
  if (value === null || value === undefined) return null;
  if (type === 'boolean') return value === true || value === '1' || value === 1 ? text.yes : text.no;
  if (Array.isArray(value)) return value.map((one) => words(one, 'text')).join(', ');
  if (typeof value === 'object') return JSON.stringify(value);
  return typeof value === 'number' ? value : String(value);
}

/** Seconds since 1970, or a time as text. */
function Moment({ value }: { readonly value: unknown }) {
  if (value === null || value === undefined || value === '' || value === 0 || value === '0') return null;
  const isSeconds = typeof value === 'number' || /^\d+$/.test(String(value));
  const at = new Date(isSeconds ? Number(value) * 1000 : String(value));
  return Number.isNaN(at.getTime()) ? String(value) : <RelativeTime at={at.toISOString()} />;
}
