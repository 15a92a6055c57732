import { type FleetBoard, fleet } from '@cerebrate/contract';
import { type LoaderFunctionArgs, useLoaderData } from 'react-router';
import * as z from 'zod';
import { call } from '../../api/index.js';
import { type Column, DataTable, FormFor, FormPage } from '../../ui/index.js';
import { text } from './text.js';

const words = text.propose;

interface Off {
  readonly key: string;
  readonly tool: string;
  readonly setting: string;
  readonly actual: string | null;
  readonly desired: string;
  readonly isChangeable: boolean;
}

/** What differs at the instances the address names, or at all. @throws ProblemError 404 */
export async function loader({
  params,
  request,
}: LoaderFunctionArgs): Promise<{ board: FleetBoard; toolIds: number[] }> {
  const board = await call(fleet.board, { params: { connector: params['connector'] ?? '' }, signal: request.signal });
  const asked = (new URL(request.url).searchParams.get('tools') ?? '').split(',').filter((id) => /^\d+$/.test(id));
  return { board, toolIds: asked.map(Number) };
}

const Values = z.object({ note: z.string().nullable() });
type Values = z.infer<typeof Values>;

/** Shows what would be changed where, and proposes it (FEATURES LTL-12). */
export function Component() {
  const { board, toolIds } = useLoaderData<typeof loader>();
  const { connector, members } = board;
  const rows = members
    .filter(({ tool }) => toolIds.length === 0 || toolIds.includes(tool.id))
    .flatMap(({ tool, drift }) =>
      drift.map((one): Off => ({ key: `${tool.id} ${one.setting}`, tool: tool.name, ...one })),
    );
  const table = (
    <DataTable
      id="fleet-drift"
      caption={words.title}
      rows={rows}
      columns={columns}
      rowKey={({ key }) => key}
      rowLabel={({ setting, tool }) => `${setting}, ${tool}`}
      rowDimmed={({ isChangeable }) => !isChangeable}
      empty={{ text: words.none }}
    />
  );
  if (!rows.some(({ isChangeable }) => isChangeable))
    return (
      <FormPage title={words.title}>
        <div className="form-body">{table}</div>
      </FormPage>
    );
  return (
    <FormPage title={words.title} lead={words.lead}>
      <FormFor
        schema={Values}
        values={{ note: null }}
        fields={[{ name: 'note', label: words.note, input: 'textarea', blank: 'null', rows: 2 }]}
        submit={words.act}
        back={`/fleet/index?kind=${connector}`}
        onSave={({ note }: Values, signal) =>
          call(fleet.propose, {
            params: { connector },
            body: { note, ...(toolIds.length > 0 ? { toolIds } : {}) },
            signal,
          })
        }
        onSaved={({ id }) => ({ to: `/fleet/proposal/${id}`, toast: words.proposed })}
      >
        <div className="mt-3">{table}</div>
      </FormFor>
    </FormPage>
  );
}

const { proposals } = text;
const columns: readonly Column<Off>[] = [
  {
    key: 'setting',
    label: proposals.setting,
    always: true,
    card: 'title',
    mono: true,
    value: ({ setting }) => setting,
  },
  { key: 'tool', label: proposals.tool, card: 'fact', value: ({ tool }) => tool },
  {
    key: 'from',
    label: proposals.from,
    card: 'fact',
    mono: true,
    value: ({ actual, isChangeable }) => (isChangeable ? (actual ?? proposals.unknown) : words.fixed),
  },
  { key: 'to', label: proposals.to, card: 'fact', mono: true, value: ({ desired }) => desired },
];
