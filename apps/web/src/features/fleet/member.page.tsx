import { type FleetObservation, fleet, localTools, type SeenSetting } from '@cerebrate/contract';
import { useState } from 'react';
import { type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { call, may } from '../../api/index.js';
import { Badge, type Column, DataTable, RecordPage, RelativeTime, Sparkline } from '../../ui/index.js';
import { text } from './text.js';

const words = text.one;

/** The instance of the address: how it was, and its settings. @throws ProblemError 404 */
export async function loader({ params, request: { signal } }: LoaderFunctionArgs) {
  const ref = { ref: params['ref'] ?? '' };
  const tool = await call(localTools.get, { params: ref, signal });
  const [board, looks, seen] = await Promise.all([
    call(fleet.board, { params: { connector: tool.connector }, signal }),
    call(fleet.observations, { params: ref, query: { limit: '100' }, signal }),
    call(fleet.settings, { params: ref, signal }),
  ]);
  return { tool, figures: board.figures, looks: looks.items, seen };
}

type Loaded = Awaited<ReturnType<typeof loader>>;

/** One instance over time, and its settings beside what they are to be (FEATURES LTL-06, LTL-07). */
export function Component() {
  const { tool, figures, looks, seen } = useLoaderData<typeof loader>();
  const last = looks.find(({ fault }) => fault === null);
  return (
    <RecordPage
      kind={text.columns.tool}
      title={tool.name}
      summary={tool.description}
      actions={[{ label: words.openTool, icon: 'tools', to: `/localTools/view/${tool.id}`, primary: true }]}
      facts={[
        { label: words.version, value: last?.version ?? null },
        { label: words.seenAt, value: seen.at ? <RelativeTime at={seen.at} /> : null },
        ...figures
          .filter(({ type }) => type === 'number')
          .map(({ id, label }) => ({ label, value: <Trend id={id} label={label} tool={tool.name} looks={looks} /> })),
      ]}
      tabs={[
        {
          key: 'settings',
          label: words.settings,
          count: seen.settings.length,
          content: <Settings seen={seen} connector={tool.connector} />,
        },
        {
          key: 'looks',
          label: words.looks,
          count: looks.length,
          content: (
            <DataTable
              id="fleet-looks"
              caption={words.looks}
              rows={looks}
              columns={lookColumns(figures)}
              rowKey={({ id }) => id}
              rowLabel={({ at }) => at}
              rowDimmed={({ fault }) => fault !== null}
              empty={{ text: words.noLooks }}
            />
          ),
        },
      ]}
    />
  );
}

interface TrendProps {
  readonly id: string;
  readonly label: string;
  readonly tool: string;
  readonly looks: readonly FleetObservation[];
}

function Trend({ id, label, tool, looks }: TrendProps) {
  const values = [...looks].reverse().flatMap(({ figures }) => {
    const one = figures[id];
    return typeof one === 'number' ? [one] : [];
  });
  const last = values.at(-1);
  if (last === undefined) return null;
  return (
    <span className="d-inline-flex align-items-center gap-2">
      <span className="tabular">{new Intl.NumberFormat('en-GB').format(last)}</span>
      {values.length > 1 ? <Sparkline label={text.trend(label, tool)} values={values} /> : null}
    </span>
  );
}

function Settings({ seen: { settings }, connector }: { readonly seen: Loaded['seen']; readonly connector: string }) {
  const [isWhole, setWhole] = useState(false);
  const odd = settings.filter(({ error, desired, value }) => error !== null || (desired !== null && desired !== value));
  const rows = isWhole || odd.length === 0 ? settings : odd;
  return (
    <DataTable
      id="fleet-settings"
      caption={words.settings}
      rows={rows}
      columns={settingColumns}
      rowKey={({ name }) => name}
      rowLabel={({ name }) => name}
      rowActions={({ name, value, isChangeable }) =>
        may('tool:administer') && isChangeable
          ? [
              {
                label: words.want,
                icon: 'gear',
                to: `/fleet/desire/${connector}?${new URLSearchParams({ setting: name, value })}`,
                modal: true,
              },
            ]
          : []
      }
      toolbar={
        odd.length === 0 ? undefined : (
          <fieldset className="m-2" aria-label={words.settings}>
            {[false, true].map((whole) => (
              <button
                key={String(whole)}
                type="button"
                className="view-button"
                aria-pressed={isWhole === whole}
                onClick={() => setWhole(whole)}
              >
                {whole ? words.all : `${words.onlyErrors} (${odd.length})`}
              </button>
            ))}
          </fieldset>
        )
      }
      empty={{ text: words.noSettings }}
    />
  );
}

const weights = { critical: 'broken', recommended: 'attention', optional: 'unknown' } as const;

const settingColumns: readonly Column<SeenSetting>[] = [
  { key: 'name', label: words.name, always: true, card: 'title', mono: true, value: ({ name }) => name },
  { key: 'value', label: words.value, card: 'fact', mono: true, value: ({ value }) => value },
  {
    key: 'severity',
    label: words.severity,
    card: 'fact',
    cell: ({ severity }) => <Badge tone={weights[severity]}>{words.severities[severity]}</Badge>,
  },
  { key: 'error', label: words.error, card: 'fact', value: ({ error }) => error },
  { key: 'desired', label: words.desired, card: 'none', mono: true, value: ({ desired }) => desired },
];

const lookColumns = (figures: Loaded['figures']): readonly Column<FleetObservation>[] => [
  { key: 'at', label: words.at, always: true, card: 'title', cell: ({ at }) => <RelativeTime at={at} /> },
  { key: 'version', label: words.version, card: 'fact', value: ({ version }) => version },
  ...figures.map(
    ({ id, label, type }): Column<FleetObservation> => ({
      key: id,
      label,
      card: 'none',
      ...(type === 'number' ? { align: 'end' as const } : {}),
      cell: ({ figures: seen }) => {
        const value = seen[id] ?? null;
        return value !== null && type === 'moment' ? <RelativeTime at={String(value)} /> : value;
      },
    }),
  ),
  {
    key: 'fault',
    label: words.fault,
    card: 'fact',
    value: ({ fault }) => fault,
  },
];
