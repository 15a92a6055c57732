import { type SharingGroup, sharingGroups } from '@cerebrate/contract';
import { Link, type LoaderFunctionArgs, useLoaderData, useNavigate } from 'react-router';
import { call, may } from '../../api/index.js';
import { ChangeHistory } from '../../parts/history/index.js';
import { RecordChangedNotice } from '../../parts/live/changed-notice.js';
import { provenanceTab } from '../../parts/provenance/provenance-tab.js';
import { type Action, type Fact, RecordPage, RelativeTime, type TabSpec } from '../../ui/index.js';
import { ConsumerTab } from './consumer-tab.js';
import { DayPicker } from './day-picker.js';
import { deleteGroup } from './delete-group.js';
import { addAction, MembersTab } from './members-tab.js';
import { OverlapTab } from './overlap-tab.js';
import { groupAddress, Party, StateBadge } from './pieces.js';
import './sharing-groups.scss';
import { text } from './text.js';

/** The group of the address, by its id or uuid. @throws ProblemError 404 when there is none one may see */
export const loader = ({ params, request }: LoaderFunctionArgs) =>
  call(sharingGroups.get, { params: { ref: params['ref'] ?? '' }, signal: request.signal });

/** One sharing group with its members (FEATURES SGR-03, SGR-04; SCREENS §4). */
export function Component() {
  const group = useLoaderData<typeof loader>();
  return (
    <RecordPage
      kind={text.kind}
      title={group.name}
      notice={<RecordChangedNotice noun="sharingGroup" id={group.id} version={group.version} />}
      badges={<StateBadge active={group.active} />}
      summary={group.releasability}
      actions={useRecordActions(group)}
      facts={factsOf(group)}
      tabs={tabsOf(group)}
      rail={[{ title: text.rail.freshness, content: <Freshness group={group} /> }]}
      history={may('history:read') ? <History group={group} /> : undefined}
    />
  );
}

const isWriter = (group: SharingGroup): boolean => group.mayChange && may('sharingGroup:write');

const tabsOf = (group: SharingGroup): TabSpec[] => [
  { key: 'members', label: text.members.tab, count: group.members, content: <MembersTab group={group} /> },
  ...(isWriter(group)
    ? [{ key: 'consumer', label: text.consumer.tab, content: <ConsumerTab key={group.id} group={group} /> }]
    : []),
  { key: 'overlap', label: text.overlap.tab, content: <OverlapTab group={group} /> },
  provenanceTab('sharing-groups', group.id),
];

function History({ group }: { readonly group: SharingGroup }) {
  const params = { ref: String(group.id) };
  return (
    <>
      <DayPicker group={group} />
      <h2 className="sharing-heading">{text.history.changes}</h2>
      <ChangeHistory
        key={group.version}
        load={(query, signal) => call(sharingGroups.history, { params, query, signal })}
      />
    </>
  );
}

function factsOf(group: SharingGroup): Fact[] {
  const { fields } = text;
  const { uuid, id, owner, creator, description, local, blueprint } = group;
  return [
    { label: fields.uuid, value: uuid, copy: true, mono: true },
    { label: fields.id, value: id, copy: true, mono: true },
    { label: fields.owner, value: <Party party={owner} />, copy: owner.name },
    { label: fields.creator, value: creator?.username ?? null },
    ...(blueprint
      ? [
          {
            label: fields.blueprint,
            value: <Link to={`/sharingGroupBlueprints/view/${blueprint.id}`}>{blueprint.name}</Link>,
          },
        ]
      : []),
    { label: fields.local, value: local ? fields.yes : fields.no },
    ...(description ? [{ label: fields.description, value: description, copy: description, wide: true }] : []),
  ];
}

function Freshness({ group: { modified, created } }: { readonly group: SharingGroup }) {
  return (
    <dl className="sharing-freshness">
      <div>
        <dt>{text.rail.modified}</dt>
        <dd>
          <RelativeTime at={modified} />
        </dd>
      </div>
      <div>
        <dt>{text.rail.created}</dt>
        <dd>
          <RelativeTime at={created} />
        </dd>
      </div>
    </dl>
  );
}

function useRecordActions(group: SharingGroup): Action[] {
  const navigate = useNavigate();
  if (!isWriter(group)) return [];
  const remove = () =>
    void deleteGroup(group, {
      onDeleted: () => void navigate('/sharingGroups/index', { replace: true }),
      onRestored: () => void navigate(groupAddress(group)),
    });
  return [
    { ...addAction(group), primary: true, hotkey: 'a' },
    { label: text.edit, icon: 'pencil', to: `/sharingGroups/edit/${group.id}`, modal: true, hotkey: 'e' },
    { label: `${text.remove}…`, icon: 'trash', tone: 'danger', onSelect: remove, menu: true },
  ];
}
