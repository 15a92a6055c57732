import { type MailingList, mailingLists } from '@cerebrate/contract';
import { useCallback, useState } from 'react';
import { Link, type LoaderFunctionArgs, useLoaderData, useNavigate, useRevalidator } from 'react-router';
import { call } from '../../api/index.js';
import { ChangeHistory } from '../../parts/history/index.js';
import { RecordChangedNotice } from '../../parts/live/changed-notice.js';
import { RuleLines } from '../../parts/rules/rule-lines.js';
import { type Action, type Fact, RecordPage, RelativeTime } from '../../ui/index.js';
import { deleteList, followNow } from './acts.js';
import { AddMembers } from './add-members.js';
import { ExportDialog } from './export-dialog.js';
import { ListState } from './list.page.js';
import { Members } from './members.js';
import { text } from './text.js';

/** The list of the address. @throws ProblemError 404 */
export const loader = ({ params, request }: LoaderFunctionArgs) =>
  call(mailingLists.get, { params: { ref: params['ref'] ?? '' }, signal: request.signal });

/** One mailing list (FEATURES MLS-01…05). */
export function Component() {
  const list = useLoaderData<typeof loader>();
  const [open, setOpen] = useState<'add' | 'export'>();
  const { revalidate } = useRevalidator();
  const reload = useCallback(() => void revalidate(), [revalidate]);
  const close = () => setOpen(undefined);
  return (
    <>
      <RecordPage
        kind={text.kind}
        title={list.name}
        summary={list.description}
        badges={<ListState list={list} />}
        notice={
          <>
            <RecordChangedNotice noun="mailingList" id={list.id} version={list.version} />
            {list.ruleProblem ? (
              <div className="notice-strip" data-tone="attention">
                {list.ruleProblem}
              </div>
            ) : null}
          </>
        }
        actions={useActions(list, setOpen, reload)}
        facts={factsOf(list)}
        tabs={[
          {
            key: 'members',
            label: text.members.tab,
            count: list.members,
            content: <Members list={list} onChange={reload} />,
          },
          ...(list.rule ? [{ key: 'rule', label: text.members.rule, content: <RuleLines rule={list.rule} /> }] : []),
        ]}
        history={
          <ChangeHistory
            key={list.version}
            load={(query, signal) => call(mailingLists.history, { params: { ref: String(list.id) }, query, signal })}
          />
        }
      />
      {open === 'add' ? <AddMembers list={list} onClose={close} onDone={reload} /> : null}
      {open === 'export' ? <ExportDialog list={list} onClose={close} /> : null}
    </>
  );
}

function factsOf(list: MailingList): readonly Fact[] {
  const { facts } = text;
  return [
    { label: facts.recipients, value: list.recipients },
    {
      label: facts.owner,
      value: list.owner ? <Link to={`/organisations/view/${list.owner.id}`}>{list.owner.name}</Link> : null,
    },
    { label: facts.creator, value: list.creator?.username },
    ...(list.isDynamic && list.mayChange
      ? [
          { label: facts.keeper, value: list.keeper },
          { label: facts.recalculated, value: list.recalculatedAt ? <RelativeTime at={list.recalculatedAt} /> : null },
          { label: facts.keptOff, value: list.keptOff === 0 ? null : list.keptOff },
        ]
      : []),
    { label: facts.uuid, value: list.uuid, copy: true, mono: true },
    { label: facts.id, value: list.id, copy: true, mono: true },
    { label: facts.created, value: <RelativeTime at={list.created} /> },
    { label: facts.modified, value: <RelativeTime at={list.modified} /> },
  ];
}

function useActions(list: MailingList, open: (what: 'add' | 'export') => void, reload: () => void): readonly Action[] {
  const navigate = useNavigate();
  const exporting: Action = {
    label: text.exporting.act,
    icon: 'box-arrow-up-right',
    hotkey: 'x',
    onSelect: () => open('export'),
  };
  if (!list.mayChange) return [{ ...exporting, primary: true }];
  const remove = () =>
    void deleteList(list, {
      onDeleted: () => void navigate('/mailingLists/index', { replace: true }),
      onRestored: () => void navigate(`/mailingLists/view/${list.id}`),
    });
  return [
    exporting,
    { label: text.edit, icon: 'pencil', to: `/mailingLists/edit/${list.id}`, modal: true, hotkey: 'e' },
    { label: text.members.add, icon: 'plus-lg', primary: true, hotkey: 'a', onSelect: () => open('add') },
    ...(list.isDynamic
      ? [
          {
            label: text.members.recalculate,
            icon: 'arrow-repeat' as const,
            menu: true,
            onSelect: () => void followNow(list.id, reload),
          },
        ]
      : []),
    { label: `${text.remove}…`, icon: 'trash', tone: 'danger', menu: true, onSelect: remove },
  ];
}
