import { orgGroups } from '@cerebrate/contract';
import { useCallback } from 'react';
import { type LoaderFunctionArgs, useLoaderData, useNavigate, useRevalidator } from 'react-router';
import { call, may } from '../../api/index.js';
import { ChangeHistory } from '../../parts/history/index.js';
import { RecordChangedNotice } from '../../parts/live/changed-notice.js';
import { TagEditor } from '../../parts/tags/tag-editor.js';
import { type Action, RecordPage, RelativeTime } from '../../ui/index.js';
import { AdministratorsTab } from './administrators-tab.js';
import { deleteGroup } from './delete-groups.js';
import { firstMembers, MembersTab } from './members-tab.js';
import { text } from './text.js';

/** The group of the address with its first members and its administrators. @throws ProblemError 404 */
export async function loader({ params, request: { signal } }: LoaderFunctionArgs) {
  const group = await call(orgGroups.get, { params: { ref: params['ref'] ?? '' }, signal });
  const [members, { items: administrators }] = await Promise.all([
    firstMembers(group.id, signal),
    call(orgGroups.administrators, { params: { ref: String(group.id) }, signal }),
  ]);
  return { ...group, members, administrators };
}

type Loaded = Awaited<ReturnType<typeof loader>>;

/** One organisation group (FEATURES OGR-01…03). */
export function Component() {
  const group = useLoaderData<typeof loader>();
  const { revalidate } = useRevalidator();
  const reload = useCallback(() => void revalidate(), [revalidate]);
  const { facts, members, administrators } = text;
  const params = { ref: String(group.id) };
  return (
    <RecordPage
      kind={text.kind}
      title={group.name}
      notice={<RecordChangedNotice noun="orgGroup" id={group.id} version={group.version} />}
      summary={text.summary(group.organisations)}
      tags={
        <TagEditor
          tags={group.tags}
          mayEdit={group.mayChange}
          link={(name) => `/orgGroups/index?${new URLSearchParams({ tag: name })}`}
          onChange={async (change) => {
            await call(orgGroups.tag, { params, body: change });
            reload();
          }}
        />
      }
      actions={useActions(group, reload)}
      facts={[
        { label: facts.uuid, value: group.uuid, copy: true, mono: true },
        { label: facts.id, value: group.id, copy: true, mono: true },
        { label: facts.description, value: group.description, wide: true },
        { label: facts.created, value: <RelativeTime at={group.created} /> },
        { label: facts.modified, value: <RelativeTime at={group.modified} /> },
      ]}
      tabs={[
        {
          key: 'members',
          label: members.title,
          count: group.organisations,
          content: <MembersTab group={group} members={group.members} onChange={reload} />,
        },
        {
          key: 'administrators',
          label: administrators.title,
          count: group.administrators.length,
          content: <AdministratorsTab group={group} administrators={group.administrators} onChange={reload} />,
        },
      ]}
      history={
        may('history:read') ? (
          <ChangeHistory
            key={`${group.version} ${group.organisations} ${group.administrators.length}`}
            load={(query, signal) => call(orgGroups.history, { params, query, signal })}
          />
        ) : undefined
      }
    />
  );
}

function useActions(group: Loaded, reload: () => void): readonly Action[] {
  const navigate = useNavigate();
  if (!group.mayChange) return [];
  const remove = () => void deleteGroup(group, () => void navigate('/orgGroups/index', { replace: true }), reload);
  return [
    { label: text.edit, icon: 'pencil', to: `/orgGroups/edit/${group.id}`, modal: true, primary: true, hotkey: 'e' },
    { label: `${text.remove}…`, icon: 'trash', tone: 'danger', onSelect: remove, menu: true },
  ];
}
