import { type LocalTool, localTools, type ToolAction, type ToolCheck } from '@cerebrate/contract';
import { call } from '../../api/index.js';
import { ToolHealthBadge } from '../../parts/tools/index.js';
import { ActionButton, Badge, type Column, DataTable, RelativeTime, useAsked } from '../../ui/index.js';
import { text } from './text.js';

const words = text.health;
const tones = { info: 'info', warning: 'attention', danger: 'broken' } as const;

interface HealthProps {
  readonly tool: LocalTool;
  readonly actions: readonly ToolAction[];
}

/** What the last look at a tool found and what mends it, then every look, newest first (FEATURES LTL-04). */
export function Health({ tool, actions }: HealthProps) {
  const { id, lastCheck } = tool;
  const rows = useAsked(
    () => call(localTools.checks, { params: { ref: String(id) }, query: { limit: '100' } }).then(({ items }) => items),
    [id],
  );
  return (
    <>
      {lastCheck && lastCheck.findings.length > 0 ? (
        <section className="mb-3" aria-label={words.findings}>
          <h2 className="h6">{words.findings}</h2>
          <ul className="list-unstyled d-flex flex-column gap-2 mb-0">
            {lastCheck.findings.map((finding) => (
              <li key={finding.id} className="d-flex flex-wrap align-items-center gap-2">
                <Badge tone={tones[finding.severity]}>{finding.label}</Badge>
                <span className="text-break">{finding.message}</span>
                <Remedy toolId={id} action={actions.find(({ id: known }) => known === finding.remedy)} />
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      <DataTable
        id="tool-checks"
        caption={words.tab}
        rows={rows}
        columns={columns}
        rowKey={(row) => row.id}
        rowLabel={(row) => row.at}
        empty={{ text: words.empty }}
      />
    </>
  );
}

function Remedy({ toolId, action }: { readonly toolId: number; readonly action: ToolAction | undefined }) {
  if (!action) return null;
  if (action.kind === 'table')
    return <ActionButton action={{ label: action.title, to: `/localTools/view/${toolId}?tab=${action.id}` }} small />;
  const to = `/localTools/action/${toolId}/${action.id}`;
  return <ActionButton action={{ label: words.remedy(action.title), icon: 'wrench', to, modal: true }} small />;
}

const columns: readonly Column<ToolCheck>[] = [
  { key: 'at', label: words.at, always: true, card: 'title', cell: ({ at }) => <RelativeTime at={at} /> },
  { key: 'state', label: words.state, card: 'fact', cell: (check) => <ToolHealthBadge check={check} /> },
  { key: 'version', label: words.version, card: 'none', value: ({ version }) => version },
  { key: 'latency', label: words.latency, align: 'end', card: 'fact', value: ({ latencyMs }) => words.ms(latencyMs) },
  { key: 'message', label: words.message, card: 'fact', value: ({ message }) => message },
];
