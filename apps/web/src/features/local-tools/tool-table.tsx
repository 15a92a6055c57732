import { type LocalTool, localTools, type ToolTable as Table, type ToolAction } from '@cerebrate/contract';
import { useMemo } from 'react';
import { call, may } from '../../api/index.js';
import {
  type Action,
  ActionButton,
  Badge,
  type Chosen,
  DataTable,
  type Fact,
  FilterBar,
  type FilterField,
  KeyValue,
  type ListShape,
  type ListState,
  useAsked,
  useListState,
  useOpenModal,
  useSettled,
} from '../../ui/index.js';
import { text } from './text.js';
import { columnOf, tones, valueAt } from './tool-cells.js';

type Row = Table['rows'][number];
interface Numbered {
  readonly at: number;
  readonly row: Row;
}

interface ToolTableProps {
  readonly tool: LocalTool;
  readonly action: ToolAction;
  /** Every action of the connector: those offered beside rows, for chosen rows, and above. */
  readonly actions: readonly ToolAction[];
}

/** A table that a connector declares: asked of the tool, drawn by the declaration (FEATURES LTL-05…11). */
export function ToolTable({ tool, action, actions }: ToolTableProps) {
  const shape = useMemo(() => shapeOf(action), [action]);
  const list = useListState(shape);
  const asked = useTable(tool, action, list);
  const { value } = useSettled(asked);
  const rows = useAsked(() => asked.then((table) => table.rows.map((row, at): Numbered => ({ at, row }))), [asked]);
  const columns = useMemo(
    () => action.columns.map((column, at) => columnOf<Numbered>(column, at, ({ row }) => row)),
    [action],
  );
  const { on, bulk, above } = useOffered(tool.id, action, actions);
  const labelOf = ({ at, row }: Numbered): string =>
    String(valueAt(row, nameColumn(action)) ?? text.table.rowOf(at + 1));
  return (
    <>
      {value && value.facts.length > 0 ? (
        <div className="mb-3">
          <KeyValue facts={value.facts.map(factOf)} />
        </div>
      ) : null}
      <DataTable
        id={`tool-${tool.connector}-${action.id}`}
        caption={action.title}
        list={list}
        rows={rows}
        total={value?.total ?? null}
        columns={columns}
        rowKey={({ at }) => at}
        rowLabel={labelOf}
        rowActions={action.rowActions.length > 0 ? ({ row }) => beside(tool.id, action, row, on) : undefined}
        bulk={bulk}
        toolbar={
          <FilterBar list={list}>
            {above.map((one) => (
              <ActionButton
                key={one.id}
                action={{
                  label: `${one.title}…`,
                  icon: 'lightning',
                  to: addressOfAction(tool.id, one.id),
                  modal: true,
                }}
                small
              />
            ))}
          </FilterBar>
        }
        empty={{ text: text.table.empty }}
      />
    </>
  );
}

/** The actions offered beside rows, for chosen rows, and above, as far as the caller may run them. */
function useOffered(toolId: number, action: ToolAction, actions: readonly ToolAction[]) {
  const openModal = useOpenModal();
  const on = (id: string): ToolAction | undefined => actions.find((one) => one.id === id && may(`tool:${one.risk}`));
  const chosen = action.selectionActions.flatMap((offered) => {
    const found = on(offered.action);
    return found ? [{ ...offered, found }] : [];
  });
  const bulk = ({ rows }: Chosen<Numbered>): readonly Action[] =>
    chosen.map(({ param, path, found }) => ({
      label: `${found.title}…`,
      icon: 'lightning',
      onSelect: () =>
        openModal(addressOfAction(toolId, found.id, { [param]: rows.map(({ row }) => valueAt(row, path)) })),
    }));
  return {
    on,
    bulk: chosen.length > 0 ? bulk : undefined,
    above: action.tableActions.flatMap((id) => on(id) ?? []),
  };
}

/** Asks again when the address or the page's data change. */
function useTable(tool: LocalTool, action: ToolAction, list: ListState): Promise<Table> {
  const { page, limit, q, sort, filters } = list;
  const first = sort[0];
  const params = JSON.stringify(
    Object.fromEntries(filters.map(({ field, values }) => [field, meant(action, field, values[0] ?? '')])),
  );
  const query = JSON.stringify({
    page: String(page),
    limit: String(Math.min(limit, 500)),
    q,
    sort: first ? `${first.descending ? '-' : ''}${first.field}` : '',
    params,
  });
  // a form that was sent loads the tool anew, and this with it
  return useAsked(
    () =>
      call(localTools.table, {
        params: { ref: String(tool.id), action: action.id },
        query: JSON.parse(query) as never,
      }),
    [tool, action.id, query],
  );
}

function meant({ params }: ToolAction, key: string, value: string): unknown {
  const field = params.find((one) => one.key === key);
  if (field?.input === 'number') return Number(value);
  if (field?.input === 'boolean') return value === 'true';
  return field?.choices.find((choice) => String(choice.value) === value)?.value ?? value;
}

/** Parameters of a table are its filters, each of one value. */
function shapeOf({ params, columns }: ToolAction): ListShape {
  return {
    fields: params.map(
      ({ key, label, choices, input }): FilterField => ({
        name: key,
        label,
        ops: ['eq'],
        kind: choices.length > 0 ? 'choice' : input === 'number' || input === 'boolean' ? input : 'text',
        ...(choices.length > 0
          ? { choices: choices.map(({ value, label: words }) => ({ value: String(value), label: words })) }
          : {}),
      }),
    ),
    searched: columns.filter(({ type }) => type === 'text').map(({ label }) => ({ label, how: 'contains' })),
  };
}

const nameColumn = ({ columns }: ToolAction): string =>
  (columns.find(({ path }) => path === 'name') ?? columns.find(({ type }) => type === 'text') ?? columns[0])?.path ??
  '';

/** The page of a form, with what is known already. */
function addressOfAction(toolId: number, action: string, params: Readonly<Record<string, unknown>> = {}): string {
  const known = Object.keys(params).length > 0 ? `?params=${encodeURIComponent(JSON.stringify(params))}` : '';
  return `/localTools/action/${toolId}/${action}${known}`;
}

function beside(
  toolId: number,
  { rowActions }: ToolAction,
  row: Row,
  on: (id: string) => ToolAction | undefined,
): readonly Action[] {
  return rowActions.flatMap(({ action, params, when }) => {
    const found = on(action);
    const value = when ? valueAt(row, when.path) : undefined;
    if (!found || (when && !when.is.some((one) => one === value))) return [];
    const known = Object.fromEntries(Object.entries(params).map(([param, path]) => [param, valueAt(row, path)]));
    return [{ label: found.title, icon: iconOf(found), to: addressOfAction(toolId, found.id, known), modal: true }];
  });
}

/** A drawing by what an action is about. */
function iconOf({ id }: ToolAction): NonNullable<Action['icon']> {
  if (/^(delete|remove)/.test(id)) return 'trash';
  if (/^(edit|modify|set)/.test(id)) return 'pencil';
  if (/^(fetch|pull)/.test(id)) return 'download';
  if (/^push/.test(id)) return 'upload';
  if (/^(test|check)/.test(id)) return 'arrow-repeat';
  if (/key/.test(id)) return 'key';
  if (/^disable/.test(id)) return 'slash-circle';
  return /^enable/.test(id) ? 'check-circle' : 'lightning';
}

const factOf = ({ label, value, tone }: Table['facts'][number]): Fact => ({
  label,
  value:
    value === null ? null : tone && tone !== 'neutral' ? (
      <Badge tone={tones[tone]}>{String(value)}</Badge>
    ) : (
      String(value)
    ),
});
