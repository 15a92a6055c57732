import { type Tag, TagList, tags } from '@cerebrate/contract';
import { useCallback } from 'react';
import { type LoaderFunctionArgs, useLoaderData, useRevalidator } from 'react-router';
import { addressOf, call, may } from '../../api/index.js';
import { ChangedNotice } from '../../parts/live/changed-notice.js';
import { ViewsBar } from '../../parts/views/views-bar.js';
import {
  type Action,
  type Column,
  DataTable,
  ListPage,
  listShape,
  loadList,
  RelativeTime,
  TagChip,
  useListState,
} from '../../ui/index.js';
import { deleteTag } from './delete-tag.js';
import { text } from './text.js';

const shape = listShape(TagList);

/** A page of the list as the address describes it. */
export const loader = ({ request }: LoaderFunctionArgs) =>
  loadList(request, shape, (query, signal) => call(tags.list, { query, signal }));

/** The list of tags (FEATURES TAG-01; SCREENS §9). */
export function Component() {
  const { rows, total, problem } = useLoaderData<typeof loader>();
  const list = useListState(shape);
  const { revalidate } = useRevalidator();
  const rowActions = useCallback((tag: Tag) => actionsOf(tag, () => void revalidate()), [revalidate]);
  return (
    <ListPage
      title={text.title}
      lead={text.lead}
      total={total}
      actions={may('tag:write') ? [addAction] : []}
      notice={<ChangedNotice noun="tag" />}
    >
      <DataTable
        id="tags"
        caption={text.title}
        list={list}
        rows={rows}
        total={total}
        problem={problem}
        columns={columns}
        rowKey={(tag) => tag.id}
        rowLabel={(tag) => tag.name}
        rowHref={addressOfTag}
        rowActions={rowActions}
        toolbar={<ViewsBar name="tags" list={list} presets={presets} />}
        download={(search) => `${addressOf(tags.csv)}?${search}`}
        empty={may('tag:write') ? { text: text.empty, action: addAction } : { text: text.emptyForReaders }}
      />
    </ListPage>
  );
}

const addAction: Action = { label: text.add, icon: 'plus-lg', to: '/tags/add', modal: true };

const presets = [
  { label: text.presets.all, search: '' },
  { label: text.presets.machine, search: 'namespace.empty=false' },
];

const addressOfTag = ({ id }: Tag): string => `/tags/view/${id}`;

const columns: readonly Column<Tag>[] = [
  { key: 'id', label: text.columns.id, align: 'end', width: '56px', card: 'none', value: (tag) => tag.id },
  {
    key: 'name',
    label: text.columns.name,
    sort: true,
    always: true,
    card: 'title',
    value: (tag) => tag.name,
    cell: (tag) => <TagChip name={tag.name} colour={tag.colour} to={addressOfTag(tag)} />,
  },
  { key: 'counter', label: text.columns.counter, sort: true, align: 'end', card: 'fact', value: (tag) => tag.counter },
  { key: 'colour', label: text.columns.colour, mono: true, card: 'none', value: (tag) => tag.colour },
  { key: 'namespace', label: text.columns.namespace, sort: true, card: 'fact', value: (tag) => tag.namespace },
  {
    key: 'created',
    label: text.columns.created,
    sort: true,
    card: 'none',
    cell: (tag) => <RelativeTime at={tag.created} />,
  },
  {
    key: 'modified',
    label: text.columns.modified,
    optional: true,
    card: 'none',
    cell: (tag) => <RelativeTime at={tag.modified} />,
  },
];

function actionsOf(tag: Tag, changed: () => void): readonly Action[] {
  const view: Action = { label: text.view, icon: 'eye', to: addressOfTag(tag) };
  if (!may('tag:write')) return [view];
  return [
    view,
    { label: text.edit, icon: 'pencil', to: `/tags/edit/${tag.id}`, modal: true, hotkey: 'e' },
    { label: text.merging.menu, icon: 'collection', to: `/tags/merge/${tag.id}`, modal: true },
    { label: text.remove, icon: 'trash', tone: 'danger', onSelect: () => void deleteTag(tag, changed) },
  ];
}
