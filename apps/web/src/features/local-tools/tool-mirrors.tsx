import { type LocalTool, type Mirror, mirrors } from '@cerebrate/contract';
import { Link, useRevalidator } from 'react-router';
import { call, may } from '../../api/index.js';
import { tellFailure } from '../../parts/identity/index.js';
import { type Action, type Column, confirm, DataTable, RelativeTime, toast } from '../../ui/index.js';
import { addressOfSource } from './mirror-choices.js';
import { text } from './text.js';

const words = text.mirrors;

/** What at a tool follows our mailing lists or sharing groups. */
export function ToolMirrors({ tool, rows }: { readonly tool: LocalTool; readonly rows: readonly Mirror[] }) {
  const { revalidate } = useRevalidator();
  const follow: Action = {
    label: words.follow,
    icon: 'plus-lg',
    to: `/localTools/follow/${tool.id}`,
    modal: true,
    primary: true,
  };
  const release = async ({ id, target }: Mirror) => {
    if (!(await confirm({ title: words.releaseTitle(target.title), body: words.releaseBody, act: words.release })))
      return;
    await call(mirrors.release, { params: { ref: String(id) } });
    toast({ tone: 'ok', text: words.released(target.title) });
  };
  return (
    <DataTable
      id="tool-mirrors"
      caption={words.tab}
      rows={rows}
      columns={columns}
      rowKey={({ id }) => id}
      rowLabel={({ target }) => target.title}
      rowHref={addressOfMirror}
      rowActions={(mirror) => [
        { label: words.compare, icon: 'arrow-repeat', to: addressOfMirror(mirror) },
        ...(may('tool:administer')
          ? [
              {
                label: words.release,
                icon: 'x-lg',
                onSelect: () =>
                  void release(mirror)
                    .catch(tellFailure)
                    .finally(() => void revalidate()),
              } satisfies Action,
            ]
          : []),
      ]}
      toolbar={
        may('tool:administer') && rows.length > 0 ? (
          <div className="d-flex justify-content-end p-2">
            <Link to={follow.to ?? ''} className="btn btn-plain">
              {words.follow}
            </Link>
          </div>
        ) : undefined
      }
      empty={may('tool:administer') ? { text: words.empty, action: follow } : { text: words.empty }}
    />
  );
}

const addressOfMirror = ({ id, tool }: Mirror): string => `/localTools/mirror/${tool.id}/${id}`;

const columns: readonly Column<Mirror>[] = [
  {
    key: 'target',
    label: words.target,
    always: true,
    card: 'title',
    cell: (mirror) => <Link to={addressOfMirror(mirror)}>{mirror.target.title}</Link>,
  },
  {
    key: 'source',
    label: words.source,
    card: 'fact',
    cell: ({ source, follows }) =>
      source ? (
        <Link to={addressOfSource(follows, source.id)}>{source.name}</Link>
      ) : (
        <span className="muted">{words.gone}</span>
      ),
  },
  {
    key: 'last',
    label: words.last,
    card: 'fact',
    cell: ({ lastAt }) => (lastAt ? <RelativeTime at={lastAt} /> : <span className="muted">{words.never}</span>),
  },
  { key: 'count', label: words.count, align: 'end', card: 'none', value: ({ lastCount }) => lastCount },
  { key: 'by', label: words.by, card: 'none', value: ({ by }) => by },
];
