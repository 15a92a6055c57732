import { metaTemplates, type TemplateName, TemplateNameList } from '@cerebrate/contract';
import { Link, type LoaderFunctionArgs, useLoaderData } from 'react-router';
import { call, may } from '../../api/index.js';
import {
  Badge,
  type Column,
  CopyButton,
  DataTable,
  FilterBar,
  ListPage,
  listShape,
  loadList,
  useListState,
} from '../../ui/index.js';
import { text } from './text.js';

const words = text.directory;
const shape = listShape(TemplateNameList);

/** A page of the directory as the address describes it. */
export const loader = ({ request }: LoaderFunctionArgs) =>
  loadList(request, shape, (query, signal) => call(metaTemplates.names, { query, signal }));

/** Every template name this node has seen (FEATURES MT-14). */
export function Component() {
  const { rows, total, problem } = useLoaderData<typeof loader>();
  const list = useListState(shape);
  return (
    <ListPage title={words.title} lead={words.lead} total={total}>
      <DataTable
        id="meta-template-names"
        caption={words.title}
        list={list}
        rows={rows}
        total={total}
        problem={problem}
        columns={may('metaTemplate:manage') ? [...columns, usage] : columns}
        rowKey={(name) => name.id}
        rowLabel={(name) => `${name.name} ${name.templateVersion}`}
        toolbar={<FilterBar list={list} />}
        empty={{ text: words.empty }}
      />
    </ListPage>
  );
}

const columns: readonly Column<TemplateName>[] = [
  { key: 'id', label: words.columns.id, align: 'end', width: '56px', card: 'none', value: (row) => row.id },
  { key: 'name', label: words.columns.name, sort: true, always: true, card: 'title', value: (row) => row.name },
  { key: 'namespace', label: words.columns.namespace, sort: true, card: 'fact', value: (row) => row.namespace },
  {
    key: 'templateVersion',
    label: words.columns.version,
    sort: true,
    card: 'fact',
    value: (row) => row.templateVersion,
  },
  {
    key: 'uuid',
    label: words.columns.uuid,
    mono: true,
    card: 'none',
    value: (row) => row.uuid,
    cell: (row) => (
      <span className="d-flex align-items-center gap-1">
        {row.uuid} <CopyButton text={row.uuid} label={`${words.columns.uuid}: ${row.name}`} />
      </span>
    ),
  },
  {
    key: 'loaded',
    label: words.columns.loaded,
    card: 'fact',
    value: (row) => (row.templateId === null ? words.notLoaded : row.name),
    cell: (row) =>
      row.templateId === null ? (
        <Badge tone="unknown">{words.notLoaded}</Badge>
      ) : (
        <Link to={`/metaTemplates/view/${row.templateId}`}>{row.name}</Link>
      ),
  },
];

const usage: Column<TemplateName> = {
  key: 'valueCount',
  label: words.columns.values,
  align: 'end',
  card: 'fact',
  value: (row) => row.valueCount,
};
