import type { FleetBoard, FleetMember } from '@cerebrate/contract';
import { Link } from 'react-router';
import { ToolHealthBadge } from '../../parts/tools/index.js';
import { Badge, type Column, RelativeTime, Sparkline } from '../../ui/index.js';
import { text } from './text.js';

type Figure = FleetBoard['figures'][number];

/** Where the history of an instance is. */
export const addressOfMember = ({ tool }: FleetMember): string => `/fleet/view/${tool.id}`;

/** The columns of the board: what every kind has, and the figures of this one. */
export const memberColumns = ({ figures }: FleetBoard): readonly Column<FleetMember>[] => [
  {
    key: 'tool',
    label: text.columns.tool,
    always: true,
    card: 'title',
    value: ({ tool }) => tool.name,
    cell: (member) => <Link to={addressOfMember(member)}>{member.tool.name}</Link>,
  },
  {
    key: 'health',
    label: text.columns.health,
    card: 'fact',
    cell: ({ health, fault }) =>
      fault ? (
        <Badge tone="broken" title={fault}>
          {text.silent}
        </Badge>
      ) : (
        <ToolHealthBadge check={health} />
      ),
  },
  { key: 'version', label: text.columns.version, card: 'fact', cell: (member) => <Version member={member} /> },
  { key: 'drift', label: text.columns.drift, card: 'fact', cell: (member) => <Drift member={member} /> },
  ...figures.map(figureColumn),
  {
    key: 'seen',
    label: text.columns.seen,
    card: 'none',
    cell: ({ seen }) => (seen ? <RelativeTime at={seen.at} /> : <span className="muted">{text.neverSeen}</span>),
  },
];

function Version({ member: { seen, lockOut } }: { readonly member: FleetMember }) {
  if (!seen?.version) return <span className="muted">{text.neverSeen}</span>;
  return (
    <span className="d-inline-flex align-items-center gap-2">
      <span className="tabular">{seen.version}</span>
      {lockOut === 'none' ? null : (
        <Badge tone={lockOut === 'due' ? 'broken' : 'attention'}>{text.lockOuts[lockOut]}</Badge>
      )}
    </span>
  );
}

function Drift({ member: { drift, seen } }: { readonly member: FleetMember }) {
  if (!seen) return null;
  if (drift.length === 0) return <Badge tone="ok">{text.inLine}</Badge>;
  return (
    <Badge tone="attention" title={drift.map(({ setting }) => setting).join(', ')}>
      {text.differs(drift.length)}
    </Badge>
  );
}

const figureColumn = (figure: Figure): Column<FleetMember> => ({
  key: `figure.${figure.id}`,
  label: figure.label,
  card: 'none',
  ...(figure.type === 'number' ? { align: 'end' as const } : {}),
  cell: (member) => <Shown figure={figure} member={member} />,
});

function Shown({ figure, member }: { readonly figure: Figure; readonly member: FleetMember }) {
  const value = member.seen?.figures[figure.id] ?? null;
  if (value === null) return <span className="muted">–</span>;
  if (figure.type === 'moment') return <RelativeTime at={String(value)} />;
  if (figure.type === 'text') return String(value);
  const number = Number(value);
  const isBad = figure.warnsFrom !== null && number >= figure.warnsFrom;
  const values = member.curve.flatMap(({ figures }) => {
    const one = figures[figure.id];
    return typeof one === 'number' ? [one] : [];
  });
  const hasMoved = new Set(values).size > 1;
  return (
    <span className="d-inline-flex align-items-center gap-2">
      {hasMoved ? (
        <Sparkline label={text.trend(figure.label, member.tool.name)} values={values} width={48} height={18} />
      ) : null}
      {isBad ? (
        <Badge tone="attention">{new Intl.NumberFormat('en-GB').format(number)}</Badge>
      ) : (
        <span className="tabular">{new Intl.NumberFormat('en-GB').format(number)}</span>
      )}
    </span>
  );
}
