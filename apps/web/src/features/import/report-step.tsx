import { type Import, type ImportRow, importOutcomes, imports } from '@cerebrate/contract';
import { Link } from 'react-router';
import { addressOf } from '../../api/index.js';
import { FieldChanges } from '../../parts/history/index.js';
import { type Column, DataTable, FilterBar, type ListState, useListState } from '../../ui/index.js';
import { type LoadedImport, reportShape } from './detail-load.js';
import { OutcomeBadge } from './state-badge.js';
import { text } from './text.js';

const words = text.report;

/** What became of each record, or would become of it; the presets are the counts. */
export function ReportStep({ loaded: { one, report } }: { readonly loaded: LoadedImport }) {
  const list = useListState(reportShape);
  if (!report) return null;
  const { rows, total, problem } = report;
  return (
    <DataTable
      id="import-report"
      caption={words.caption}
      list={list}
      rows={rows}
      total={total}
      problem={problem}
      columns={columns}
      rowKey={(row) => row.row}
      rowLabel={(row) => row.title ?? `${words.row} ${row.row}`}
      toolbar={<FilterBar list={list} presets={presetsOf(one)} />}
      download={(search) => `${addressOf(imports.rowsCsv, { params: { ref: String(one.id) } })}?${search}`}
      empty={{ text: emptyText(list) }}
    />
  );
}

const emptyText = (list: ListState): string => (list.narrowed ? words.emptyNarrowed : words.empty);

const presetsOf = ({ counts }: Import) => [
  { label: words.presets.all, search: '' },
  ...importOutcomes
    .filter((outcome) => counts[outcome] > 0)
    .map((outcome) => ({ label: text.outcomes[outcome], search: `outcome=${outcome}` })),
];

const columns: readonly Column<ImportRow>[] = [
  {
    key: 'row',
    label: words.row,
    sort: true,
    always: true,
    align: 'end',
    width: '72px',
    card: 'fact',
    value: (row) => row.row,
  },
  {
    key: 'outcome',
    label: words.outcome,
    always: true,
    width: '120px',
    card: 'fact',
    cell: (row) => <OutcomeBadge outcome={row.outcome} />,
  },
  {
    key: 'title',
    label: words.organisation,
    card: 'title',
    value: (row) => row.title,
    cell: (row) =>
      row.entityId === null ? row.title : <Link to={`/organisations/view/${row.entityId}`}>{row.title}</Link>,
  },
  {
    key: 'reason',
    label: words.detail,
    card: 'fact',
    cell: (row) =>
      row.changes.length > 0 ? (
        <FieldChanges changes={row.changes} />
      ) : (
        <span className="import-reason">{row.reason}</span>
      ),
  },
];
